import Diagnostics
import XCTest

final class DiagnosticJSONTests: XCTestCase {
  func testNothingIsAnEmptyArray() {
    XCTAssertEqual(DiagnosticJSON.text([]), "[]\n")
  }

  func testPlacesAndHintsAreMembersWhereTheyAreKnown() {
    let source = Source(name: "a \"b\".tmpl", text: "x\n{{y}}\n")
    XCTAssertEqual(
      DiagnosticJSON.text([
        Diagnostic(
          .warning, code: "some-code", "tab\tand \u{1}", source: source, span: Span(4, 5),
          hint: "do\nit"),
        Diagnostic(code: "other", "no place"),
      ]),
      #"""
      [
        {"severity":"warning","code":"some-code","message":"tab\tand \u0001",\#
      "file":"a \"b\".tmpl",\#
      "line":2,"column":3,"endLine":2,"endColumn":4,"hint":"do\nit"},
        {"severity":"error","code":"other","message":"no place"}
      ]

      """#)
  }
}
