package import RegistryCore

/// Where a member of an etcd cluster listens, taken from an address as people write it.
package struct EtcdV2Endpoint: Sendable, Equatable {
  /// Scheme, host and port, without a slash at the end.
  package let base: String

  /// Reads `host`, `host:port`, `http://…` or `https://…`.
  package init(_ address: String, usesTLS: Bool) throws(RegistryError) {
    let expected = "`host:port`, `http://host:port` or `https://host:port` as etcd's address"
    var parts = ServerAddress(address)
    guard !parts.rest.contains("@") else { throw parts.refusal(expected) }
    if parts.scheme.isEmpty { parts.addPort(2379) }
    let isSecure = parts.scheme.isEmpty ? usesTLS : parts.scheme == "https"
    base = try parts.base(isSecure: isSecure, expected: expected)
  }
}
