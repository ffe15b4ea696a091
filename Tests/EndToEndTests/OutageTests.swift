import Foundation
import TestSupport
import XCTest

/// Registries that do not answer, seen by commands that end.
final class OutageTests: XCTestCase {
  private func program() throws -> Program {
    let program = try Program(for: self)
    try program.write("a.tmpl", "{{key \"a\"}}{{key \"b\"}}{{range service \"web\"}}x{{end}}\n")
    return program
  }

  func testAnOutageIsToldOnce() throws {
    let result = try program().run([
      "render", "--consul", "127.0.0.1:1", "-t", "a.tmpl", "--stdout", "--timeout", "2s",
    ])
    XCTAssertEqual(result.status, 8)
    let lines = result.errors.split(separator: "\n")
    XCTAssertEqual(lines.count, 2, result.errors)
    XCTAssertTrue(
      lines[0].contains("WARNING registry does not answer; trying again"), result.errors)
    XCTAssertEqual(
      lines[1],
      "error: `a.tmpl` needs more data after 2s: `consul::key(a)` has not been answered yet; "
        + "`consul::key(b)` has not been answered yet; "
        + "`consul::service(web|passing)` has not been answered yet")
  }

  func testAnOutageThatTheLogHidesIsToldAtTheEnd() throws {
    let result = try program().run([
      "render", "--consul", "127.0.0.1:1", "-t", "a.tmpl", "--stdout", "--timeout", "2s",
      "--log-level", "error",
    ])
    XCTAssertEqual(result.status, 8)
    let lines = result.errors.split(separator: "\n")
    XCTAssertEqual(lines.count, 2, result.errors)
    XCTAssertTrue(lines[0].hasPrefix("error: `consul::"), result.errors)
    XCTAssertTrue(lines[0].contains("cannot be answered, as 2 more queries: "), result.errors)
  }

  func testWhatARegistryRefusesIsNotWaitedFor() throws {
    let program = try program()
    try program.write("services.toml", "[keys]\na = 1 1\n")
    let broken = try program.run(
      ["render", "--file", "services.toml", "-t", "a.tmpl", "--stdout", "--timeout", "1h"],
      limit: 20)
    XCTAssertEqual(broken.status, 8)
    XCTAssertTrue(broken.errors.hasPrefix("error: `file::"), broken.errors)
    XCTAssertTrue(broken.errors.contains("services.toml:2:"), broken.errors)
    try program.write("services.toml", "")
    try program.write("a.tmpl", "{{connect \"a\"}}")
    check(
      try program.run(
        ["render", "--file", "services.toml", "-t", "a.tmpl", "--stdout", "--timeout", "1h"],
        limit: 20),
      errors: """
        error: `file::connect(a|passing)` cannot be answered: a file registry has no connect \
        proxies

        """, status: 8)
  }
}
