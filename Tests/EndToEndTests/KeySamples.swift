import TestSupport
import XCTest

extension KeyServer {
  /// Itself, with keys that the tests of the program read.
  func startedWithSamples() async throws -> Self {
    try await start()
    for (key, value) in [
      ("app/db/host", "db.local"), ("app/db/port", "5432"), ("app/db/sub/x", "1"),
      ("apple", "pie"),
    ] { try write(key, value) }
    return self
  }
}

extension Program {
  /// A directory with one template, `a.tmpl`, that is rendered into `a.cfg`, and a registry.
  init(
    for test: XCTestCase, functions: String = "consul", _ template: String,
    registry: () -> String
  ) throws {
    try self.init(for: test)
    try write(
      "trimtab.toml",
      """
      \(registry())
      [[template]]
      source = "a.tmpl"
      destination = "a.cfg"
      functions = "\(functions)"
      """)
    try write("a.tmpl", template)
  }
}

extension XCTestCase {
  /// A registry that does not answer is an exit status of its own.
  func checkStatus8(_ registry: String, line: UInt = #line) throws {
    let program = try Program(for: self, "{{key \"a\"}}") { registry }
    let result = try program.run(["render", "-c", "trimtab.toml", "--timeout", "300ms"])
    XCTAssertEqual(result.status, 8, line: line)
    XCTAssertTrue(
      result.errors.contains("WARNING registry does not answer; trying again"), result.errors,
      line: line)
  }
}
