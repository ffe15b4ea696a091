/// Status line and headers of an answer, and what they say of its body and connection.
struct AnswerHead {
  private(set) var status = 0
  var headers = HTTPHeaders()
  private var minorVersion = 1

  /// How the end of a body is known.
  enum Framing: Equatable {
    case none
    case length(Int)
    case chunked
    case untilClose
  }

  /// What every status line begins with.
  static let versionStart = Array("HTTP/1.".utf8)

  /// `HTTP/1.1 200 OK`; the reason may be missing.
  mutating func takeStatusLine(_ line: [UInt8]) throws(AnswerFault) {
    let digits = line.dropFirst(AnswerHead.versionStart.count + 2).prefix(3)
    let next = AnswerHead.versionStart.count + 5
    guard line.starts(with: AnswerHead.versionStart), line.count >= next,
      let minor = AnswerHead.digit(line[7]), minor <= 1, line[8] == 0x20,
      line.count == next || line[next] == 0x20, digits.allSatisfy({ AnswerHead.digit($0) != nil })
    else { throw .violation("the answer does not begin with an HTTP/1 status line") }
    status = digits.reduce(0) { $0 * 10 + (AnswerHead.digit($1) ?? 0) }
    guard status >= 100 else { throw .violation("the answer has the status \(status)") }
    minorVersion = minor
  }

  /// `Name: value`, without white space around the value.
  static func field(_ line: [UInt8]) throws(AnswerFault) -> (String, String) {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")),
      HTTPRequest.isToken(line[..<colon])
    else { throw .violation("a header of the answer has no proper name") }
    return (
      String(decoding: line[..<colon], as: UTF8.self),
      String(decoding: HTTPHeaders.trimmed(line[(colon + 1)...]), as: UTF8.self)
    )
  }

  /// How the end of the body is known (RFC 9112, section 6.3), or why it cannot be.
  func framing(hasNoBody: Bool) throws(AnswerFault) -> Framing {
    let length = try contentLength()
    let encodings = elements("Transfer-Encoding")
    if hasNoBody { return .none }
    if length != 0 { try headers.checkEncoding() }
    guard !encodings.isEmpty else { return length.map { .length($0) } ?? .untilClose }
    guard encodings == ["chunked"] else {
      throw .violation("expected the transfer encoding `chunked`, found `\(encodings.joined())`")
    }
    guard length == nil else {
      throw .violation("the answer is chunked and has a length")
    }
    return .chunked
  }

  /// Whether the server leaves the connection open.
  var keepsConnection: Bool {
    let options = elements("Connection")
    if options.contains("close") { return false }
    // Before version 1.1 chunks were unknown: who sends them there may be confused.
    if minorVersion == 0 {
      return options.contains("keep-alive") && elements("Transfer-Encoding").isEmpty
    }
    return true
  }

  private func contentLength() throws(AnswerFault) -> Int? {
    let texts = elements("Content-Length")
    guard let first = texts.first else {
      if headers["Content-Length"] == nil { return nil }
      throw .violation("the answer has an empty length")
    }
    guard texts.allSatisfy({ $0 == first }) else {
      throw .violation("the answer has several lengths")
    }
    guard first.utf8.count <= 18, first.utf8.allSatisfy({ AnswerHead.digit($0) != nil }),
      let length = Int(first)
    else { throw .violation("the length of the answer is not a number") }
    return length
  }

  private func elements(_ name: String) -> [String] { headers.elements(name) }

  private static func digit(_ byte: UInt8) -> Int? {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") ? Int(byte) - 0x30 : nil
  }
}
