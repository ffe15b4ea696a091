package import SystemSupport

/// What is configured of every registry that is a server.
package protocol ServerSettings: Sendable {
  /// Whether TLS is used where an address does not say it.
  var usesTLS: Bool { get set }
  /// Certificates, for TLS.
  var tls: TLSSettings { get set }
  /// Whether the proxy is used that the environment names.
  var usesEnvironmentProxy: Bool { get set }
  /// The pauses after failures.
  var retry: RetryPauses { get set }
  /// What the addresses say of TLS, in place of the table `tls`; nil for nothing.
  var addressUsesTLS: Bool? { get }

  /// The server on this machine.
  init()
}

extension ServerSettings {
  /// Each address says for itself.
  package var addressUsesTLS: Bool? { nil }

  /// Whether the environment names a proxy, as programs in Go read it.
  static func hasProxy(_ environment: [String: String]) -> Bool {
    ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"].contains {
      environment[$0]?.isEmpty == false
    }
  }
}
