import XCTest

@testable import Networking

final class TransferPartsTests: XCTestCase {
  private func head(_ lines: [String]) -> ResponseHead {
    var head = ResponseHead()
    for line in lines {
      var bytes = Array(line.utf8)
      bytes.withUnsafeMutableBytes { XCTAssertTrue(head.receive(UnsafeRawBufferPointer($0))) }
    }
    return head
  }

  func testHeadersAreTakenApart() {
    let head = head([
      "HTTP/2 204 \r\n", "a:b\r\n", "C : d: e\t\r\n", "no colon\r\n", "Empty:\r\n", "\r\n",
      "Trailer: x\r\n",
    ])
    XCTAssertEqual(head.status, 204)
    XCTAssertEqual(head.headers, ["a": "b", "C ": "d: e", "Empty": ""])
  }

  func testAStatusLineWithoutStatusIsZero() {
    for line in [
      "HTTP/1.1\r\n", "HTTP/1.1 \r\n", "HTTP/1.1 abc\r\n", "HTTP/1.1 99999999999999999999\r\n",
    ] {
      XCTAssertEqual(head([line]).status, 0)
    }
  }

  func testHeadersCanBeReplacedAndRepeated() {
    var headers: HTTPHeaders = ["A": "1", "a": "2", "B": "3"]
    XCTAssertEqual(headers["a"], "1")
    XCTAssertEqual(headers.values("A"), ["1", "2"])
    headers["A"] = "4"
    XCTAssertEqual(headers, ["B": "3", "A": "4"])
    headers["b"] = nil
    XCTAssertEqual(headers, ["A": "4"])
  }

  func testTargetsAreTakenApart() throws {
    func check(_ url: String, _ host: String, _ port: Int, line: UInt = #line) throws {
      let target = try HTTPTarget(of: HTTPRequest(url: url))
      XCTAssertEqual(target.host, host, line: line)
      XCTAssertEqual(target.port, port, line: line)
    }
    try check("http://a", "a", 80)
    try check("HTTPS://a.b/c:d@e", "a.b", 443)
    try check("http://a:8500?x", "a", 8500)
    try check("http://[::1]:8500/", "[::1]", 8500)
    try check("https://[::1]", "[::1]", 443)
    let target = try HTTPTarget(of: HTTPRequest(url: "https://a:1/b?c"))
    XCTAssertEqual(target.url(withHost: "d"), "https://d:1/b?c")
  }
}
