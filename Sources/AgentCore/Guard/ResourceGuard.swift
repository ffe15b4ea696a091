import AgentConfiguration
import RegistryCore
import SystemSupport

/// The guard of one resource: what it believes of each query, and what it holds back.
///
/// A held query keeps its last believed answer in renderings, so that changes of other queries get
/// through. Where no answer was believed in this run, the whole resource is held: its installed
/// file is the better answer.
struct ResourceGuard {
  /// The rules; nil believes all.
  private(set) var settings: GuardSettings?
  private var record: GuardRecord?
  private var queries: [Query: Guarded] = [:]
  /// What an earlier run left, by the texts of the queries.
  private var remembered: [String: GuardRecord.Entry]?
  private var written: [String: GuardRecord.Entry] = [:]
  /// When to write numbers that were believed: each change of them is worth no write of its own.
  private var saveDue: ContinuousClock.Instant?
  /// The deadlines up to here were heard. One that is still there then belongs to a query which
  /// cannot be judged now, as it has no answer or nobody asks it: time alone changes nothing.
  private var heard: ContinuousClock.Instant?
  private static let settling = Duration.seconds(2)

  private struct Guarded {
    var machine: QueryGuard
    /// The answer that was believed last.
    var believed: Reading?
    /// The number of entries in the newest answer.
    var newest = 0
    var isTold = false
  }

  /// Something that is held back, for people.
  struct Held {
    let query: Query
    let reason: QueryGuard.Reason
    let since: ContinuousClock.Instant
    let until: ContinuousClock.Instant?
    let servesOld: Bool
  }

  init(_ settings: GuardSettings?, record: GuardRecord?) {
    self.settings = settings
    self.record = record
  }

  /// Takes new rules; what is believed and held stays, and is written to `record` from now on.
  mutating func replace(_ settings: GuardSettings?, record: GuardRecord?) {
    self.settings = settings
    if record?.path != self.record?.path { written = [:] }
    self.record = record
    guard let settings else {
      queries = [:]
      (remembered, written) = (nil, [:])
      saveDue = nil
      return
    }
    for query in Array(queries.keys) {
      guard let limits = GuardRules.limits(of: query, in: settings) else {
        queries[query] = nil
        continue
      }
      queries[query]?.machine.limits = limits
    }
  }

  /// When to render again because of the time alone.
  var deadline: ContinuousClock.Instant? {
    queries.values.compactMap(\.machine.deadline).filter { deadline in
      heard.map { $0 < deadline } ?? true
    }.min()
  }

  /// The deadline was heard: a rendering, and with it a judgement, comes.
  mutating func wake(at now: ContinuousClock.Instant) { heard = now }

  /// What is held back, in the order of the texts.
  var held: [Held] {
    queries.compactMap { query, guarded in
      guarded.machine.held.map {
        Held(
          query: query, reason: $0.reason, since: $0.since, until: guarded.machine.deadline,
          servesOld: guarded.believed != nil)
      }
    }.sorted { $0.query.text < $1.query.text }
  }

  /// Judges the answers to `used`; gives the queries to be read a second time. Each new hold and
  /// each end of one is told.
  mutating func judge(
    _ used: [Query], in snapshot: Snapshot, protects: Bool, named name: String, log: Log
  ) -> [Query] {
    guard let settings else { return [] }
    var asked: [Query] = []
    let now = ContinuousClock.now
    heard = now
    for query in used {
      guard let reading = snapshot[query], let count = GuardRules.count(of: reading),
        let limits = queries[query]?.machine.limits ?? GuardRules.limits(of: query, in: settings)
      else { continue }
      var guarded = queries[query] ?? remember(query, limits, at: now)
      guarded.newest = count
      let before = guarded.machine.held
      let verdict = guarded.machine.judge(count, protects: protects, at: now)
      switch verdict {
      case .believe: guarded.believed = reading
      case .confirm: asked.append(query)
      case .hold: break
      }
      tell(query, before, &guarded, named: name, log)
      queries[query] = guarded
    }
    save(log, at: now)
    return asked
  }

  /// Forgets queries that a complete rendering did not use.
  mutating func keep(_ used: Set<Query>) {
    queries = queries.filter { used.contains($0.key) }
    remembered = [:]
    if written.count > queries.count, saveDue == nil {
      saveDue = .now + ResourceGuard.settling
    }
  }

  /// The snapshot with believed answers in place of held ones.
  func believed(_ snapshot: Snapshot) -> Snapshot {
    var readings: [Query: Reading]?
    for (query, guarded) in queries where guarded.machine.held != nil {
      guard let believed = guarded.believed else { continue }
      if readings == nil { readings = snapshot.readings }
      readings?[query] = believed
    }
    guard let readings else { return snapshot }
    return Snapshot(readings: readings, revision: snapshot.revision)
  }

