package import Networking
package import RegistryCore

/// Where a Redis server listens and which database is meant, taken from an address as people
/// write it.
package struct RedisEndpoint: Sendable, Equatable {
  /// Whom to connect to.
  package let peer: PlainPeer
  /// The number of the database, where the address names one.
  package let database: Int?

  /// Reads `host`, `host:port`, `host:port/database`, `redis://…` or `unix:///path`; throws
  /// `.unsupported` for anything else.
  package init(_ address: String) throws(RegistryError) {
    let expected = "`host:port`, `host:port/database` or `unix:///path` as Redis' address"
    var parts = ServerAddress(address)
    switch parts.scheme {
    case "unix":
      guard parts.rest.hasPrefix("/") else { throw parts.refusal(expected) }
      peer = .path(parts.rest)
      database = nil
      return
    case "rediss":
      throw RegistryError(
        .unsupported,
        "TLS to Redis is not supported; let a proxy such as stunnel or HAProxy speak it")
    case "", "redis": break
    default: throw parts.refusal(expected)
    }
    if let slash = parts.rest.utf8.firstIndex(of: UInt8(ascii: "/")) {
      let digits = parts.rest[parts.rest.utf8.index(after: slash)...]
      guard digits.utf8.count <= 5, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
        let number = Int(digits)
      else { throw parts.refusal(expected) }
      database = number
      parts.rest = String(parts.rest[..<slash])
    } else {
      database = nil
    }
    parts.addPort(6379)
    guard let (host, port) = RedisEndpoint.split(parts.rest) else { throw parts.refusal(expected) }
    peer = PlainPeer(host: host, port: port)
  }

  private static func split(_ text: String) -> (String, UInt16)? {
    let bytes = text.utf8
    guard let colon = bytes.lastIndex(of: UInt8(ascii: ":")),
      let port = UInt16(text[bytes.index(after: colon)...]), port > 0
    else { return nil }
    var host = text[..<colon]
    if host.utf8.first == UInt8(ascii: "["), host.utf8.last == UInt8(ascii: "]") {
      host = host.dropFirst().dropLast()
      guard host.utf8.contains(UInt8(ascii: ":")) else { return nil }
    } else if host.utf8.contains(UInt8(ascii: ":")) {
      return nil
    }
    let isHost =
      !host.isEmpty && host.utf8.allSatisfy { $0 > 0x20 && !"@/?#[]\u{7F}".utf8.contains($0) }
    return isHost ? (String(host), port) : nil
  }
}
