import LoadBalancing
import XCTest

/// How texts become words, and answers become states.
final class HAProxyConfigurationTests: XCTestCase {
  private func check(
    _ text: String, _ expected: [[String]], file: StaticString = #filePath, line: UInt = #line
  ) throws {
    let configuration = try HAProxyConfiguration(Array(text.utf8))
    let lines = configuration.sections.flatMap { [$0.head] + $0.lines }
    XCTAssertEqual(
      lines.map { $0.words.map(\.description) }, expected, file: file, line: line)
  }

  func testQuotesEscapesAndComments() throws {
    try check("a b\tc\r\n", [["a", "b", "c"]])
    try check("a # b\n", [["a"]])
    try check("a b#c\n", [["a", "b"]])
    try check(##"a b\#c "d e" 'f "g' h\ i"## + "\n", [["a", "b#c", "d e", "f \"g", "h i"]])
    try check(#"a "b'c" d"e f"g "" ''"# + "\n", [["a", "b'c", "de fg", "", ""]])
    try check(#"a \x41\n\t\d"# + "\n", [["a", "A\n\t\\d"]])
    try check("\n  \n# x\n", [])
  }

  func testLinesThatCannotBeRead() {
    for (text, message) in [
      ("a\nb \"c\n", "line 2: a double quote is not closed"),
      ("a 'b\n", "line 1: a single quote is not closed"),
      ("a b\\", "line 1: a backslash ends the line"),
      ("a \\x4", "line 1: expected two hexadecimal digits after `\\x`"),
    ] {
      XCTAssertThrowsError(try HAProxyConfiguration(Array(text.utf8))) {
        XCTAssertEqual("\($0)", message)
      }
    }
  }

  func testVariablesCountInDoubleQuotesOnly() throws {
    let words = try HAProxyConfiguration(Array(#"a "$B" '$C' $D"#.utf8)).sections[0].head.words
    XCTAssertEqual(words.map(\.hasVariables), [false, true, false, false])
  }

  func testBytesThatAreNoTextStayDifferent() throws {
    let first = try HAProxyConfiguration([0x61, 0x20, 0xFF]).sections[0].head.words
    let second = try HAProxyConfiguration([0x61, 0x20, 0xFE]).sections[0].head.words
    XCTAssertNotEqual(first, second)
  }

  func testVersions() {
    XCTAssertEqual(
      HAProxyVersion("HAProxy version 2.6.12-1+deb12u4 2026/10/17"), HAProxyVersion(2, 6, 12))
    XCTAssertEqual(HAProxyVersion("3.2-dev5"), HAProxyVersion(3, 2))
    XCTAssertNil(HAProxyVersion("HAProxy"))
    XCTAssertLessThan(HAProxyVersion(2, 6, 12), HAProxyVersion(3, 0))
  }

  func testAddresses() {
    let rows: [(Word, String?)] = [
      ("10.0.0.1:80", "10.0.0.1:80"), ("[::1]:80", "[::1]:80"), ("::1:80", "[::1]:80"),
      ("ipv4@10.0.0.1:80", "10.0.0.1:80"), ("10.0.0.1", nil), ("10.0.0.1:", nil),
      ("10.0.0.1:0", nil), ("10.0.0.1:65536", nil), ("10.0.0.1:+80", nil), ("web:80", nil),
      ("/run/x.sock", nil), ("unix@/run/x", nil), ("*:80", nil), ("010.0.0.1:80", nil),
    ]
    for (word, expected) in rows {
      XCTAssertEqual(ServerAddress(word)?.description, expected, "\(word)")
    }
  }

  func testTheStateOfServers() throws {
    let text = """
      1
      # be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight \
      srv_iweight srv_port
      3 web 1 a 10.0.0.1 2 0 1 1 80
      3 web 2 b - 0 33 256 1 0

      """
    let live = try LiveServers(stateText: Array(text.utf8))
    XCTAssertEqual(live["web", "a"], LiveServer(host: "10.0.0.1", port: 80))
    XCTAssertEqual(
      live["web", "b"],
      LiveServer(
        host: "-", port: 0, weight: 256,
        administration: [.forcedMaintenance, .resolutionMaintenance], operation: .stopped))
    XCTAssertNil(live["web", "b"]?.address)
    XCTAssertEqual(live.names(in: "web"), ["a", "b"])
  }

  func testStatesThatMakeNoSense() {
    for (text, message) in [
      ("", "the servers' state has no line of columns"),
      ("1\n# be_name srv_name\n", "the servers' state has no column `srv_addr`"),
      (
        "1\n# be_name srv_name srv_addr srv_port srv_uweight srv_admin_state srv_op_state\nweb a\n",
        "a line of servers' state is cut off"
      ),
      (
        "1\n# be_name srv_name srv_addr srv_port srv_uweight srv_admin_state srv_op_state\n"
          + "web a 10.0.0.1 x 1 0 2\n",
        "column `srv_port` of the servers' state: expected a number, found `x`"
      ),
    ] {
      XCTAssertThrowsError(try LiveServers(stateText: Array(text.utf8))) {
        XCTAssertEqual("\($0)", message)
      }
    }
  }
}
