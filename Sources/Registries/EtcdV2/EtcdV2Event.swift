package import Values

/// One change in etcd's tree.
package struct EtcdV2Event: Sendable, Equatable {
  /// What changed.
  package let change: Change
  /// The position of the change.
  package let index: UInt64

  /// What changed.
  package enum Change: Sendable, Equatable {
    /// A key has this value now, which may be the one it had.
    case set(KeyPair)
    /// A key, or a folder with all that was in it, is gone.
    case removed(Bytes)
    /// There is a folder now where there was none.
    case madeFolder(Bytes)
  }

  /// A change at a position.
  package init(_ change: Change, index: UInt64) {
    self.change = change
    self.index = index
  }
}
