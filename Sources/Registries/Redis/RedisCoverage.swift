import Values

/// What of its changes a server tells those who listen, by its `notify-keyspace-events`.
package enum RedisCoverage: Sendable, Equatable {
  /// Nothing that would help.
  case none
  /// Some, or it does not let itself be asked which.
  case some
  /// All that make a difference to strings and hashes.
  case all

  /// What an answer to `CONFIG GET notify-keyspace-events` means. One who may not ask, or asks
  /// a server that has no such command, knows nothing.
  package init(_ reply: RedisReply) {
    guard case .array(let words) = reply, words.count == 2, let flags = words[1].text else {
      self = .some
      return
    }
    self.init(flags: flags)
  }

  /// `K` is for messages by key, the others say for what: strings, hashes, what is done to any
  /// key, expiry and eviction; `A` is for all of these.
  private init(flags: Bytes) {
    let flags = Set(flags.storage)
    guard flags.contains(UInt8(ascii: "K")), flags.count > 1 else {
      self = .none
      return
    }
    let needed = Set("$hgxe".utf8)
    self = flags.contains(UInt8(ascii: "A")) || needed.isSubset(of: flags) ? .all : .some
  }
}
