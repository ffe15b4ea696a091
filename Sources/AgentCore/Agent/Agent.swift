import AgentConfiguration
import LoadBalancing
package import ProcessControl
import RegistryCore
import Rendering
package import SystemSupport

/// The agent: watches, renders, checks, commits and applies until it is told to stop.
///
/// After its first good rendering it does not die of the world's faults. It keeps the last good
/// state, says so, and heals itself. Decisions are in pure machines (`ResourceMachine`,
/// `ApplyMachine`); this actor carries them out.
package actor Agent {
  let log: Log
  let queue = EventQueue<AgentEvent>()
  let store: SnapshotStore
  let pool: WatcherPool
  let reconfiguration: Reconfiguration?
  var assembly: Assembly
  var units: [Int: ResourceUnit] = [:]
  var applies: [ApplySettings: ApplyUnit] = [:]
  var installations: [Int: Task<Void, Never>] = [:]
  var fileWatch: FileWatch?
  var random = SystemRandomNumberGenerator()
  var isStopping = false
  /// Resources whose file was completed at the start and has to be applied.
  var healed: Set<Int> = []
  /// Resources whose inputs changed in the events just taken: each is rendered once for all of
  /// them.
  var changed: Set<Int> = []
  /// Resources with a candidate whose balancer still reads the last one.
  var awaitingBalancer: Set<Int> = []
  /// Members of groups with a candidate, whose group has not begun to install.
  var awaitingGroup: Set<Int> = []
  /// When to look whether their groups can begin.
  var groupDue: ContinuousClock.Instant?
  /// Whether a rendering may have used other inputs than those being followed.
  var hasNewInputs = true
  /// Keep other agents from managing the same destinations, by what they lock: a destination may
  /// pass from one resource to another.
  var locks: [String: FileLock] = [:]
  /// Destinations of resources that are gone, whose installation is still ending.
  var leaving: [Int: String] = [:]
  /// Answers that outlive the agent, if they are to.
  var cache: ReadingCache?
  /// Asks for other agents, too, or has another one ask, if that is configured.
  var deduplication: Deduplication?
  /// Runs the program of `[exec]`, if there is one.
  let supervisor: Supervisor?
  /// Resources whose files are in place, until all are.
  var inPlace: Set<Int> = []
  var hasCompleted = false
  /// In what it differs from the usual.
  let manner: AgentManner
  /// Runs of applies that wait for the one under way, where they follow each other.
  var queuedApplies: [(key: ApplySettings, ids: Set<Int>)] = []
  var cacheWork = CacheWork()
  /// What the process counts.
  let metrics = Metrics()
  /// What happened to the resources, for those who ask.
  var notes: [Int: ResourceNotes] = [:]
  private var nextResync: ContinuousClock.Instant
  /// When memory that renderings and answers took for a moment is given back.
  var giveBackDue: ContinuousClock.Instant?

  /// An agent that has not started. `reconfiguration` is used for each `AgentEvent.reconfigure`.
  package init(
    _ assembly: Assembly, log: Log, reconfiguration: Reconfiguration? = nil,
    supervisor: Supervisor? = nil, manner: AgentManner = AgentManner()
  ) {
    self.supervisor = supervisor
    self.manner = manner
    self.assembly = assembly
    self.log = log
    self.reconfiguration = reconfiguration
    nextResync = .now + assembly.resync
    store = SnapshotStore(remembersDeleted: manner.keepsDeletedKeys)
    let queue = queue
    cache = assembly.configuration.cacheDirectory.flatMap {
      ReadingCache($0, redaction: assembly.cacheRedaction, log: log)
    }
    deduplication = assembly.deduplication(log: log)
    pool = WatcherPool(
      store: store, log: log, onChange: { queue.send(.readingChanged($0)) },
      onFailure: { queue.send(.readingFailed($0)) })
  }

  /// Returns when it is not busy: whoever waits for it in vain sees that it hangs.
  package func answer() {}

  /// Tells the agent something from outside, such as a signal.
  package nonisolated func send(_ event: AgentEvent) { queue.send(event) }

  /// Works until `.stop` or cancellation; then finishes the commits and applies under way. Throws
  /// at once if another agent manages one of the destinations.
  package func run() async throws(FileLock.Failure) {
    locks = try locks(of: assembly.resources)
    completeGroups()
    ScratchFolder.removeAbandoned(log: log)
    for resource in assembly.resources { adopt(resource) }
    recoverPending(of: Set(units.keys))
    beginMaintenance()
    for id in units.keys.sorted() { receive(.inputsChanged, for: id) }
    considerCompletion()
    while !(isStopping && isSettled) {
      followInputs()
      let events = await queue.next(before: isStopping ? nil : nextDeadline)
      if Task.isCancelled, !isStopping { stop() }
      for event in events { handle(event) }
      renderChanged()
      if !isStopping { tick() }
      startInstallations()
      startGroups()
    }
    fileWatch?.stop()
    await saveCacheFinally()
    saveGuardsFinally()
    await pool.shutdown()
    await deduplication?.shutdown()
    await assembly.shutdown()
    locks = [:]
  }

  /// Whether nothing is being installed or applied.
  private var isSettled: Bool {
    installations.isEmpty && queuedApplies.isEmpty
      && applies.values.allSatisfy { !$0.isRunning && $0.maintenance == nil }
  }

  private var nextDeadline: ContinuousClock.Instant {
    let deadlines =
      [cacheWork.deadline, groupDue, giveBackDue] + units.values.map(\.deadline)
      + applies.values.flatMap { [$0.machine.deadline, $0.maintenanceDue] }
    return deadlines.reduce(nextResync) { min($0, $1 ?? $0) }
  }

  private func handle(_ event: AgentEvent) {
    switch event {
    case .readingChanged(let query):
      noteForCache(query)
      readingChanged(query)
    case .readingRestored(let query): readingChanged(query)
    case .readingFailed(let query):
      metrics.add(to: AgentMetrics.registryErrors, ["registry": query.registry])
      readingFailed(query)
      tellFailure(of: query)
    case .cacheSaved(let queries, let isDone): cacheSaved(queries, isDone: isDone)
    case .filesChanged: filesChanged()
    case .installed(let id, let outcome): installed(id, outcome)
    case .applied(let key, let result):
      note(result, of: key)
      applied(key, result)
      startNextApply()
      considerCompletion()
    case .maintained(let key, let next): maintained(key, next)
    case .readAgain(let query, let id, let count): readAgain(query, of: id, gave: count)
    case .approved(let id): changed.insert(id)
    case .reconfigure: reconfigure()
    case .stop: stop()
    }
  }

  private func tick() {
    let now = ContinuousClock.now
    for id in units.keys.sorted() { receive(.tick, for: id) }
    for key in Array(applies.keys) {
      receive(.tick, for: key)
      if let due = applies[key]?.maintenanceDue, due <= now { maintain(key) }
    }
    tendCache()
    tendGuards(at: now)
    for (id, unit) in units {
      if let due = unit.complaintDue, due <= now { units[id]?.complainOfDelay(log: log) }
    }
    if let due = giveBackDue, due <= now {
      giveBackDue = nil
      FreeMemory.giveBack()
    }
    guard now >= nextResync else { return }
    nextResync = now + assembly.resync
    log.debug("full pass")
    for id in units.keys.sorted() {
      // Not every change of a file is told: those over a network, or through a mapping, are not.
      _ = units[id]?.refreshTemplate(log: log)
      units[id]?.forgetRefusal()
      receive(.inputsChanged, for: id)
    }
  }

  private func readingChanged(_ query: Query) {
    for id in units.keys where units[id]?.inputs.concerns(query) == true { changed.insert(id) }
  }

  private func renderChanged() {
    let ids = changed.sorted()
    changed = []
    guard !isStopping else { return }
    for id in ids { receive(.inputsChanged, for: id) }
  }

  private func stop() {
    guard !isStopping else { return }
    isStopping = true
    log.info("stopping")
    manner.stops?()
    for task in installations.values { task.cancel() }
  }
}
