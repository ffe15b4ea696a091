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
  /// Path and query, with their first character; the bytes are the URL's.
  private let rest: Substring

  /// Takes the URL apart, or throws `.invalidRequest`.
  init(of request: HTTPRequest) throws(HTTPError) {
    func refuse(_ reason: String) -> HTTPError {
      HTTPError(.invalidRequest, "cannot \(request): \(reason)")
    }
    let url = request.url
    guard url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
      throw refuse("the URL holds a space or a control character")
    }
    // By bytes: an accent that joins with an `@` or a `/` would hide it among characters.
    guard let mark = url.utf8.firstRange(of: "://".utf8),
      let isSecure = ["http": false, "https": true][url[..<mark.lowerBound].lowercased()]
    else { throw refuse("expected an `http://` or `https://` URL") }
    let authority = url.utf8[mark.upperBound...].prefix { !"/?#".utf8.contains($0) }
    guard !authority.contains(UInt8(ascii: "@")) else { throw refuse("the URL holds a user name") }
    let hostEnd = HTTPTarget.endOfHost(authority)
    let portText = authority[hostEnd...]
    let port =
      portText.isEmpty ? (isSecure ? 443 : 80) : HTTPTarget.number(portText.dropFirst())
    guard hostEnd > authority.startIndex,
      portText.isEmpty || portText.first == UInt8(ascii: ":"), let port,
      (1...65535).contains(port)
    else { throw refuse("expected a host and perhaps a port, found `\(Substring(authority))`") }
    self.isSecure = isSecure
    host = String(Substring(authority[..<hostEnd]))
    self.port = port
    self.authority = String(Substring(authority))
    rest = Substring(url.utf8[authority.endIndex...])
  }

  /// The URL with another host.
  func url(withHost host: String) -> String {
    "\(isSecure ? "https" : "http")://\(host):\(port)\(rest)"
  }

  /// The host without brackets.
  var bareHost: String {
    host.utf8.first == UInt8(ascii: "[") ? String(host.dropFirst().dropLast()) : host
  }

  /// What the first line of a request names: path and query, bytes outside of ASCII encoded.
  var path: String {
    let shown = rest.utf8.prefix { $0 != UInt8(ascii: "#") }
    var text = shown.first == UInt8(ascii: "/") ? "" : "/"
    if shown.allSatisfy({ $0 < 0x80 }) { return text + String(Substring(shown)) }
    for byte in shown {
      if byte < 0x80 {
        text.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        text += "%" + String(byte, radix: 16, uppercase: true)
      }
    }
    return text
  }

  private static func endOfHost(_ authority: Substring.UTF8View) -> Substring.Index {
    if authority.first == UInt8(ascii: "[") {
      let bracket = authority.firstIndex(of: UInt8(ascii: "]"))
      return bracket.map { authority.index(after: $0) } ?? authority.startIndex
    }
    return authority.firstIndex(of: UInt8(ascii: ":")) ?? authority.endIndex
  }

  private static func number(_ digits: Substring.UTF8View) -> Int? {
    digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      ? Int(String(Substring(digits))) : nil
  }
}
