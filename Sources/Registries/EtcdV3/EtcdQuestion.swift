package import RegistryCore
package import Values

/// What a query asks of etcd, and how the answer is spelled. Pure.
package struct EtcdQuestion: Hashable, Sendable {
  /// The keys it is about.
  package let range: EtcdRange
  /// Whether it asks for the value of one key.
  package let isSingleKey: Bool
  /// The text that all its keys begin with.
  package let prefix: Bytes
  /// How many bytes of a key stand before what templates call its path.
  private let hidden: Int

  /// The question of a query about a key or a prefix, or `.unsupported`.
  ///
  /// `root` stands before every key that templates name. Where it ends in a slash, a slash at the
  /// beginning of the path is that same one: `/a` and `a` are both `/a` below the root `/`, and
  /// answers name their keys as they were asked for.
  package init(_ subject: Query.Subject, root: Bytes) throws(RegistryError) {
    switch subject {
    case .key(let path, let scope):
      try EtcdQuestion.check(scope)
      (prefix, hidden) = EtcdQuestion.place(Bytes(path), below: root)
      guard !prefix.isEmpty else {
        throw RegistryError(.unsupported, "expected the name of a key, found an empty one")
      }
      range = .key(prefix)
      isSingleKey = true
    case .prefix(let path, let scope):
      try EtcdQuestion.check(scope)
      (prefix, hidden) = EtcdQuestion.place(Bytes(path), below: root)
      range = .prefix(prefix)
      isSingleKey = false
    default:
      throw RegistryError(
        .unsupported, "an etcd registry answers queries for keys only, found `\(subject.text)`")
    }
  }

  private static func place(_ path: Bytes, below root: Bytes) -> (key: Bytes, hidden: Int) {
    var key = root
    guard root.storage.last == UInt8(ascii: "/"), path.storage.first == UInt8(ascii: "/") else {
      key.append(path)
      return (key, root.count)
    }
    key.storage.append(contentsOf: path.storage.dropFirst())
    return (key, root.count - 1)
  }

  private static func check(_ scope: Query.Scope) throws(RegistryError) {
    guard scope == Query.Scope() else {
      throw RegistryError(
        .unsupported, "an etcd registry has no datacenters, namespaces, partitions and peers")
    }
  }

  /// What stands before every key, for the `prefix` of the settings: nothing, or a text that ends
  /// in a slash.
  package static func root(_ setting: String) -> Bytes {
    var root = Bytes(setting)
    if let last = root.storage.last, last != UInt8(ascii: "/") { root.append(UInt8(ascii: "/")) }
    return root
  }

  /// The pair as templates see it.
  func record(of pair: EtcdPair) -> Value {
    let relative = pair.key.storage.dropFirst(prefix.count).drop { $0 == UInt8(ascii: "/") }
    return .recordPointer(
      RecordValue(
        RegistryShapes.keyPair,
        [
          .bytes(Bytes(copying: pair.key.storage.dropFirst(hidden))),
          .bytes(Bytes(copying: relative)), .bytes(pair.value), .uint64(pair.createRevision),
          .uint64(pair.modifyRevision), .uint64(0), .uint64(0), .bytes(Bytes()),
        ]))
  }
}
