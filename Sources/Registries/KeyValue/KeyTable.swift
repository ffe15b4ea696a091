import RegistryCore
import Values

/// Keys in the order of their paths, with what templates see of each. Pure.
struct KeyTable: Sendable {
  private let prefix: Bytes
  private(set) var pairs: [KeyPair]
  private var records: [Value]

  /// The pairs of different paths, in any order; records name their keys relative to `prefix`.
  init(_ pairs: [KeyPair], relativeTo prefix: Bytes) {
    self.prefix = prefix
    self.pairs = pairs.sorted { $0.path < $1.path }
    records = self.pairs.map { $0.record(relativeTo: prefix) }
  }

  /// The value of a query for a prefix.
  var list: Value {
    .list(ListValue(records, elementType: .pointer(.record(RegistryShapes.keyPair))))
  }

  /// Whether both have the same keys with the same values.
  func hasSameValues(as other: KeyTable) -> Bool {
    pairs.count == other.pairs.count
      && zip(pairs, other.pairs).allSatisfy { $0.path == $1.path && $0.value == $1.value }
  }

  /// Adds or replaces a pair. Returns whether the value is another one now; if not, the pair stays
  /// as it was.
  mutating func set(_ pair: KeyPair) -> Bool {
    let place = firstPlace(notBefore: pair.path)
    if place < pairs.count, pairs[place].path == pair.path {
      if pairs[place].value == pair.value { return false }
      pairs[place] = pair
      records[place] = pair.record(relativeTo: prefix)
    } else {
      pairs.insert(pair, at: place)
      records.insert(pair.record(relativeTo: prefix), at: place)
    }
    return true
  }

  /// Takes a key away. Returns whether it was there.
  mutating func remove(_ path: Bytes) -> Bool {
    let place = firstPlace(notBefore: path)
    guard place < pairs.count, pairs[place].path == path else { return false }
    pairs.remove(at: place)
    records.remove(at: place)
    return true
  }

  /// Takes away all keys that begin with a text. Returns whether there were any.
  mutating func removeAll(beginningWith text: Bytes) -> Bool {
    let first = firstPlace(notBefore: text)
    let last = pairs[first...].firstIndex { !$0.path.hasPrefix(text) } ?? pairs.count
    pairs.removeSubrange(first..<last)
    records.removeSubrange(first..<last)
    return first < last
  }

  private func firstPlace(notBefore path: Bytes) -> Int {
    var low = 0
    var high = pairs.count
    while low < high {
      let middle = (low + high) / 2
      if pairs[middle].path < path { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
