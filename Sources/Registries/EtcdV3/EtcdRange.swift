package import Values

/// An interval of keys in the order of their bytes.
package struct EtcdRange: Hashable, Sendable {
  /// The first key.
  package let start: Bytes
  /// The first key behind it; nil for all that follow.
  package let end: Bytes?

  /// The keys from `start` up to `end`.
  package init(from start: Bytes, to end: Bytes?) {
    self.start = start
    self.end = end
  }

  /// The one key.
  package static func key(_ key: Bytes) -> EtcdRange {
    EtcdRange(from: key, to: successor(of: key))
  }

  /// All keys that begin with some bytes.
  package static func prefix(_ prefix: Bytes) -> EtcdRange {
    var end = prefix.storage
    while end.last == 0xFF { end.removeLast() }
    guard let last = end.last else { return EtcdRange(from: prefix, to: nil) }
    end[end.count - 1] = last + 1
    return EtcdRange(from: prefix, to: Bytes(end))
  }

  /// The key that comes directly after another one.
  package static func successor(of key: Bytes) -> Bytes {
    var key = key
    key.append(0)
    return key
  }

  /// Whether it is exactly one key.
  package var isSingleKey: Bool {
    end.map { $0.count == start.count + 1 && $0.storage.last == 0 && $0.hasPrefix(start) } ?? false
  }

  /// Whether all keys of `other` are among its own.
  package func covers(_ other: EtcdRange) -> Bool {
    guard start <= other.start else { return false }
    guard let end else { return true }
    return other.end.map { $0 <= end } ?? false
  }

  /// Whether a key is in it.
  package func contains(_ key: Bytes) -> Bool { start <= key && end.map { key < $0 } ?? true }

  /// The smallest interval with the keys of both.
  package func union(_ other: EtcdRange) -> EtcdRange {
    var end: Bytes?
    if let mine = self.end, let theirs = other.end { end = max(mine, theirs) }
    return EtcdRange(from: min(start, other.start), to: end)
  }
}
