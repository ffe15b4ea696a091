import Networking
package import RegistryCore

/// Where a member of an etcd cluster listens, taken from an address as people write it.
package struct EtcdV2Endpoint: Sendable, Equatable {
  /// Scheme, host and port, without a slash at the end.
  package let base: String

  /// Reads `host`, `host:port`, `http://…` or `https://…`.
  package init(_ address: String, usesTLS: Bool) throws(RegistryError) {
    var scheme = usesTLS ? "https" : "http"
    var rest = address
    if let mark = address.firstRange(of: "://") {
      scheme = address[..<mark.lowerBound].lowercased()
      rest = String(address[mark.upperBound...])
    } else if !EtcdV2Endpoint.namesPort(rest) {
      rest += ":2379"
    }
    while rest.hasSuffix("/") { rest.removeLast() }
    base = "\(scheme)://\(rest)"
    guard ["http", "https"].contains(scheme), !rest.contains("@") else {
      throw EtcdV2Endpoint.refusal(of: address)
    }
    do throws(HTTPError) {
      try HTTPRequest(url: base).check()
    } catch { throw EtcdV2Endpoint.refusal(of: address) }
  }

  private static func namesPort(_ authority: String) -> Bool {
    guard let colon = authority.utf8.lastIndex(of: UInt8(ascii: ":")) else { return false }
    // The colons inside of brackets are an IPv6 address's own.
    return !authority[colon...].contains("]")
  }

  private static func refusal(of address: String) -> RegistryError {
    // The address may hold a password in the wrong place.
    let shown = address.contains("@") ? "an address with a user name" : "`\(address)`"
    return RegistryError(
      .unsupported,
      "expected `host:port`, `http://host:port` or `https://host:port` as etcd's address, "
        + "found \(shown)")
  }
}
