import XCTest

@testable import Networking

/// The variables of proxies, read as Go's programs read them.
final class EnvironmentProxyTests: XCTestCase {
  private func check(
    _ url: String, _ variables: [String: String], _ expected: String?, line: UInt = #line
  ) throws {
    let target = try HTTPTarget(of: HTTPRequest(url: url))
    XCTAssertEqual(
      EnvironmentProxy { variables[$0] }.url(for: target), expected, line: line)
  }

  func testTheSchemeDecidesWhichVariableCounts() throws {
    try check("http://a/", [:], nil)
    try check("http://a/", ["HTTP_PROXY": ""], nil)
    try check("http://a/", ["HTTPS_PROXY": "p:1", "ALL_PROXY": "p:2"], nil)
    try check("http://a/", ["HTTP_PROXY": "p:1"], "http://p:1")
    try check("http://a/", ["http_proxy": "https://u:s@p:1"], "https://u:s@p:1")
    try check("http://a/", ["HTTP_PROXY": "p:1", "http_proxy": "p:2"], "http://p:1")
    try check("https://a/", ["HTTP_PROXY": "p:1"], nil)
    try check("https://a/", ["https_proxy": "socks5://p:1"], "socks5://p:1")
  }

  func testThisMachineIsNeverBehindIt() throws {
    for host in ["localhost", "LOCALHOST:8500", "127.0.0.1", "127.9.9.9:80", "[::1]:8500"] {
      try check("http://\(host)/", ["HTTP_PROXY": "p:1"], nil)
    }
    for host in ["localhost.example", "128.0.0.1", "[::2]", "[1::1]"] {
      try check("http://\(host)/", ["HTTP_PROXY": "p:1"], "http://p:1")
    }
  }

  func testExceptions() throws {
    func check(
      _ host: String, _ exceptions: String, isException: Bool, line: UInt = #line
    ) throws {
      for name in ["NO_PROXY", "no_proxy"] {
        try self.check(
          "http://\(host)/", ["HTTP_PROXY": "p:1", name: exceptions],
          isException ? nil : "http://p:1", line: line)
      }
    }
    for (host, exceptions) in [
      ("a", "*"), ("a", "b, A"), ("a", "b,*"), ("x.a", "b,a"), ("x.a", ".a"), ("x.a", "*.a"),
      ("a:8500", "a:8500"), ("a", "a:80"), ("10.0.0.1", "10.0.0.1"), ("10.1.2.3", "10.0.0.0/8"),
      ("10.0.0.1", "10.0.0.1/32"), ("10.0.0.1:8500", "10.0.0.1:8500"), ("[fe80::1]", "fe80::1"),
      ("[fe80::1]", "[fe80::1]:80"), ("[fd00::5]", "fd00::/8"), ("1.2.3.4", "0.0.0.0/0"),
    ] { try check(host, exceptions, isException: true) }
    for (host, exceptions) in [
      ("a", ""), ("a", "b"), ("xa", "a"), ("a", ".a"), ("a", "*.a"), ("a", "x.a,."),
      ("a:8500", "a:8501"), ("a:8500", "a:80"), ("10.0.0.1", "0.1"), ("11.0.0.1", "10.0.0.0/8"),
      ("10.0.0.1", "10.0.0.2/32"), ("10.0.0.1", "10.0.0.0/33"), ("10.0.0.1", "fd00::/8"),
      ("10.0.0.1", "10.0.0.0/x"), ("a", "10.0.0.0/8"), ("a", ":80"), ("a", "/"), ("a", "[]"),
    ] { try check(host, exceptions, isException: false) }
  }
}
