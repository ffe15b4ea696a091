import TemplateLanguage
import Values
import XCTest

/// `printf` and `print` of Go, row by row.
final class FormattingTests: XCTestCase {
  private func check(
    _ format: String, _ values: [Value], _ expected: String, line: UInt = #line
  ) {
    let text = GoFormat.sprintf(Bytes(format), values)
    XCTAssertEqual(text, Bytes(expected), "\(text)", line: line)
  }

  func testMistakesInAFormatShowInTheOutput() {
    check("%d", ["hi"], "%!d(string=hi)")
    check("%d", [], "%!d(MISSING)")
    check("x", [1, "a"], "x%!(EXTRA int=1, string=a)")
    check("%z", [1], "%!z(int=1)")
    check("100%", [], "100%!(NOVERB)")
    check("%%", [], "%")
    check("%!", [], "%!!(MISSING)")
    check("%[3]d", [1], "%!d(BADINDEX)")
    check(
      "%[2]d %[1]d|%*d|%-*d|%.*f", [1, 2],
      "2 1|%!d(MISSING)|%!(BADWIDTH)%!d(MISSING)|%!(BADPREC)%!f(MISSING)")
    check("%.0d|%s|%f|%t", [0, 1, 1, 1], "|%!s(int=1)|%!f(int=1)|%!t(int=1)")
    check("%d %s %x", [1.5, 1.5, 1.5], "%!d(float64=1.5) %!s(float64=1.5) 0x1.8p+00")
  }
}
