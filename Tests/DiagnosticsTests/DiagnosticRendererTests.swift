import Diagnostics
import XCTest

final class DiagnosticRendererTests: XCTestCase {
  private func check(
    _ text: String, _ span: Span?, hint: String? = nil, _ expected: String,
    file: StaticString = #filePath, line: UInt = #line
  ) {
    let diagnostic = Diagnostic(
      code: "test", "something is wrong", source: Source(name: "a.tmpl", text: text), span: span,
      hint: hint)
    XCTAssertEqual(DiagnosticRenderer().render(diagnostic), expected, file: file, line: line)
  }

  func testPointsAtTheWord() {
    check(
      "first\n{{range servce}}\nlast", Span(14, 20), hint: "did you mean `service`?",
      """
      a.tmpl:2:9: error: something is wrong
        2 | {{range servce}}
          |         ^^^^^^
        hint: did you mean `service`?
      """)
  }

  func testWithoutAPlaceOnlyTheMessage() {
    check("text", nil, "a.tmpl: error: something is wrong")
    let bare = Diagnostic(code: "test", "something is wrong")
    XCTAssertEqual(DiagnosticRenderer().render(bare), "error: something is wrong")
  }

  func testTheEndOfTheTextHasACaretToo() {
    check("ab", Span(2, 2), "a.tmpl:1:3: error: something is wrong\n  1 | ab\n    |   ^")
    check("ab\n", Span(3, 3), "a.tmpl:2:1: error: something is wrong\n  2 | \n    | ^")
    check("", Span(9, 12), "a.tmpl:1:1: error: something is wrong\n  1 | \n    | ^")
  }

  func testASpanOverSeveralLinesIsMarkedOnItsFirst() {
    check("abc\ndef", Span(1, 6), "a.tmpl:1:2: error: something is wrong\n  1 | abc\n    |  ^^")
  }

  func testTabsAndControlCharactersDoNotShiftTheCaret() {
    check(
      "\tx\u{1}y", Span(3, 4), "a.tmpl:1:4: error: something is wrong\n  1 |  x.y\n    |    ^")
  }

  func testALongLineIsCutAroundTheCaret() {
    let text = String(repeating: "a", count: 500) + "b" + String(repeating: "c", count: 500)
    let source = Source(name: "long", text: text)
    let rendered = DiagnosticRenderer().render(
      Diagnostic(code: "test", "x", source: source, span: Span(500, 501)))
    let lines = rendered.split(separator: "\n")
    XCTAssertEqual(lines.count, 3)
    XCTAssertLessThanOrEqual(lines[1].count, DiagnosticRenderer.widestLine + 8)
    XCTAssertEqual(
      lines[1].distance(from: lines[1].startIndex, to: lines[1].firstIndex(of: "b")!),
      lines[2].distance(from: lines[2].startIndex, to: lines[2].firstIndex(of: "^")!))
  }

  func testColourIsOnlyAdded() {
    let source = Source(name: "a", text: "xy")
    let diagnostic = Diagnostic(.warning, code: "test", "m", source: source, span: Span(0, 1))
    let coloured = DiagnosticRenderer(usesColour: true).render(diagnostic)
    let plain = coloured.replacing(/\u{1B}\[[0-9;]*m/, with: "")
    XCTAssertEqual(plain, DiagnosticRenderer().render(diagnostic))
    XCTAssertNotEqual(coloured, plain)
  }
}
