package import RegistryCore

/// The base of a member's URLs, taken from an address as people write it.
package enum EtcdEndpoint {
  /// Scheme, host and port of `host`, `host:port`, `http://…` or `https://…`, without a slash at
  /// the end; throws `.unsupported` for anything else.
  package static func base(of address: String, usesTLS: Bool) throws(RegistryError) -> String {
    let expected = "`host:port`, `http://host:port` or `https://host:port` as an etcd endpoint"
    var parts = ServerAddress(address)
    let isPath = parts.rest.contains { "/?#@".contains($0) }
    guard !isPath else { throw parts.refusal(expected) }
    parts.addPort(2379)
    let isSecure = parts.scheme.isEmpty ? usesTLS : parts.scheme == "https"
    return try parts.base(isSecure: isSecure, expected: expected)
  }
}
