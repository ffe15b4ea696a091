/// The parts of a request's URL that decide where it goes.
struct HTTPTarget: Equatable {
  /// Whether the scheme is `https`.
  let isSecure: Bool
  /// The host, an IPv6 address in its brackets.
  let host: String
  /// The port, the scheme's own if the URL names none.
  let port: Int
  /// Host and port as the URL has them.
  let authority: String
  /// Path and query, with their first character.
  private let rest: String

  /// Takes the URL apart, or throws `.invalidRequest`.
  init(of request: HTTPRequest) throws(HTTPError) {
    func refuse(_ reason: String) -> HTTPError {
      HTTPError(.invalidRequest, "cannot \(request): \(reason)")
    }
    let url = request.url
    guard url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
      throw refuse("the URL holds a space or a control character")
    }
    guard let mark = url.firstRange(of: "://"),
      let isSecure = ["http": false, "https": true][url[..<mark.lowerBound].lowercased()]
    else { throw refuse("expected an `http://` or `https://` URL") }
    let authority = url[mark.upperBound...].prefix { !"/?#".contains($0) }
    guard !authority.contains("@") else { throw refuse("the URL holds a user name") }
    let hostEnd = HTTPTarget.endOfHost(authority)
    let portText = authority[hostEnd...]
    let port = portText.isEmpty ? (isSecure ? 443 : 80) : Int(portText.dropFirst())
    guard hostEnd > authority.startIndex, portText.isEmpty || portText.first == ":", let port,
      (1...65535).contains(port)
    else { throw refuse("expected a host and perhaps a port, found `\(authority)`") }
    self.isSecure = isSecure
    host = String(authority[..<hostEnd])
    self.port = port
    self.authority = String(authority)
    rest = String(url[authority.endIndex...])
  }

  /// The URL with another host.
  func url(withHost host: String) -> String {
    "\(isSecure ? "https" : "http")://\(host):\(port)\(rest)"
  }

  private static func endOfHost(_ authority: Substring) -> Substring.Index {
    if authority.first == "[" {
      let bracket = authority.firstIndex(of: "]")
      return bracket.map { authority.index(after: $0) } ?? authority.startIndex
    }
    return authority.firstIndex(of: ":") ?? authority.endIndex
  }
}
