import XCTest

/// `trimtab docs`.
final class DocsCommandTests: XCTestCase {
  private func check(
    _ arguments: [String], _ status: Int32, output: String = "", errors: String = "",
    line: UInt = #line
  ) throws {
    let result = try Program(for: self).run(arguments)
    XCTAssertEqual(result.status, status, line: line)
    XCTAssertEqual(result.output, output, line: line)
    XCTAssertEqual(result.errors, errors, line: line)
  }

  func testWhatIsRefused() throws {
    try check(
      ["docs"], 2, errors: "error: expected a subject\n  hint: see `trimtab docs functions`\n")
    try check(
      ["docs", "function"], 2,
      errors: "error: no documentation about `function`\n  hint: did you mean `functions`?\n")
    try check(
      ["docs", "functions", "hostport"], 2,
      errors: "error: no function is named `hostport`\n  hint: did you mean `hostPort`?\n")
  }

  func testOneFunctionIsExplained() throws {
    try check(
      ["docs", "functions", "timestamp"], 0,
      output: """
        timestamp [LAYOUT]...
          Returns the time of the pass, UTC; `unix` gives seconds.
          from: consul-template; function sets: consul
          The result changes by itself: every new one makes a new file.
          example:
            {{timestamp "2006-01-02"}} {{timestamp}}
          prints:
            2024-02-29 2024-02-29T13:04:05Z

        """)
  }

  func testAllFunctionsAreListed() throws {
    let result = try Program(for: self).run(["docs", "functions"])
    XCTAssertEqual(result.status, 0)
    try Golden.check(result.output, "docs-functions.txt")
  }
}
