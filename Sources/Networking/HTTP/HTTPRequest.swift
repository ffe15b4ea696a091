package import SystemSupport

/// One request, with everything that decides how it travels.
@dynamicMemberLookup
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
  /// An array of one: copies share it, and thousands of requests wait that travel alike.
  private var shared = [HTTPManner()]

  /// A request without headers or body.
  package init(_ method: String = "GET", url: String) {
    self.method = method
    self.url = url
  }

  /// How it travels.
  package subscript<Value>(dynamicMember path: WritableKeyPath<HTTPManner, Value>) -> Value {
    get { shared[0][keyPath: path] }
    set { shared[0][keyPath: path] = newValue }
  }

  /// Has it share how it travels with requests before it, where that is the same.
  mutating func share(_ known: inout [HTTPManner]) {
    if shared == known { shared = known } else { known = shared }
  }

  /// The proxy's URL, if one is to be used.
  func environmentProxy(to target: HTTPTarget) -> String? {
    self.usesEnvironmentProxy && self.unixSocketPath == nil
      ? EnvironmentProxy().url(for: target) : nil
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
