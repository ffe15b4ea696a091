/// Decides which of many waiting queries has a connection of its own, and which of the others is
/// looked at next. Pure: time and randomness come in, and whoever drives it does the asking.
///
/// A waiting query either *holds* a connection of its own, on which the registry answers when
/// something changed, or it is *parked*. Those that change most often hold: the times of the last
/// change but one are compared, then those of the last. A parked query is *checked*, cheaply and
/// over few connections: at once where a *signal* names it; in a *round* over all parked ones, the
/// most recently changed first, where a signal says that something moved but not what; and in any
/// case once in each `rotation`. What a check finds moved is read.
///
/// A ticket is one call, from its first event to `.ended`; a key is what it asks.
package struct WatchBudget<Key: Hashable & Sendable>: Sendable {
  /// The number of a call.
  package typealias Ticket = Int

  /// What happened.
  package enum Event: Sendable {
    /// A call wants to ask without waiting for a change.
    case reads(Ticket, for: Key)
    /// A call wants to wait for a change after an index. It is covered if a signal tells of its
    /// changes.
    case waits(Ticket, for: Key, after: UInt64, isCovered: Bool)
    /// A call is over, at whatever stage it was.
    case ended(Ticket)
    /// An answer to a waiting query differs from the one before.
    case changed(Key)
    /// A check is over.
    case checked(Ticket, Outcome)
    /// A signal says that these have moved, and where to: what is behind is read without a check.
    case moved([Key: UInt64])
    /// A signal says that these may have moved.
    case hinted(Set<Key>)
    /// A signal says that something moved, or it was away for a while.
    case unsettled
    /// So many connections are used by signals from now on.
    case signals(Int)
    /// Whether requests share connections, so that any number may wait.
    case multiplexes(Bool)
    /// The registry says that these are too many connections.
    case refused
    /// The time that `pause` gave is over.
    case waited
  }

  /// What a check found.
  package enum Outcome: Sendable {
    case same, moved, failed
    /// Nothing moved in the eyes of a server that may lag behind the one that gave the signal.
    case sameSoFar
  }

  /// What to do.
  package enum Action: Equatable, Sendable {
    /// Let a call ask now.
    case read(Ticket)
    /// Let a call wait on a connection of its own.
    case hold(Ticket)
    /// End the wait of a call, whose connection is wanted; it may wait again.
    case recall(Ticket)
    /// Find out whether a parked query moved.
    case check(Ticket)
    /// Give up: there was no connection for a call for too long.
    case expire(Ticket)
    /// There are parked queries: signals are of use; or they are not any more.
    case startSignals, stopSignals
    /// So many connections are used at most, for a while.
    case limited(to: Int)
  }

  struct Entry {
    let key: Key
    var index: UInt64 = 0
    let isCovered: Bool
    var stage: Stage
    /// When a parked query is checked without further reason, or one in line is given up.
    var due: ContinuousClock.Instant?
    /// Whether a parked query is already in the line of hints.
    var isHinted = false
  }

  enum Stage {
    case wantsToRead, reading, promised, held, recalled, parked, checking
    /// The call is over; its check is not yet.
    case leaving
  }

  struct Owner {
    let isCovered: Bool
    var ticket: Ticket?
    var idleSince: ContinuousClock.Instant?
  }

  /// What is known of a key, in numbers of `step`; zero is never.
  struct Facts {
    var lastChange: UInt64 = 0
    var changeBefore: UInt64 = 0
    var asked: UInt64 = 0
    var hinted: UInt64 = 0
  }

  let limits: Limits
  var entries: [Ticket: Entry] = [:]
  var parked: [Key: Set<Ticket>] = [:]
  var parkedCount = 0
  var owners: [Key: Owner] = [:]
  var facts: [Key: Facts] = [:]
  var step: UInt64 = 0
  var promised = TicketQueue()
  var readers = TicketQueue()
  var actions: [Action] = []
  /// Connections in use by reads, by holders and by checks.
  var readCount = 0
  var holdCount = 0
  var checkCount = 0
  var signalCount = 0
  var hasSignals = false
  var multiplexes = false
  var sweep = Sweep()
  var refusal = Refusal()

  /// A budget that nothing was taken from.
  package init(limits: Limits) {
    self.limits = limits
    sweep.credit = Double(limits.rounds)
  }

  /// The next steps after `event`.
  package mutating func receive(
    _ event: Event, at now: ContinuousClock.Instant,
    using random: inout some RandomNumberGenerator
  ) -> [Action] {
    step += 1
    switch event {
    case .reads(let ticket, let key):
      let due = now + limits.patience
      entries[ticket] = Entry(key: key, isCovered: true, stage: .wantsToRead, due: due)
      readers.append(ticket)
    case .waits(let ticket, let key, let index, let isCovered):
      entries[ticket] = Entry(key: key, index: index, isCovered: isCovered, stage: .promised)
      if admits(key, isCovered, at: now, using: &random) {
        promise(ticket)
      } else {
        park(ticket, at: now, using: &random)
      }
    case .ended(let ticket): end(ticket, at: now)
    case .changed(let key):
      noteMove(of: key)
      // Whoever else waits for the same shall not wait for its check.
      for ticket in parked[key] ?? [] { hint(ticket) }
    case .checked(let ticket, let outcome): finishCheck(ticket, outcome, at: now, using: &random)
    case .moved(let positions): for (key, index) in positions { move(key, to: index) }
    case .hinted(let keys): for key in keys { hint(every: key) }
    case .unsettled:
      sweep.doubt = step
      sweep.wantsRound = true
    case .signals(let count):
      signalCount = count
      shrink(at: now, using: &random)
    case .multiplexes(let flag):
      multiplexes = flag
      shrink(at: now, using: &random)
      promote()
    case .refused: refuse(at: now, using: &random)
    case .waited: wake(at: now)
    }
    settle(at: now)
    defer { actions = [] }
    return actions
  }

  /// How long until `.waited` is due; nil where nothing waits for time.
  package func pause(at now: ContinuousClock.Instant) -> Duration? {
    guard parkedCount > 0 || refusal.limit != nil || !readers.isEmpty else { return nil }
    var pause = min(limits.rotation / 16, .seconds(1))
    if let paused = sweep.pausedUntil { pause = min(pause, paused - now) }
    if sweep.wantsRound, sweep.round.isEmpty { pause = min(pause, sweep.missingTime(limits)) }
    return max(pause, .milliseconds(10))
  }

  private mutating func end(_ ticket: Ticket, at now: ContinuousClock.Instant) {
    guard let entry = entries[ticket] else { return }
    switch entry.stage {
    case .reading: readCount -= 1
    case .held, .recalled: holdCount -= 1
    case .parked: unpark(ticket, entry)
    case .checking:
      unpark(ticket, entry)
      entries[ticket]?.stage = .leaving
      return
    case .leaving: return
    case .wantsToRead, .promised: break
    }
    entries[ticket] = nil
    if owners[entry.key]?.ticket == ticket {
      owners[entry.key]?.ticket = nil
      owners[entry.key]?.idleSince = now
    }
  }

  mutating func noteMove(of key: Key) {
    var known = facts[key, default: Facts()]
    known.changeBefore = known.lastChange
    known.lastChange = step
    facts[key] = known
  }

  private mutating func wake(at now: ContinuousClock.Instant) {
    relax(at: now)
    forgetIdleOwners(at: now)
    promote()
    noteDue(at: now)
    if facts.count > 2 * entries.count + 1024 {
      let asked = Set(entries.values.map(\.key))
      facts = facts.filter { asked.contains($0.key) || owners[$0.key] != nil }
    }
  }

  /// Starts what there are connections for.
  private mutating func settle(at now: ContinuousClock.Instant) {
    while hasFreeConnection, let ticket = promised.popFirst() {
      guard entries[ticket]?.stage == .promised else { continue }
      start(ticket, .held, .hold(ticket))
      holdCount += 1
    }
    while hasFreeConnection || multiplexes, readCount < limits.connections,
      let ticket = readers.popFirst()
    {
      guard entries[ticket]?.stage == .wantsToRead else { continue }
      start(ticket, .reading, .read(ticket))
      readCount += 1
    }
    settleSignals()
    startRound(at: now)
    if let paused = sweep.pausedUntil, paused > now { return }
    sweep.pausedUntil = nil
    while hasFreeConnection, checkCount < limits.checks, let ticket = nextCheck() {
      start(ticket, .checking, .check(ticket))
      checkCount += 1
    }
  }

  private mutating func start(_ ticket: Ticket, _ stage: Stage, _ action: Action) {
    guard let key = entries[ticket]?.key else { return }
    entries[ticket]?.stage = stage
    facts[key, default: Facts()].asked = step
    actions.append(action)
  }

  /// Signals begin when the first readings are all there: what answers them would be in the way.
  private mutating func settleSignals() {
    if !hasSignals, parkedCount > 0, readCount == 0, readers.isEmpty {
      hasSignals = true
      actions.append(.startSignals)
    } else if hasSignals, parkedCount == 0, readCount == 0, sweep.round.isEmpty, checkCount == 0,
      owners.count < slots
    {
      hasSignals = false
      actions.append(.stopSignals)
    }
  }

  private var hasFreeConnection: Bool {
    multiplexes || readCount + holdCount + checkCount + signalCount < connectionLimit
  }
}
