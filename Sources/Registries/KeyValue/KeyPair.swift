import RegistryCore
package import Values

/// A key and its value, as key-value stores hold them.
package struct KeyPair: Sendable, Equatable {
  /// The whole key, without a slash at its beginning.
  package var path: Bytes
  /// The value, any bytes.
  package var value: Bytes
  /// When the key was made, as the store counts; zero where it does not.
  package var createIndex: UInt64
  /// When the value was last written, as the store counts; zero where it does not.
  package var modifyIndex: UInt64

  /// A key and its value.
  package init(
    path: Bytes, value: Bytes, createIndex: UInt64 = 0, modifyIndex: UInt64 = 0
  ) {
    self.path = path
    self.value = value
    self.createIndex = createIndex
    self.modifyIndex = modifyIndex
  }

  /// The pair as templates see it, with its `Key` relative to a prefix.
  package func record(relativeTo prefix: Bytes) -> Value {
    let rest = path.hasPrefix(prefix) ? path.storage.dropFirst(prefix.count) : path.storage[...]
    let key = Bytes(Array(rest.drop { $0 == UInt8(ascii: "/") }))
    return .recordPointer(
      RecordValue(
        RegistryShapes.keyPair,
        [
          .bytes(path), .bytes(key), .bytes(value), .uint64(createIndex), .uint64(modifyIndex),
          .uint64(0), .uint64(0), .bytes(Bytes()),
        ]))
  }

  /// The value of a query for a prefix: the pairs in the given order.
  package static func list(_ pairs: [KeyPair], relativeTo prefix: Bytes) -> Value {
    .list(
      ListValue(
        pairs.map { $0.record(relativeTo: prefix) },
        elementType: .pointer(.record(RegistryShapes.keyPair))))
  }
}
