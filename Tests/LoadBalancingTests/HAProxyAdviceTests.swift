import LoadBalancing
import XCTest

final class HAProxyAdviceTests: XCTestCase {
  private func check(
    _ text: String, _ expected: [String], usesRuntime: Bool = true, line: UInt = #line
  ) {
    let advice = HAProxyAdvice.of(text, usesRuntime: usesRuntime)
    XCTAssertEqual(advice.map { "\($0.line) \($0.code)" }, expected, text, line: line)
  }

  func testNothingIsSaidOfPiecesAndOtherTexts() {
    check("", [])
    check("no configuration at all {\n}\n", [])
    check("backend web\n  server a 127.0.0.1:1\n", [])
    check("# global\n# mode http\n", [])
  }

  func testWhatIsMissingIsSaidAtItsSection() {
    check(
      "\nglobal\n  daemon\n",
      ["2 haproxy-hard-stop", "2 haproxy-max-reloads", "2 haproxy-runtime-socket"])
    check(
      "global\n hard-stop-after 5m\n mworker-max-reloads 9\n stats socket /s level operator\n",
      ["1 haproxy-runtime-socket"])
    check("defaults\n mode http\n", ["1 haproxy-idle-close"])
    check("defaults\n mode tcp\nfrontend a\n mode http\n", ["3 haproxy-idle-close"])
    check("backend a\n mode http\n", [])
    check("backend a\nbackend b\n server x 127.0.0.1:1 check\n", ["2 haproxy-server-state"])
  }

  func testNothingIsSaidOfWhatIsThere() {
    check(
      """
      global
        hard-stop-after 15m # long enough
        mworker-max-reloads 50
        stats socket ipv4@127.0.0.1:9999 level admin
        server-state-file /var/lib/haproxy/state
      defaults
        mode http
        option idle-close-on-response
        load-server-state-from-file global
      backend web
        default-server check
        server a 127.0.0.1:1
      """, [])
  }

  func testASocketThatTheSettingsNameIsEnough() {
    check(
      "global\n hard-stop-after 5m\n mworker-max-reloads 9\n", [], usesRuntime: false)
  }
}
