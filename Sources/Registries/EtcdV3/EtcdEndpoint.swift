import Networking
package import RegistryCore

/// The base of a member's URLs, taken from an address as people write it.
package enum EtcdEndpoint {
  /// Scheme, host and port of `host`, `host:port`, `http://…` or `https://…`, without a slash at
  /// the end; throws `.unsupported` for anything else.
  package static func base(of address: String, usesTLS: Bool) throws(RegistryError) -> String {
    var rest = address
    var scheme = ""
    if let mark = address.firstRange(of: "://") {
      scheme = address[..<mark.lowerBound].lowercased()
      rest = String(address[mark.upperBound...])
    }
    while rest.hasSuffix("/") { rest.removeLast() }
    let isPath = rest.contains { "/?#@".contains($0) }
    guard ["", "http", "https"].contains(scheme), !isPath else { throw refusal(of: address) }
    if !namesPort(rest) { rest += ":2379" }
    let isSecure = scheme.isEmpty ? usesTLS : scheme == "https"
    let base = "\(isSecure ? "https" : "http")://\(rest)"
    do throws(HTTPError) {
      try HTTPRequest(url: base).check()
    } catch { throw refusal(of: address) }
    return base
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
      "expected `host:port`, `http://host:port` or `https://host:port` as an etcd endpoint, "
        + "found \(shown)")
  }
}
