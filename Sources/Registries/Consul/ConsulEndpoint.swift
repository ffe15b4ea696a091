package import RegistryCore

/// Where Consul listens, taken from an address as people write it.
package struct ConsulEndpoint: Sendable, Equatable, CustomStringConvertible {
  /// Scheme, host, port and path prefix, without a slash at the end.
  package let base: String
  /// The unix socket, if the address names one.
  package let unixSocketPath: String?

  /// Reads `host`, `host:port`, `http://…`, `https://…` or `unix:///path`.
  package init(_ address: String, usesTLS: Bool) throws(RegistryError) {
    let expected =
      "`host:port`, `http://host:port`, `https://host:port` or `unix:///path` "
      + "as Consul's address"
    var parts = ServerAddress(address)
    if parts.scheme == "unix" {
      guard parts.rest.hasPrefix("/") else { throw parts.refusal(expected) }
      base = "http://localhost"
      unixSocketPath = parts.rest
      return
    }
    let isSecure = usesTLS || parts.scheme == "https"
    if parts.scheme.isEmpty { parts.addPort(isSecure ? 8501 : 8500) }
    base = try parts.base(isSecure: isSecure, expected: expected)
    unixSocketPath = nil
  }

  /// The address.
  package var description: String { unixSocketPath.map { "unix://\($0)" } ?? base }

  /// Whether it is on this machine.
  package var isLocal: Bool {
    let hosts = ["127.", "localhost:", "localhost/", "[::1]"]
    let rest = ServerAddress(base).rest + "/"
    return unixSocketPath != nil || hosts.contains { rest.hasPrefix($0) }
  }
}
