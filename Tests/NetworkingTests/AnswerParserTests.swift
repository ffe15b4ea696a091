import XCTest

@testable import Networking

final class AnswerParserTests: XCTestCase {
  /// What the bytes of one answer come to: `200 A=1|B=2 body`, or the fault.
  private func read(
    _ pieces: [[UInt8]], isHead: Bool, isClosed: Bool
  ) -> (text: String, keeps: Bool, left: Int) {
    var parser = AnswerParser(isHead: isHead)
    var (text, body, isOver, left) = ("", [UInt8](), false, 0)
    do throws(AnswerFault) {
      for piece in pieces {
        var rest = piece[...]
        while !isOver {
          let (used, event) = try step(&parser, rest)
          rest = rest.dropFirst(used)
          switch event {
          case .head(let head)?: text += head
          case .body(let bytes)?: body += bytes
          case .end?: isOver = true
          case nil: break
          }
          if event == nil { break }
        }
        left += rest.count
      }
      if !isOver {
        guard isClosed else { return ("more", false, left) }
        try parser.finish()
      }
    } catch { return ("\(error.code): \(error.reason)", false, 0) }
    return ("\(text) \(String(decoding: body, as: UTF8.self))", parser.keepsConnection, left)
  }

  private enum Found {
    case head(String)
    case body([UInt8])
    case end
  }

  /// One step, with what it points at copied.
  private func step(
    _ parser: inout AnswerParser, _ bytes: ArraySlice<UInt8>
  ) throws(AnswerFault) -> (Int, Found?) {
    var parsed = parser
    defer { parser = parsed }
    let result = bytes.withUnsafeBytes { buffer -> Result<(Int, Found?), AnswerFault> in
      do throws(AnswerFault) {
        let step = try parsed.receive(buffer)
        let found: Found? =
          switch step.event {
          case .head(let status, let headers)?:
            .head(
              "\(status) " + headers.fields.map { "\($0.name)=\($0.value)" }.joined(separator: "|"))
          case .body(let bytes)?: .body(Array(bytes))
          case .end?: .end
          case nil: nil
          }
        return .success((step.used, found))
      } catch { return .failure(error) }
    }
    return try result.get()
  }

  /// Reads the answer whole, byte by byte, and cut in two at every place.
  private func check(
    _ answer: String, _ expected: String, isHead: Bool = false, keeps: Bool? = nil,
    closed isClosed: Bool = true, left: Int = 0, line: UInt = #line
  ) {
    let bytes = Array(answer.utf8)
    var cuts = [[bytes], bytes.map { [$0] }]
    for place in bytes.indices.prefix(600) {
      cuts.append([Array(bytes[..<place]), Array(bytes[place...])])
    }
    for cut in cuts {
      let found = read(cut, isHead: isHead, isClosed: isClosed)
      guard found.text == expected, keeps == nil || keeps == found.keeps,
        expected.hasPrefix("protocolViolation") || found.left == left
      else {
        return XCTFail(
          "expected \(expected), found \(found) in \(cut.count) pieces, the first of"
            + " \(cut.first?.count ?? 0)", line: line)
      }
    }
  }

  private func refuse(_ answer: String, _ reason: String, line: UInt = #line) {
    check(answer, "protocolViolation: \(reason)", line: line)
  }

  private let ok = "HTTP/1.1 200 OK\r\n"
  private var chunked: String { ok + "Transfer-Encoding: chunked\r\n\r\n" }
  private static let chunkedHead = "200 Transfer-Encoding=chunked"

  func testWhatIsNoStatusLineIsRefused() {
    let reason = "the answer does not begin with an HTTP/1 status line"
    for line in [
      "SSH-2.0-OpenSSH\r\n", "\r\n", "HTTP/2 200\r\n", "HTTP/1.2 200 OK\r\n",
      "HTTP/1.1  200 OK\r\n",
      "HTTP/1.1 20 OK\r\n", "HTTP/1.1 2000 OK\r\n", "HTTP/1.1 abc\r\n", "HTTP/1.1 \r\n",
      "HTTP/1.\r\n", "HTTP/1.1\t200\r\n", "http/1.1 200 OK\r\n", "HTTP/1.1 -20 OK\r\n",
      "HTTP/1.10 200 OK\r\n",
    ] { refuse(line, reason) }
    refuse("HTTP/1.1 099 OK\r\n", "the answer has the status 99")
    refuse(
      "HTTP/1.1 101 Switching\r\n\r\n",
      "the server switched to a protocol that was not asked for")
  }

