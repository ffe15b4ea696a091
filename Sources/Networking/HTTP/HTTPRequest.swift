package import SystemSupport

/// One request, with everything that decides how it travels.
package struct HTTPRequest: Sendable {
  /// The method, such as `GET`.
  package var method: String
  /// An absolute `http` or `https` URL, percent-encoded.
  package var url: String
  /// The headers besides those that HTTP itself needs.
  package var headers = HTTPHeaders()
  /// Headers with secret values, by name.
  package var secretHeaders: [String: Secret] = [:]
  /// The body, if there is one.
  package var body: [UInt8]?
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

  /// A request without headers or body.
  package init(_ method: String = "GET", url: String) {
    self.method = method
    self.url = url
  }

  /// The proxy's URL, if one is to be used.
  func environmentProxy(to target: HTTPTarget) -> String? {
    usesEnvironmentProxy && unixSocketPath == nil ? EnvironmentProxy().url(for: target) : nil
  }

  /// `GET http://host/path`, for messages: without user, password, query and fragment.
  package var description: String { "\(method) \(HTTPRequest.withoutSecrets(url))" }

  /// By bytes: an accent that joins with an `@` or a `/` would hide it among characters.
  private static func withoutSecrets(_ url: String) -> String {
    let bare = url.utf8.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
    guard let scheme = bare.firstRange(of: "://".utf8) else {
      // No URL: whatever stands before an `@` may have been meant as a password.
      let last = bare.lastIndex(of: UInt8(ascii: "@")).map { bare.index(after: $0) }
      return String(Substring(bare[(last ?? bare.startIndex)...]))
    }
    let authority = bare[scheme.upperBound...].prefix { $0 != UInt8(ascii: "/") }
    guard let at = authority.lastIndex(of: UInt8(ascii: "@")) else {
      return String(Substring(bare))
    }
    return String(Substring(bare[..<scheme.upperBound]))
      + String(Substring(bare[bare.index(after: at)...]))
  }
}

extension HTTPRequest: CustomStringConvertible {}
