/// A small request over HTTP/1: only what probes and scrapers send.
package enum ProbeRequest: Sendable, Equatable {
  /// `GET` or `HEAD` of a path, without its query.
  case get(path: String, isHead: Bool)
  /// Something else, with the status that says so: 400, 405, 431 or 505.
  case refused(Int)

  /// Whether these bytes hold a whole head.
  package static func isComplete(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.suffix(4).elementsEqual([13, 10, 13, 10])
  }

  /// Reads a request; `limit` is the size that was allowed.
  package init(_ bytes: [UInt8], limit: Int) {
    guard bytes.count < limit else { self = .refused(431); return }
    guard ProbeRequest.isComplete(bytes[...]),
      bytes.allSatisfy({ $0 == 13 || $0 == 10 || $0 == 9 || (0x20..<0x7F).contains($0) })
    else { self = .refused(400); return }
    let text = String(decoding: bytes.dropLast(4), as: UTF8.self)
    let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
    let words = lines[0].split(separator: " ", omittingEmptySubsequences: false)
    // What is left of line ends ends no line.
    let areLines = lines.allSatisfy { !$0.utf8.contains { $0 == 13 || $0 == 10 } }
    guard areLines, words.count == 3, words[1].hasPrefix("/"), !words[1].utf8.contains(9),
      !words[0].isEmpty
    else {
      self = .refused(400)
      return
    }
    guard words[2] == "HTTP/1.1" || words[2] == "HTTP/1.0" else { self = .refused(505); return }
    let areFields = lines.dropFirst().allSatisfy { line in
      guard let colon = line.firstIndex(of: ":"), colon != line.startIndex else { return false }
      return line[..<colon].allSatisfy { $0.isASCII && !$0.isWhitespace }
    }
    guard areFields else { self = .refused(400); return }
    guard words[0] == "GET" || words[0] == "HEAD" else { self = .refused(405); return }
    self = .get(path: String(words[1].prefix { $0 != "?" }), isHead: words[0] == "HEAD")
  }

  /// The bytes of an answer, after which the connection ends.
  package static func answer(
    _ status: Int, _ body: String, type: String = "text/plain; charset=utf-8",
    isHead: Bool = false
  ) -> [UInt8] {
    let head = """
      HTTP/1.1 \(status) \(reason(status))\r
      Content-Type: \(type)\r
      Content-Length: \(body.utf8.count)\r
      Cache-Control: no-store\r
      Connection: close\r
      \(status == 405 ? "Allow: GET, HEAD\r\n" : "")\r

      """
    return Array((isHead ? head : head + body).utf8)
  }

  private static func reason(_ status: Int) -> String {
    switch status {
    case 200: "OK"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 431: "Request Header Fields Too Large"
    case 503: "Service Unavailable"
    case 505: "HTTP Version Not Supported"
    default: "Bad Request"
    }
  }
}
