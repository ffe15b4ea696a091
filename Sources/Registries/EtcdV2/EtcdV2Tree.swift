import RegistryCore
package import Values

/// The keys that a question is about, kept up to date by events. Pure.
///
/// A key that is written again with the value it has keeps its `ModifyIndex`: programs refresh the
/// life of their keys in this way every few seconds, and nobody wants to know.
package struct EtcdV2Tree: Sendable {
  private let question: KeyQuestion
  private let prefix: Bytes
  /// In the order of their paths.
  private var pairs: [KeyPair] = []
  /// What templates see of each pair.
  private var records: [Value] = []

  /// The keys of an answer to a question.
  package init(_ question: KeyQuestion, _ pairs: [KeyPair] = []) {
    self.question = question
    let path =
      switch question {
      case .key(let path): EtcdV2Queries.clean(path)
      case .prefix(let path):
        EtcdV2Queries.clean(path) + (path.hasSuffix("/") && path != "/" ? "/" : "")
      }
    prefix = Bytes(String(path.dropFirst()))
    self.pairs = pairs.filter { isWanted($0.path) }.sorted { $0.path < $1.path }
    records = self.pairs.map { $0.record(relativeTo: prefix) }
  }

  /// The answer to the question.
  package var value: Value {
    switch question {
    case .key: pairs.first.map { .bytes($0.value) } ?? .absent
    case .prefix:
      .list(ListValue(records, elementType: .pointer(.record(RegistryShapes.keyPair))))
    }
  }

  /// Whether both have the same keys with the same values.
  package func hasSameValues(as other: EtcdV2Tree) -> Bool {
    pairs.count == other.pairs.count
      && zip(pairs, other.pairs).allSatisfy { $0.path == $1.path && $0.value == $1.value }
  }

  /// Takes a change in. Returns whether there is a different answer now.
  package mutating func apply(_ change: EtcdV2Event.Change) -> Bool {
    switch change {
    case .set(let pair): isWanted(pair.path) && set(pair)
    case .removed(let path): remove(path)
    case .madeFolder(let path): removeKey(path)
    }
  }

  private func isWanted(_ path: Bytes) -> Bool {
    switch question {
    case .key: path == prefix
    case .prefix: path.hasPrefix(prefix) && !isHidden(path)
    }
  }

  /// Whether a part of the path below the prefix begins with `_`: etcd leaves such keys out of
  /// folders and of what it tells as it happens, but not of what it tells from its history.
  private func isHidden(_ path: Bytes) -> Bool {
    let rest = [UInt8(ascii: "/")] + path.storage.dropFirst(prefix.count)
    return zip(rest, rest.dropFirst()).contains {
      $0 == UInt8(ascii: "/") && $1 == UInt8(ascii: "_")
    }
  }

  private mutating func set(_ pair: KeyPair) -> Bool {
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

  /// Takes away a key, or all that is in a folder.
  private mutating func remove(_ path: Bytes) -> Bool {
    var folder = path
    if !folder.isEmpty { folder.append("/") }
    let first = firstPlace(notBefore: folder)
    let last = pairs[first...].firstIndex { !$0.path.hasPrefix(folder) } ?? pairs.count
    pairs.removeSubrange(first..<last)
    records.removeSubrange(first..<last)
    let hadKey = removeKey(path)
    return hadKey || first < last
  }

  private mutating func removeKey(_ path: Bytes) -> Bool {
    let place = firstPlace(notBefore: path)
    guard place < pairs.count, pairs[place].path == path else { return false }
    pairs.remove(at: place)
    records.remove(at: place)
    return true
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
