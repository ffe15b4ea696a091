/// What a TLS client trusts and shows.
package struct TLSSettings: Sendable, Hashable {
  /// A PEM file of certificate authorities, in place of the system's.
  package var caFile: String?
  /// A directory of hashed certificate authorities, in place of the system's.
  package var caDirectory: String?
  /// The client's certificate, a PEM file.
  package var certificateFile: String?
  /// The client's key, a PEM file.
  package var keyFile: String?
  /// The name to ask for and to expect in the server's certificate, if not the host's.
  package var serverName: String?
  /// Whether the server's certificate is verified.
  package var verifies = true

  /// The system's authorities, verified.
  package init() {}
}
