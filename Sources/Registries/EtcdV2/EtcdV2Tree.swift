package import Values

/// The keys that a question is about, kept up to date by events. Pure.
///
/// A key that is written again with the value it has keeps its `ModifyIndex`: programs refresh the
/// life of their keys in this way every few seconds, and nobody wants to know.
package struct EtcdV2Tree: Sendable {
  private let question: KeyQuestion
  private let prefix: Bytes
  private var table: KeyTable

  /// The keys of an answer to a question.
  package init(_ question: KeyQuestion, _ pairs: [KeyPair] = []) {
    self.question = question
    let path =
      switch question {
      case .key(let path): EtcdV2Queries.clean(path)
      case .prefix(let path):
        EtcdV2Queries.clean(path) + (path.hasSuffix("/") && path != "/" ? "/" : "")
      }
    let prefix = Bytes(String(path.dropFirst()))
    self.prefix = prefix
    let wanted = pairs.filter { EtcdV2Tree.isWanted($0.path, question, prefix) }
    table = KeyTable(wanted, relativeTo: prefix)
  }

  /// The answer to the question.
  package var value: Value {
    switch question {
    case .key: table.pairs.first.map { .bytes($0.value) } ?? .absent
    case .prefix: table.list
    }
  }

  /// Whether both have the same keys with the same values.
  package func hasSameValues(as other: EtcdV2Tree) -> Bool { table.hasSameValues(as: other.table) }

  /// Takes a change in. Returns whether there is a different answer now.
  package mutating func apply(_ change: EtcdV2Event.Change) -> Bool {
    switch change {
    case .set(let pair):
      EtcdV2Tree.isWanted(pair.path, question, prefix) && table.set(pair)
    case .removed(let path): remove(path)
    case .madeFolder(let path): table.remove(path)
    }
  }

  private static func isWanted(
    _ path: Bytes, _ question: KeyQuestion, _ prefix: Bytes
  ) -> Bool {
    switch question {
    case .key: path == prefix
    case .prefix: path.hasPrefix(prefix) && !isHidden(path, below: prefix)
    }
  }

  /// Whether a part of the path below the prefix begins with `_`: etcd leaves such keys out of
  /// folders and of what it tells as it happens, but not of what it tells from its history.
  private static func isHidden(_ path: Bytes, below prefix: Bytes) -> Bool {
    let rest = [UInt8(ascii: "/")] + path.storage.dropFirst(prefix.count)
    return zip(rest, rest.dropFirst()).contains {
      $0 == UInt8(ascii: "/") && $1 == UInt8(ascii: "_")
    }
  }

  /// Takes away a key, or all that is in a folder.
  private mutating func remove(_ path: Bytes) -> Bool {
    var folder = path
    if !folder.isEmpty { folder.append("/") }
    let hadFolder = table.removeAll(beginningWith: folder)
    return table.remove(path) || hadFolder
  }
}
