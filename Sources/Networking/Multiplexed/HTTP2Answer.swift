/// The headers of an answer over HTTP/2, or its trailers, looked at for what RFC 9113 forbids.
struct HTTP2Answer {
  /// Zero for trailers.
  private(set) var status = 0
  private(set) var headers = HTTPHeaders()
  /// What `content-length` says.
  private(set) var length: Int?

  init(_ fields: [HTTPHeaders.Field], isTrailer: Bool) throws(AnswerFault) {
    for field in fields {
      if field.name.utf8.first == UInt8(ascii: ":") {
        guard field.name == ":status", !isTrailer, status == 0, headers.fields.isEmpty else {
          throw .violation("the answer has a `\(field.name)` that is out of place")
        }
        status = try HTTP2Answer.status(field.value)
      } else {
        try HTTP2Answer.check(field)
        let value = HTTPHeaders.trimmed(field.value[...].utf8)
        headers.add(field.name, String(Substring(value)))
      }
    }
    guard !isTrailer else { return }
    guard status > 0 else { throw .violation("the answer has no status") }
    guard status != 101 else { throw .violation("the status 101 does not belong to HTTP/2") }
    for value in headers.values("content-length") {
      guard let number = HTTP2Answer.number(value), number == length ?? number else {
        throw .violation("the answer has an invalid `content-length`")
      }
      length = number
    }
  }

  private static func status(_ text: String) throws(AnswerFault) -> Int {
    guard text.utf8.count == 3, let number = number(text), number >= 100 else {
      throw .violation("the answer has an invalid status")
    }
    return number
  }

  private static func number(_ text: String) -> Int? {
    text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(text) : nil
  }

  private static func check(_ field: HTTPHeaders.Field) throws(AnswerFault) {
    let isName =
      HTTPRequest.isToken(field.name.utf8)
      && !field.name.utf8.contains { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
    let isValue = !field.value.utf8.contains { $0 == 0 || $0 == 0x0A || $0 == 0x0D }
    guard isName, isValue else { throw .violation("the answer has a malformed header") }
    let isOfConnection = [
      "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade",
    ].contains(field.name)
    if isOfConnection { throw .violation("the header `\(field.name)` does not belong to HTTP/2") }
  }
}