  func testHeadersThatTwoReadersCouldUnderstandDifferentlyAreRefused() {
    let name = "a header of the answer has no proper name"
    refuse(ok + "no colon\r\n\r\n", name)
    refuse(ok + "Name : x\r\n\r\n", name)
    refuse(ok + ": x\r\n\r\n", name)
    refuse(ok + "A: b\r\n folded\r\n\r\n", name)
    let control = "a line of the answer holds a control character"
    refuse(ok + "A: b\rContent-Length: 5\r\n\r\n", control)
    refuse(ok + "A: b\0c\r\n\r\n", control)
  }

  func testContradictingLengthsAreRefused() {
    refuse(
      ok + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", "the answer has several lengths")
    refuse(ok + "Content-Length: 1, 2\r\n\r\nab", "the answer has several lengths")
    refuse(ok + "Content-Length: 1\r\nContent-Length: 01\r\n\r\n", "the answer has several lengths")
    for text in ["-1", "+1", "1 1", "0x1", "1.0", "9999999999999999999"] {
      refuse(
        ok + "Content-Length: \(text)\r\n\r\n", "the length of the answer is not a number")
    }
    refuse(ok + "Content-Length:\r\n\r\n", "the answer has an empty length")
    refuse(
      ok + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
      "the answer is chunked and has a length")
    for encoding in ["gzip", "gzip, chunked", "chunked, chunked", "xchunked", "identity"] {
      let found = encoding.replacingOccurrences(of: ", ", with: "")
      refuse(
        ok + "Transfer-Encoding: \(encoding)\r\n\r\n",
        "expected the transfer encoding `chunked`, found `\(found)`")
    }
    refuse(
      ok + "Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nabcde",
      "the answer is encoded as `gzip`, which was not asked for")
  }

  func testBrokenChunksAreRefused() {
    let size = "a chunk has no size of 1 to 15 hexadecimal digits"
    for line in ["", "x", "-1", "+1", " 5", "1000000000000000"] {
      refuse(chunked + line + "\r\n", size)
    }
    let other = "the size of a chunk is followed by something else"
    refuse(chunked + "5 5\r\nhello\r\n", other)
    refuse(chunked + "5g\r\nhello\r\n", other)
    refuse(chunked + "0x5\r\nhello\r\n", other)
    refuse(chunked + "5;\u{1}\r\nhello\r\n", other)
    let long = "a chunk is longer than announced"
    refuse(chunked + "5\r\nhellox\r\n", long)
    refuse(chunked + "5\r\nhello\r\r\n", long)
    let bare = "a line of the chunked body has no carriage return"
    refuse(chunked + "5\nhello\r\n", bare)
    refuse(chunked + "5\r\nhello\n0\r\n\r\n", bare)
    refuse(chunked + "0\r\nA: b\n\r\n", bare)
    refuse(chunked + "0\r\nA b\r\n\r\n", "a header of the answer has no proper name")
    refuse(
      chunked + "5;" + String(repeating: "x", count: 5000),
      "the announcement of a chunk is too long")
  }

  func testAnEarlyEndIsClosed() {
    check("", "closed: the server closed the connection without an answer")
    let head = "closed: the server closed the connection within the headers"
    check("HTTP/1.1", head)
    check(ok, head)
    check(ok + "A: b\r\n", head)
    check("HTTP/1.1 103 Early\r\n\r\n", head)
    let body = "closed: the server closed the connection within the body"
    check(ok + "Content-Length: 3\r\n\r\nab", body)
    for rest in [
      "", "5", "5\r\n", "5\r\nhel", "5\r\nhello", "5\r\nhello\r\n", "0\r\n", "0\r\nA: b\r\n",
    ] { check(chunked + rest, body) }
  }

  func testTooMuchIsTooLarge() {
    let size = "tooLarge: the answer has more than \(ResponseHead.maximumSize) bytes of headers"
    let long = "X: " + String(repeating: "y", count: 60_000) + "\r\n"
    func checkPieces(_ answer: String, _ expected: String, line: UInt = #line) {
      let bytes = Array(answer.utf8)
      for length in [bytes.count, 4099] {
        let pieces = stride(from: 0, to: bytes.count, by: length).map {
          Array(bytes[$0..<min($0 + length, bytes.count)])
        }
        XCTAssertEqual(
          read(pieces, isHead: false, isClosed: true).text, expected, line: line)
      }
    }
    checkPieces(ok + String(repeating: long, count: 5) + "\r\n", size)
    checkPieces(ok + "X: " + String(repeating: "y", count: 300_000), size)
    checkPieces(String(repeating: "HTTP/1.1 103 Early\r\n\r\n", count: 20_000), size)
    checkPieces(chunked + "0\r\n" + String(repeating: long, count: 5) + "\r\n", size)
    checkPieces(
      ok + String(repeating: "A: b\r\n", count: 2001) + "\r\n",
      "tooLarge: the answer has more than 2000 headers")
    let chunk = "1;" + String(repeating: "x", count: 4000) + "\r\na\r\n"
    checkPieces(
      chunked + String(repeating: chunk, count: 80),
      "tooLarge: the chunks of the answer have more than \(ResponseHead.maximumSize) bytes"
        + " of extensions")
  }

  func testAnswersAreTakenApart() {
    check(ok + "Content-Length: 5\r\n\r\nhello", "200 Content-Length=5 hello", keeps: true)
    check(ok + "Content-Length: 0\r\n\r\n", "200 Content-Length=0 ", keeps: true)
    check(
      ok + "Content-Length: 1, 1\r\nContent-Length: 1\r\n\r\na",
      "200 Content-Length=1, 1|Content-Length=1 a", keeps: true)
    check("HTTP/1.1 404\r\nA:  b \t\r\nE:\r\n\r\nx", "404 A=b|E= x", keeps: false)
    check("HTTP/1.1 200 \u{FC}\nA: b\n\nrest", "200 A=b rest", keeps: false)
    check(
      "HTTP/1.1 100 Continue\r\nX: y\r\n\r\nHTTP/1.1 103 E\r\n\r\nHTTP/1.1 500 No\r\n"
        + "Content-Length: 1\r\n\r\nx", "500 Content-Length=1 x", keeps: true)
    check(
      ok + "Content-Encoding: identity\r\nContent-Length: 1\r\n\r\nx",
      "200 Content-Encoding=identity|Content-Length=1 x", keeps: true)
  }

  func testChunksArePutTogether() {
    let head = Self.chunkedHead
    check(chunked + "0\r\n\r\n", head + " ", keeps: true)
    check(chunked + "5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n", head + " hello!", keeps: true)
    check(
      chunked + "A ; a=\"b;c\";d\r\n0123456789\r\n000;x\r\nX-Sum: 1\r\nY:\r\n\r\n",
      head + " 0123456789", keeps: true)
    check(chunked + "2\r\n\r\n\r\n0\r\n\r\n", head + " \r\n", keeps: true)
    check(chunked + "0\r\n\r\nmore", head + " ", keeps: true, left: 4)
  }

  func testAnswersWithoutBodyEndWithTheirHead() {
    check(
      ok + "Content-Length: 9\r\n\r\n", "200 Content-Length=9 ", isHead: true, keeps: true,
      closed: false)
    check(
      ok + "Transfer-Encoding: chunked\r\n\r\n", Self.chunkedHead + " ", isHead: true,
      keeps: true, closed: false)
    check("HTTP/1.1 204 None\r\n\r\n", "204  ", keeps: true, closed: false)
    check("HTTP/1.1 304 Same\r\nContent-Length: 7\r\n\r\n", "304 Content-Length=7 ", keeps: true)
    check(
      "HTTP/1.1 304 Same\r\nContent-Encoding: gzip\r\n\r\n", "304 Content-Encoding=gzip ",
      keeps: true)
  }

  func testTheConnectionIsKeptIfBothSidesKnowTheEnd() {
    let body = "Content-Length: 1\r\n\r\nx"
    func check(_ head: String, keeps: Bool, line: UInt = #line) {
      let found = read([Array((head + body).utf8)], isHead: false, isClosed: false)
      XCTAssertEqual(found.keeps, keeps, line: line)
    }
    check(ok, keeps: true)
    check(ok + "Connection: close\r\n", keeps: false)
    check(ok + "Connection: X , Close\r\n", keeps: false)
    check(ok + "Connection: closed\r\n", keeps: true)
    check("HTTP/1.0 200 OK\r\n", keeps: false)
    check("HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\n", keeps: true)
    check("HTTP/1.0 200 OK\r\nConnection: keep-alive, close\r\n", keeps: false)
  }
}
