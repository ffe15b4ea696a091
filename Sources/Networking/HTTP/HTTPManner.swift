package import SystemSupport

/// How a request travels.
package struct HTTPManner: Sendable, Equatable {
  /// The longest the whole exchange may take, waiting for a free connection included.
  package var deadline: Duration = .seconds(60)
  /// The longest without a byte of the answer, from the beginning on; nil for no such limit.
  package var idleTimeout: Duration?
  /// The longest that resolving, connecting and the TLS handshake may take.
  package var connectTimeout: Duration = .seconds(10)
  /// Connects to this socket in place of the URL's host, which then only names the host.
  package var unixSocketPath: String?
  /// Certificates, for `https`.
  package var tls = TLSSettings()
  /// HTTP basic authentication, `user:password`.
  package var basicAuthentication: Secret?
  /// The most bytes of body, after decompression, that are accepted.
  package var maximumBodySize = 64 << 20
  /// Asks for a compressed body. Not worth it where the network is fast.
  package var prefersCompression = true
  /// Offers HTTP/2 over TLS, so that many requests share one connection.
  package var prefersHTTP2 = true
  /// How many redirects are followed. Secret headers are sent to the redirect's target too.
  package var maximumRedirects = 0
  /// Uses the proxy that the environment names (`HTTP_PROXY`, `NO_PROXY` ...).
  package var usesEnvironmentProxy = false
}
