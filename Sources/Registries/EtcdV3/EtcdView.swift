import RegistryCore
package import Values

/// The local copy of what one question asks for: read once, then kept true by events. Pure.
///
/// While a reading is under way, events are also kept aside: the reading may be older than they
/// are, so they are applied to it when it comes. So nothing between reading and watching is lost.
package struct EtcdView: Sendable {
  /// What it is a copy of.
  package let question: EtcdQuestion
  /// Whether it is true at present: it has been read and is being kept up.
  package private(set) var isSeeded = false
  /// Every event up to this revision is in it.
  package private(set) var known: UInt64 = 0
  /// The position of the newest reading: the revision that last changed the data, or more. It grows
  /// with every change.
  package private(set) var changed: UInt64 = 0
  private var pairs: [EtcdPair] = []
  private var records: [Value] = []
  private var readings: [UInt64: UInt64] = [:]
  private var aside: [EtcdEvent] = []
  private var nextReading: UInt64 = 0

  /// The most events that are kept aside; a reading during which more happen is repeated.
  private static let asideLimit = 100_000

  /// A copy that has not been read.
  package init(_ question: EtcdQuestion) { self.question = question }

  /// What became of a reading.
  package enum SeedOutcome: Sendable, Equatable {
    /// It is in; whether the data changed.
    case taken(changed: Bool)
    /// It is in, and it is of another store than what was known: revisions begin anew.
    case replaced
    /// So much happened meanwhile that it has to be read again.
    case outrun
  }

  /// Whether a reading is under way.
  package var isBeingRead: Bool { !readings.isEmpty }

  /// Notes that a reading begins, which cannot be older than revision `floor`. Its number belongs
  /// to `seed` or `abandon`.
  package mutating func beginReading(floor: UInt64) -> UInt64 {
    nextReading += 1
    readings[nextReading] = floor
    return nextReading
  }

  /// Notes that a reading brought nothing.
  package mutating func abandon(_ reading: UInt64) {
    readings[reading] = nil
    if readings.isEmpty { aside = [] }
  }

  /// Whether the revision of a reading's answer shows that the store was replaced meanwhile.
  package func isOlderStore(_ reading: UInt64, _ revision: UInt64) -> Bool {
    readings[reading].map { revision < $0 } ?? false
  }

  /// Takes what a reading brought.
  package mutating func seed(_ reading: UInt64, _ answer: EtcdAnswers.Range) -> SeedOutcome {
    let isOutrun = aside.count > EtcdView.asideLimit
    let later = aside
    // What came later is of the old store then.
    let wasReplaced = isOlderStore(reading, answer.revision)
    abandon(reading)
    if isOutrun { return .outrun }
    var next = answer.pairs
    var known = answer.revision
    if !wasReplaced {
      for event in later where event.revision > answer.revision {
        _ = EtcdView.apply(event, to: &next)
        known = max(known, event.revision)
      }
      known = max(known, self.known)
    }
    self.known = known
    let hasChanged = adopt(next)
    if hasChanged || changed == 0 { changed = max(known, changed + 1) }
    isSeeded = true
    return wasReplaced ? .replaced : .taken(changed: hasChanged)
  }

  /// Applies the events of one message that are about its keys. Returns whether data changed.
  package mutating func apply(_ events: [EtcdEvent]) -> Bool {
    if !readings.isEmpty, aside.count <= EtcdView.asideLimit { aside += events }
    guard isSeeded else { return false }
    var hasChanged = false
    for event in events where event.revision > known {
      if let change = EtcdView.apply(event, to: &pairs) {
        hasChanged = true
        apply(change)
      }
    }
    // Always a new position, also where a reading took the event's: who is not waiting just now
    // would take the new data for those it has.
    if let last = events.last, hasChanged { changed = max(last.revision, changed + 1) }
    known = max(known, events.last?.revision ?? 0)
    return hasChanged
  }

  /// Notes that all events up to a revision were told.
  package mutating func advance(to revision: UInt64) { known = max(known, revision) }

  /// Notes that nobody keeps it up any more.
  package mutating func release() {
    isSeeded = false
    known = 0
  }

  /// The data as templates see them.
  package var value: Value {
    if question.isSingleKey { return pairs.first.map { .bytes($0.value) } ?? .absent }
    return .list(
      ListValue(records, elementType: .pointer(.record(RegistryShapes.keyPair))))
  }

  /// How many pairs there are.
  package var count: Int { pairs.count }

  // MARK: - pairs

  private enum Change {
    case inserted(Int)
    case replaced(Int)
    case removed(Int)
  }

  /// Applies one event to sorted pairs. Returns what changed; a pair that is written again with the
  /// same value is kept as it was.
  private static func apply(_ event: EtcdEvent, to pairs: inout [EtcdPair]) -> Change? {
    let index = position(of: event.key, in: pairs)
    let isPresent = index < pairs.count && pairs[index].key == event.key
    guard let pair = event.pair else {
      guard isPresent else { return nil }
      pairs.remove(at: index)
      return .removed(index)
    }
    guard isPresent else {
      pairs.insert(pair, at: index)
      return .inserted(index)
    }
    if pairs[index].isSameData(as: pair) { return nil }
    pairs[index] = pair
    return .replaced(index)
  }

  private static func position(of key: Bytes, in pairs: [EtcdPair]) -> Int {
    var (low, high) = (0, pairs.count)
    while low < high {
      let middle = (low + high) / 2
      if pairs[middle].key < key { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private mutating func apply(_ change: Change) {
    guard !question.isSingleKey else { return }
    switch change {
    case .inserted(let index): records.insert(question.record(of: pairs[index]), at: index)
    case .replaced(let index): records[index] = question.record(of: pairs[index])
    case .removed(let index): records.remove(at: index)
    }
  }

  /// Replaces the pairs. Pairs whose data are the same stay, with their records.
  private mutating func adopt(_ next: [EtcdPair]) -> Bool {
    var kept: [EtcdPair] = []
    var keptRecords: [Value] = []
    kept.reserveCapacity(next.count)
    var hasChanged = next.count != pairs.count
    var old = 0
    for pair in next {
      while old < pairs.count, pairs[old].key < pair.key { old += 1 }
      let isSame = old < pairs.count && pairs[old].isSameData(as: pair)
      kept.append(isSame ? pairs[old] : pair)
      if !question.isSingleKey {
        keptRecords.append(isSame ? records[old] : question.record(of: pair))
      }
      if !isSame { hasChanged = true }
    }
    pairs = kept
    records = keptRecords
    return hasChanged
  }
}
