import Networking
package import RegistryCore

/// Where Consul listens, taken from an address as people write it.
package struct ConsulEndpoint: Sendable, Equatable, CustomStringConvertible {
  /// Scheme, host, port and path prefix, without a slash at the end.
  package let base: String
  /// The unix socket, if the address names one.
  package let unixSocketPath: String?

  /// Reads `host`, `host:port`, `http://…`, `https://…` or `unix:///path`.
  package init(_ address: String, usesTLS: Bool) throws(RegistryError) {
    let parts = ConsulEndpoint.split(address)
    if parts.scheme == "unix" {
      guard parts.rest.hasPrefix("/") else { throw ConsulEndpoint.refusal(of: address) }
      base = "http://localhost"
      unixSocketPath = parts.rest
      return
    }
    guard ["", "http", "https"].contains(parts.scheme) else {
      throw ConsulEndpoint.refusal(of: address)
    }
    var rest = parts.rest
    while rest.hasSuffix("/") { rest.removeLast() }
    let isSecure = usesTLS || parts.scheme == "https"
    if parts.scheme.isEmpty, !ConsulEndpoint.namesPort(rest) {
      rest += isSecure ? ":8501" : ":8500"
    }
    base = "\(isSecure ? "https" : "http")://\(rest)"
    unixSocketPath = nil
    do throws(HTTPError) {
      try HTTPRequest(url: base).check()
    } catch { throw ConsulEndpoint.refusal(of: address) }
  }

  /// The address.
  package var description: String { unixSocketPath.map { "unix://\($0)" } ?? base }

  /// Whether it is on this machine.
  package var isLocal: Bool {
    let hosts = ["127.", "localhost:", "localhost/", "[::1]"]
    let rest = ConsulEndpoint.split(base).rest + "/"
    return unixSocketPath != nil || hosts.contains { rest.hasPrefix($0) }
  }

  private static func split(_ address: String) -> (scheme: String, rest: String) {
    guard let mark = address.firstRange(of: "://") else { return ("", address) }
    return (address[..<mark.lowerBound].lowercased(), String(address[mark.upperBound...]))
  }

  private static func namesPort(_ authority: String) -> Bool {
    let port = authority.utf8.reversed().prefix { $0 >= 0x30 && $0 <= 0x39 }
    return !port.isEmpty && authority.utf8.dropLast(port.count).last == UInt8(ascii: ":")
      && !(authority.contains("::") && !authority.contains("]"))
  }

  private static func refusal(of address: String) -> RegistryError {
    // The address may hold a password in the wrong place.
    let shown = address.contains("@") ? "an address with a user name" : "`\(address)`"
    return RegistryError(
      .unsupported,
      "expected `host:port`, `http://host:port`, `https://host:port` or `unix:///path` "
        + "as Consul's address, found \(shown)")
  }
}
