import Networking
import XCTest

/// What probes and scrapers send, and what others try.
final class ProbeRequestTests: XCTestCase {
  private func check(
    _ text: String, _ expected: ProbeRequest, line: UInt = #line
  ) {
    XCTAssertEqual(ProbeRequest(Array(text.utf8), limit: 200), expected, text, line: line)
  }

  func testWhatIsNoRequestIsRefused() {
    for text in [
      "", "\r\n\r\n", "GET\r\n\r\n", "GET /\r\n\r\n", "GET  / HTTP/1.1\r\n\r\n",
      "GET / HTTP/1.1 x\r\n\r\n", " / HTTP/1.1\r\n\r\n", "GET metrics HTTP/1.1\r\n\r\n",
      "GET http://a/ HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\n\n", "GET / HTTP/1.1\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\n", "GET / HTTP/1.1\r\nHost\r\n\r\n",
      "GET / HTTP/1.1\r\n: a\r\n\r\n", "GET / HTTP/1.1\r\nHo st: a\r\n\r\n",
      "GET / HTTP/1.1\r\n folded\r\n\r\n", "GET /\u{0} HTTP/1.1\r\n\r\n",
      "GET /\u{7f} HTTP/1.1\r\n\r\n", "GET /\u{e9} HTTP/1.1\r\n\r\n",
      "GET /a\nb HTTP/1.1\r\n\r\n", "GET /a\rb HTTP/1.1\r\n\r\n", "GET /\t HTTP/1.1\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\nb\r\n\r\n",
    ] {
      check(text, .refused(400))
    }
  }

  func testOtherMethodsAndVersionsAreRefused() {
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "get", "CONNECT"] {
      check("\(method) / HTTP/1.1\r\n\r\n", .refused(405))
    }
    for version in ["HTTP/2", "HTTP/1.2", "HTTP/0.9", "HTTP/1.10", "http/1.1", "x"] {
      check("GET / \(version)\r\n\r\n", .refused(505))
    }
  }

  func testWhatIsTooLongIsRefused() {
    let long = String(repeating: "x", count: 200)
    check("GET /\(long) HTTP/1.1\r\n\r\n", .refused(431))
    check("GET / HTTP/1.1\r\nA: \(long)\r\n\r\n", .refused(431))
    check(long, .refused(431))
  }

  func testPathsAreReadWithoutTheirQuery() {
    check("GET /metrics HTTP/1.1\r\n\r\n", .get(path: "/metrics", isHead: false))
    check("GET / HTTP/1.0\r\nHost: a:1\r\nX:\r\n\r\n", .get(path: "/", isHead: false))
    check("HEAD /x?y=/z?q HTTP/1.1\r\n\r\n", .get(path: "/x", isHead: true))
  }

  func testAnswersSayTheirLength() {
    let answer = String(decoding: ProbeRequest.answer(200, "\u{e9}\n"), as: UTF8.self)
    XCTAssertTrue(answer.contains("\r\nContent-Length: 3\r\n"), answer)
    XCTAssertTrue(answer.hasSuffix("\r\n\r\n\u{e9}\n"), answer)
    let head = String(decoding: ProbeRequest.answer(200, "x\n", isHead: true), as: UTF8.self)
    XCTAssertTrue(head.contains("\r\nContent-Length: 2\r\n"), head)
    XCTAssertTrue(head.hasSuffix("\r\n\r\n"), head)
    let refusal = String(decoding: ProbeRequest.answer(405, ""), as: UTF8.self)
    XCTAssertTrue(refusal.contains("\r\nAllow: GET, HEAD\r\n"), refusal)
  }
}
