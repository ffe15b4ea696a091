/// Where an answer sends a request.
enum Redirection {
  /// The request that follows `location`, an absolute or relative URL. What proves who asks is not
  /// sent to another server, but for headers that the request's owner calls secret: those are.
  static func request(
    _ request: HTTPRequest, to location: String
  ) throws(HTTPError) -> HTTPRequest {
    let old = try HTTPTarget(of: request)
    var next = request
    next.url = url(location, from: old)
    let new: HTTPTarget
    do {
      try next.validate()
      new = try HTTPTarget(of: next)
    } catch {
      throw HTTPError(
        .protocolViolation, "cannot \(request): the server redirects to an unusable URL")
    }
    if old.host.lowercased() != new.host.lowercased() || old.port != new.port
      || old.isSecure != new.isSecure
    {
      next.basicAuthentication = nil
      for name in ["Authorization", "Cookie"] {
        next.headers[name] = nil
        next.secretHeaders = next.secretHeaders.filter { !HTTPHeaders.isSame($0.key, name) }
      }
    }
    return next
  }

  /// A reference as an absolute URL (RFC 3986, section 5.2; dots within paths stay as they are).
  private static func url(_ location: String, from old: HTTPTarget) -> String {
    // Some servers do not encode spaces.
    let encoded = location.utf8.flatMap { $0 == 0x20 ? Array("%20".utf8) : [$0] }
    let reference = String(decoding: encoded, as: UTF8.self)
    let scheme = old.isSecure ? "https" : "http"
    let bytes = reference.utf8
    let nameEnd = bytes.firstIndex { ":/?#".utf8.contains($0) }
    if let nameEnd, bytes[nameEnd] == UInt8(ascii: ":") { return reference }
    if bytes.starts(with: "//".utf8) { return "\(scheme):\(reference)" }
    let base = "\(scheme)://\(old.authority)"
    if bytes.first == UInt8(ascii: "/") { return base + reference }
    let path = old.path.utf8.prefix { $0 != UInt8(ascii: "?") }
    if bytes.isEmpty || bytes.first == UInt8(ascii: "#") { return base + old.path }
    if bytes.first == UInt8(ascii: "?") { return base + String(Substring(path)) + reference }
    return base + merged(Substring(path), reference)
  }

  /// A relative path in place of the last segment of `path`.
  private static func merged(_ path: Substring, _ reference: String) -> String {
    var segments = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      .dropLast()
    var rest = Substring(reference)
    while true {
      if rest.utf8.starts(with: "./".utf8) {
        rest = Substring(rest.utf8.dropFirst(2))
      } else if rest.utf8.starts(with: "../".utf8) {
        rest = Substring(rest.utf8.dropFirst(3))
        if segments.count > 1 { segments.removeLast() }
      } else {
        break
      }
    }
    return segments.map { String(Substring($0)) + "/" }.joined() + rest
  }
}
