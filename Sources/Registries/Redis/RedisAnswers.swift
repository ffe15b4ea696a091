package import RegistryCore
package import Values

/// What replies of Redis mean. Pure.
package enum RedisAnswers {
  /// A field of a hash.
  package struct Field: Sendable, Equatable {
    /// Its name in the hash.
    package let name: Bytes
    /// Its value.
    package let value: Bytes

    /// A name and a value.
    package init(name: Bytes, value: Bytes) {
      self.name = name
      self.value = value
    }
  }

  /// The keys of an answer to `SCAN` and where to go on; nil at the end.
  package static func scan(
    _ reply: RedisReply
  ) throws(RedisAnswerError) -> (next: Bytes?, keys: [Bytes]) {
    guard case .array(let parts) = reply, parts.count == 2, let cursor = parts[0].text,
      !cursor.isEmpty, case .array(let names) = parts[1]
    else { throw RedisAnswerError("expected a cursor and keys") }
    return (cursor == "0" ? nil : cursor, try texts(names))
  }

  /// The values of an answer to `MGET`, nil where there is no string.
  package static func values(
    _ reply: RedisReply, count: Int
  ) throws(RedisAnswerError) -> [Bytes?] {
    guard case .array(let values) = reply, values.count == count else {
      throw RedisAnswerError("expected \(count) values")
    }
    return values.map(\.text)
  }

  /// The fields of an answer to `HGETALL`.
  package static func fields(_ reply: RedisReply) throws(RedisAnswerError) -> [Field] {
    guard case .array(let parts) = reply, parts.count % 2 == 0 else {
      throw RedisAnswerError("expected names and values of fields")
    }
    let texts = try texts(parts)
    return stride(from: 0, to: texts.count, by: 2).map {
      Field(name: texts[$0], value: texts[$0 + 1])
    }
  }

  /// The key of a message about a change; nil if it is none.
  package static func changedKey(_ reply: RedisReply) -> Bytes? {
    guard case .array(let parts) = reply, parts.count == 4, parts[0].text == "pmessage",
      let channel = parts[2].text?.storage, channel.starts(with: "__keyspace@".utf8),
      let colon = channel.firstIndex(of: UInt8(ascii: ":"))
    else { return nil }
    return Bytes(Array(channel[(colon + 1)...]))
  }

  /// Whether a reply is a message that nobody asked for.
  package static func isMessage(_ reply: RedisReply) -> Bool {
    guard case .array(let parts) = reply, parts.count >= 3 else { return false }
    return parts[0].text == "pmessage" || parts[0].text == "message"
  }

  /// Whether a command failed because the key has another type.
  package static func isOtherType(_ reply: RedisReply) -> Bool {
    if case .failure(let text) = reply { word(text) == "WRONGTYPE" } else { false }
  }

  /// Whether a refusal would be the same for any command.
  package static func concernsConnection(_ refusal: Bytes) -> Bool {
    ["NOAUTH", "LOADING"].contains(word(refusal))
  }

  /// What the refusal of a command means. `server` is how messages name the server.
  package static func error(_ refusal: Bytes, _ server: String) -> RegistryError {
    let said = "Redis at \(server) answered `\(PrintableText.beginning(of: refusal.string))`"
    switch word(refusal) {
    case "NOAUTH":
      return RegistryError(.forbidden, "\(said); hint: set the registry's `password`")
    case "WRONGPASS", "NOPERM", "DENIED": return RegistryError(.forbidden, said)
    case "MOVED", "ASK", "CROSSSLOT", "CLUSTERDOWN":
      return RegistryError(
        .unsupported, "Redis at \(server) belongs to a Redis Cluster, which is not supported")
    case "ERR" where refusal.hasPrefix("ERR operation not permitted"):
      return RegistryError(.forbidden, "\(said); hint: set the registry's `password`")
    case "ERR" where refusal.hasPrefix("ERR max number of clients"):
      return RegistryError(.overloaded, said)
    default: return RegistryError(.failed, said)
    }
  }

  /// What the refusal of a password means. Servers that do not know the command may repeat it with
  /// the password, so that only the first word of what they say can be shown.
  package static func loginError(_ refusal: Bytes, _ server: String) -> RegistryError {
    let word = word(refusal)
    if ["LOADING", "MASTERDOWN", "BUSY"].contains(word) { return error(refusal, server) }
    if refusal.hasPrefix("ERR max number of clients") { return error(refusal, server) }
    let known = ["WRONGPASS", "NOPERM", "DENIED", "ERR"].contains(word) ? " (\(word))" : ""
    return RegistryError(
      .forbidden, "Redis at \(server) does not accept the user and password\(known)")
  }

  private static func texts(_ replies: [RedisReply]) throws(RedisAnswerError) -> [Bytes] {
    var texts: [Bytes] = []
    texts.reserveCapacity(replies.count)
    for reply in replies {
      guard let text = reply.text else { throw RedisAnswerError("expected only texts in a list") }
      texts.append(text)
    }
    return texts
  }

  private static func word(_ refusal: Bytes) -> String {
    Bytes(Array(refusal.storage.prefix { $0 != 0x20 }.prefix(32))).string
  }
}
