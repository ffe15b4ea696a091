import Foundation
import ProcessControl
import XCTest

final class CommandTextTests: XCTestCase {
  private func check(
    _ text: String, _ expected: String, source: String = "/s", line: UInt = #line
  ) {
    XCTAssertEqual(
      CommandText.shell(text).filled(source: source, destination: "/d"), .shell(expected),
      line: line)
  }

  func testOtherBracesStay() {
    check("", "")
    check("{{", "{{")
    check("{{.src", "{{.src")
    check("a }} {{.other}} {{src}} {{}}", "a }} {{.other}} {{src}} {{}}")
    check("docker --format '{{.Names}}' {{.src}}", "docker --format '{{.Names}}' /s")
  }

  func testPlaceholdersAreReplaced() {
    check("c -f {{.src}}", "c -f /s")
    check("c {{ .src }} {{.dest }} {{  .src}}", "c /s /d /s")
    check("{{.src}}{{.src}}", "/s/s")
    check("{{{.src}}}", "{{{.src}}}")
  }

  func testFileNamesAreQuotedForTheirPlace() {
    let name = "/a b'c\"$d"
    check("c {{.src}}", "c '/a b'\\''c\"$d'", source: name)
    check("c '{{.src}}'", "c '/a b'\\''c\"$d'", source: name)
    check("c \"{{.src}}\"", "c \"/a b'c\\\"\\$d\"", source: name)
    check("c \\\"{{.src}}", "c \\\"'/a b'\\''c\"$d'", source: name)
    check("c '\\'{{.src}}", "c '\\''/x y'", source: "/x y")
    check("c '/x'{{.src}}", "c '/x''/x y'", source: "/x y")
  }

  func testArgumentsAreNotQuoted() {
    XCTAssertEqual(
      CommandText.arguments(["c", "-f={{.src}}", "{{.dest}}"])
        .filled(source: "/a b", destination: "/d"),
      .arguments(["c", "-f=/a b", "/d"]))
  }

  func testTheUseOfTheCandidateIsKnown() {
    XCTAssertTrue(CommandText.shell("c {{ .src }}").usesSource)
    XCTAssertTrue(CommandText.arguments(["c", "{{.src}}"]).usesSource)
    XCTAssertFalse(CommandText.shell("c {{.dest}}").usesSource)
  }

  func testQuotedValuesSurviveARealShell() async throws {
    let plain = ["", "a", "a b", "'", "''", "\"", "$HOME", "`id`", "a\\b", "\n", "*", "é", "~"]
    // With an accent a quote is another character, to Swift but not to the shell.
    let accented = [
      "'\u{301}; id; '\u{301}", "\"\u{301}; id; \"\u{301}", "$\u{301}", "`\u{301}id`",
    ]
    for value in plain + accented {
      for template in ["printf %s {{.src}}", "printf %s '{{.src}}'", "printf %s \"{{.src}}\""] {
        let text = CommandText.shell(template).filled(source: value, destination: "")
        let result = try await ChildCommand(text).run()
        XCTAssertEqual(result.output.bytes, Array(value.utf8), "\(text)")
      }
    }
  }
}
