package import Values

/// A key and its value as etcd holds them.
package struct EtcdPair: Sendable, Equatable {
  /// The whole key.
  package let key: Bytes
  /// The value.
  package let value: Bytes
  /// The revision that made the key.
  package let createRevision: UInt64
  /// The revision that wrote the value.
  package let modifyRevision: UInt64

  /// A key and its value.
  package init(key: Bytes, value: Bytes, createRevision: UInt64, modifyRevision: UInt64) {
    self.key = key
    self.value = value
    self.createRevision = createRevision
    self.modifyRevision = modifyRevision
  }

  /// Whether both are the same key with the same value since the same creation. A writer that says
  /// again what is there, as those do that keep a lease alive, changes nothing.
  func isSameData(as other: EtcdPair) -> Bool {
    createRevision == other.createRevision && key == other.key && value == other.value
  }
}

/// A change of one key.
package struct EtcdEvent: Sendable, Equatable {
  /// The key.
  package let key: Bytes
  /// The revision of the change.
  package let revision: UInt64
  /// What was written; nil for a deletion.
  package let pair: EtcdPair?

  /// A write or a deletion.
  package init(key: Bytes, revision: UInt64, pair: EtcdPair?) {
    self.key = key
    self.revision = revision
    self.pair = pair
  }
}
