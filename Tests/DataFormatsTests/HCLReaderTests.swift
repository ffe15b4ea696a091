import DataFormats
import Diagnostics
import Values
import XCTest

/// HCL 1 as consul-template's configuration is written.
final class HCLReaderTests: XCTestCase {
  private func show(_ node: DocumentNode) -> String {
    switch node.kind {
    case .null: "null"
    case .bool(let flag): "\(flag)"
    case .integer(let number): "\(number)"
    case .float(let number): "\(number)"
    case .string(let text): "'\(text.string)'"
    case .date(let text): text
    case .array(let nodes): "[\(nodes.map(show).joined(separator: " "))]"
    case .table(let entries):
      "{\(entries.map { "\($0.key)=\(show($0.value))" }.joined(separator: " "))}"
    }
  }

  private func check(
    _ text: String, _ expected: String, file: StaticString = #filePath, line: UInt = #line
  ) {
    do {
      let node = try HCLReader.document(Source(name: "a.hcl", text: text))
      XCTAssertEqual(show(node), expected, file: file, line: line)
    } catch {
      XCTFail("\(error.diagnostics.map(\.message))", file: file, line: line)
    }
  }

  private func checkFails(
    _ text: String, _ expected: String, file: StaticString = #filePath, line: UInt = #line
  ) {
    XCTAssertThrowsError(
      try HCLReader.document(Source(name: "a.hcl", text: text)), file: file, line: line
    ) { error in
      let text = DiagnosticRenderer().render((error as? DiagnosticError)?.diagnostics ?? [])
      XCTAssertEqual(
        text.trimmingCharacters(in: .newlines), expected, file: file, line: line)
    }
  }

  func testBlocksAndValues() {
    check("", "{}")
    check("a = 1", "{a=1}")
    check("a = 1\nb = \"x\"", "{a=1 b='x'}")
    check("a = 1, b = true, c = false,", "{a=1 b=true c=false}")
    check(
      "consul { address = \"x\" retry { attempts = 3 } }",
      "{consul={address='x' retry={attempts=3}}}")
    check("a = { b = 1 }", "{a={b=1}}")
    check("\"a b\" = 1", "{a b=1}")
    check("a-b_c.d = 1", "{a-b_c.d=1}")
    check("a = [1, \"b\", [true], { c = 2 },]", "{a=[1 'b' [true] {c=2}]}")
    check("a = []", "{a=[]}")
  }

  func testComments() {
    check("# a\n// b\n/* c\n d */ a /* e */ = # f\n 1 // g", "{a=1}")
  }

  func testBlocksOfOneNameGather() {
    check("t { a = 1 }\nt { a = 2 }\nt { a = 3 }", "{t=[{a=1} {a=2} {a=3}]}")
    check("t = { a = 1 }\nt = { a = 2 }", "{t=[{a=1} {a=2}]}")
    check("a = 1\na = 2", "{a=2}")
    check("a = 1\na { b = 2 }", "{a={b=2}}")
    check("a { b = 2 }\na = 1", "{a=1}")
    check("a = [1]\na { b = 2 }", "{a={b=2}}")
  }

  func testLabelsAreTablesInTables() {
    check("a \"b\" { c = 1 }", "{a={b={c=1}}}")
    check("a b \"c\" { d = 1 }", "{a={b={c={d=1}}}}")
    check("a \"b\" { c = 1 }\na \"d\" {}", "{a=[{b={c=1}} {d={}}]}")
  }

  func testNumbers() {
    check(
      "a = [0, 7, -7, 0600, 0x1F, -0x10, 1.5, -2.5, 1e3, 1.5E-2]",
      "{a=[0 7 -7 384 31 -16 1.5 -2.5 1000.0 0.015]}")
    check("a = 9223372036854775807", "{a=9223372036854775807}")
  }

  func testStrings() {
    check(#"a = "b\"c\\d\n\t\x41\u00e9\U0001F600""#, "{a='b\"c\\d\n\tAé😀'}")
    check(#"a = "${file("x")} and {""#, "{a='${file(\"x\")} and {'}")
    check("a = \"{{ key \\\"x\\\" }}\"", "{a='{{ key \"x\" }}'}")
  }

  func testLongTexts() {
    check("a = <<EOF\nb\n  c\nEOF\nd = 1", "{a='b\n  c\n' d=1}")
    check("a = <<-EOF\n    b\n      c\n    EOF\n", "{a='b\n  c\n'}")
    check("a = <<-EOF\n  b\n      c\n    EOF\n", "{a='  b\n      c\n'}")
    check("a = <<EOF\nEOF\n", "{a=''}")
    check(
      "a = <<EOF\n{{ range service \"x\" }}\n{{ end }}\n  EOF\n",
      "{a='{{ range service \"x\" }}\n{{ end }}\n'}")
  }

  func testMistakesAreShownWithACaret() {
    checkFails(
      "a = b",
      """
      a.hcl:1:5: error: expected a value, found `b`
        1 | a = b
          |     ^
        hint: write a text in quotes: `"b"`
      """)
    checkFails(
      "consul {\n  address = \"x\"\n",
      """
      a.hcl:1:8: error: this `{` is not closed
        1 | consul {
          |        ^
      """)
    checkFails(
      "a = \"x\n",
      """
      a.hcl:1:5: error: this string is not closed
        1 | a = "x
          |     ^
      """)
    checkFails(
      "a \"b\" = 1",
      """
      a.hcl:1:7: error: expected `{` after a label, found `=`
        1 | a "b" = 1
          |       ^
      """)
    checkFails(
      "a = <<EOF\nb\n",
      """
      a.hcl:1:5: error: this text has no end
        1 | a = <<EOF
          |     ^^^^^
        hint: write `EOF` on a line of its own
      """)
    checkFails(
      "a = 5s",
      """
      a.hcl:1:5: error: expected a number, found `5s`
        1 | a = 5s
          |     ^^
        hint: write a text in quotes: `"5s"`
      """)
    checkFails(
      "a = [1 2]",
      """
      a.hcl:1:8: error: expected `,` or `]` in a list, found `2`
        1 | a = [1 2]
          |        ^
      """)
    checkFails(
      "}",
      """
      a.hcl:1:1: error: expected a key, found `}`
        1 | }
          | ^
      """)
  }

  func testEveryValueKnowsItsWholePlace() throws {
    for text in ["\"text\"", "-0x1f", "<<E\nx\nE", "[1, 2]", "{ b = 1 }", "true"] {
      let document = try HCLReader.document(Source(name: "a.hcl", text: "a = " + text))
      let span = try XCTUnwrap(document["a"]).span
      XCTAssertEqual([span.start, span.end], [4, 4 + text.utf8.count], text)
    }
  }

  func testNestingHasALimit() {
    let text = "a = " + String(repeating: "[", count: 200)
    XCTAssertThrowsError(try HCLReader.document(Source(name: "a.hcl", text: text)))
  }
}
