import Networking

/// The addresses at which an nginx configuration listens, as far as whether they can be bound could
/// be tried.
struct NginxListen: Hashable {
  let host: String
  let port: UInt16

  /// The addresses of a configuration with its includes. Not among them: names, sockets in the file
  /// system, UDP, shared ports, and what a wildcard covers.
  static func addresses(_ directives: [NginxDirective]) -> Set<NginxListen> {
    let servers = directives.filter { ["http", "stream", "mail"].contains($0.name) }
      .flatMap { $0.block?.all("server") ?? [] }
    let found = Set(
      servers.flatMap { server in
        (server.block ?? []).filter { $0.name == "listen" }.compactMap(NginxListen.init)
      })
    return found.filter { address in
      let wildcard = NginxListen(host: address.isVersion6 ? "::" : "0.0.0.0", port: address.port)
      return address == wildcard || !found.contains(wildcard)
    }
  }

  var socketAddress: SocketAddress { .ip(host: host, port: port) }

  private var isVersion6: Bool { host.contains(":") }

  private init(host: String, port: UInt16) {
    self.host = host
    self.port = port
  }

  private init?(_ directive: NginxDirective) {
    let options = directive.arguments.dropFirst().map(\.text)
    guard let text = directive.value,
      !options.contains(where: { ["udp", "quic", "reuseport", "ipv6only=off"].contains($0) })
    else { return nil }
    let (host, port) = NginxListen.parts(text)
    guard let number = UInt16(port), number > 0 else { return nil }
    switch host {
    case "*", "": self.init(host: "0.0.0.0", port: number)
    default:
      let isAddress = host.contains(":") || host.utf8.allSatisfy { "0123456789.".utf8.contains($0) }
      guard isAddress else { return nil }
      self.init(host: host, port: number)
    }
  }

  private static func parts(_ text: String) -> (host: String, port: String) {
    if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
      let host = String(text[text.index(after: text.startIndex)..<end])
      let rest = text[text.index(after: end)...]
      return (host, rest.isEmpty ? "80" : String(rest.dropFirst()))
    }
    if let colon = text.lastIndex(of: ":") {
      return (String(text[..<colon]), String(text[text.index(after: colon)...]))
    }
    return text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? ("", text) : (text, "80")
  }
}
