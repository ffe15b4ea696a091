#if canImport(Glibc)
  import Glibc
#endif

/// The address of a server which the runtime API can set: a literal IP address and a port.
package struct ServerAddress: Hashable, Sendable, CustomStringConvertible {
  /// In the spelling of the system, so that equal addresses are equal texts.
  package let host: String
  /// From 1 to 65535.
  package let port: Int

  /// Reads `10.0.0.1:80`, `[::1]:80`, `::1:80`, `ipv4@10.0.0.1:80`. Nil for names, sockets,
  /// variables, port offsets, and where there is no port.
  package init?(_ word: Word) {
    guard word.isPlain else { return nil }
    var text = Substring(word.description)
    for prefix in ["ipv4@", "ipv6@"] where text.hasPrefix(prefix) {
      text = text.dropFirst(prefix.count)
    }
    guard let colon = text.lastIndex(of: ":") else { return nil }
    let digits = text[text.index(after: colon)...]
    guard digits.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let port = Int(digits) else {
      return nil
    }
    var host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
    self.init(host: String(host), port: port)
  }

  /// A literal address and a port; nil if one of them is none.
  package init?(host: String, port: Int) {
    guard (1...65535).contains(port), let host = ServerAddress.canonical(host) else { return nil }
    self.host = host
    self.port = port
  }

  private static func canonical(_ host: String) -> String? {
    for family in [AF_INET, AF_INET6] {
      var address = in6_addr()
      guard inet_pton(family, host, &address) == 1 else { continue }
      var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
      guard inet_ntop(family, &address, &text, socklen_t(text.count)) != nil else { return nil }
      return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
    return nil
  }

  /// `10.0.0.1:80`, `[::1]:80`.
  package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