  /// Whether one of these queries is held and has no answer to stand in.
  func isBlocked(_ used: [Query]) -> Bool {
    used.contains { queries[$0]?.machine.held != nil && queries[$0]?.believed == nil }
  }

  /// The second read of a query ended. Returns whether to render again.
  mutating func confirmed(_ query: Query, _ count: Int?, protects: Bool) -> Bool {
    queries[query]?.machine.confirmed(count, protects: protects, at: .now) ?? false
  }

  /// Believes everything that is held, as the operator says; gives what that was.
  mutating func approve(log: Log) -> [Held] {
    let released = held
    for item in released {
      guard let count = queries[item.query]?.newest else { continue }
      queries[item.query]?.machine.approve(count, at: .now)
      queries[item.query]?.isTold = false
    }
    if !released.isEmpty { save(log, at: .now) }
    return released
  }

  private mutating func remember(
    _ query: Query, _ limits: GuardLimits, at now: ContinuousClock.Instant
  ) -> Guarded {
    if remembered == nil {
      record?.removeLeftovers()
      written = record?.read() ?? [:]
      remembered = written
    }
    guard let entry = remembered?.removeValue(forKey: query.text) else {
      return Guarded(machine: QueryGuard(limits))
    }
    var held: QueryGuard.Hold?
    if let count = entry.heldCount {
      let age = WallClock.secondsSince1970 - entry.since
      // A clock that was set back or forth must neither hold for ever nor end a hold early by more
      // than its own fault.
      held = QueryGuard.hold(
        of: count, accepted: entry.accepted, since: now - .seconds(max(0, age)), limits)
    }
    return Guarded(machine: QueryGuard(limits, accepted: entry.accepted, held: held))
  }

  private func tell(
    _ query: Query, _ before: QueryGuard.Hold?, _ guarded: inout Guarded, named name: String,
    _ log: Log
  ) {
    guard let hold = guarded.machine.held else {
      if before != nil {
        log.info(
          "the guard holds nothing back any more",
          ["template": name, "query": query.text, "servers": String(guarded.newest)])
      }
      guarded.isTold = false
      return
    }
    guard !guarded.isTold || before?.since != hold.since else { return }
    guarded.isTold = true
    log.warning(
      "the guard holds an implausible answer back; `trimtab approve` releases it",
      [
        "template": name, "query": query.text, "reason": hold.reason.description,
        "instead": guarded.believed == nil
          ? "the installed file stays as it is" : "the last answer before is used",
        "hold": "\(max(0, (hold.since + guarded.machine.limits.hold - .now).milliseconds / 1000))s",
      ])
  }

  private func held(in entries: [String: GuardRecord.Entry]) -> [String: GuardRecord.Entry] {
    entries.filter { $0.value.heldCount != nil }
  }

  /// When to call `saveNow`.
  var writeDeadline: ContinuousClock.Instant? { saveDue }

  /// Writes what changed.
  mutating func saveNow(log: Log) {
    if settings != nil { save(log, at: .now, isFinal: true) }
  }

  /// What an earlier run believed of queries that were not asked yet stays on record.
  private mutating func save(_ log: Log, at now: ContinuousClock.Instant, isFinal: Bool = false) {
    guard let record else { return }
    var entries = (remembered ?? [:])
    for (query, guarded) in queries {
      guard guarded.machine.accepted != nil || guarded.machine.held != nil else { continue }
      let known = entries[query.text] ?? written[query.text]
      var entry = GuardRecord.Entry(
        accepted: guarded.machine.accepted, heldCount: guarded.machine.heldCount, since: 0)
      if let hold = guarded.machine.held {
        let age = (now - hold.since).milliseconds / 1000
        entry.since = WallClock.secondsSince1970 - age
        // Rounding must not make a new record of an old one.
        if let known, known.heldCount == entry.heldCount, abs(known.since - entry.since) <= 1 {
          entry.since = known.since
        }
      }
      entries[query.text] = entry
    }
    guard entries != written else { return saveDue = nil }
    let isUrgent = isFinal || held(in: entries) != held(in: written)
    guard isUrgent || saveDue.map({ $0 <= now }) == true else {
      if saveDue == nil { saveDue = now + ResourceGuard.settling }
      return
    }
    saveDue = nil
    do throws(SystemError) {
      try record.write(entries)
      written = entries
    } catch {
      log.warning(
        "cannot write what the guard believes; a restart would begin without",
        ["error": error.description])
      written = entries
    }
  }
}
