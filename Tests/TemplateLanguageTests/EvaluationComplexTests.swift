import Values
import XCTest

/// What Go itself answers, row by row: complex constants.
final class EvaluationComplexTests: XCTestCase {
  private func refuse(_ template: String, _ message: String, line: UInt = #line) {
    let text = outcome(template, .null)
    XCTAssertTrue(text.hasSuffix(message), "`\(text)` does not end in it", line: line)
  }

  func testWhatIsNoNumberForIsRefused() {
    refuse(
      "{{ne 1i 1}}", "error calling ne: incompatible types for comparison: complex128 and int")
    refuse("{{lt 1i 2i}}", "error calling lt: invalid type for comparison")
    refuse("{{index `abc` 1+0i}}", "cannot index slice/array with type complex128")
    refuse("{{slice `abc` 1+0i}}", "cannot index slice/array with type complex128")
    refuse("{{len 1i}}", "error calling len: len of type complex128")
    refuse("{{range 1i}}{{end}}", "<1i>: range can't iterate over (0+1i)")
    refuse("{{call 1i}}", "error calling call: non-function 1i of type complex128")
    refuse("{{1i 2}}", "can't give argument to non-function 1i")
    refuse("{{1i.x}}", #"unexpected . after term "1i""#)
  }

  func testTheyPrintAsPairs() {
    check(
      "{{1i}} {{print 1i 2 `a` 1i}} {{1i | print}} {{(1i)}}", "(0+1i) (0+1i) 2a(0+1i) (0+1i) (0+1i)"
    )
    check("{{2+3i}} {{1.5-2i}} {{1+0i}} {{07i}} {{0x1p1i}}", "(2+3i) (1.5-2i) (1+0i) (0+7i) (0+2i)")
    check("{{js 1i}}{{html 1i}}{{urlquery 1i}}", "(0+1i)(0+1i)%280%2B1i%29")
    check(
      "{{printf `%v %8.2f|%+v|%x|%T|%#v|% v|%08.1f|%6.3g` 1.5-2i 1i 1i 1i 1i 1i 1i 1i 1e5+1e-5i}}",
      "(1.5-2i) (    0.00   +1.00i)|(0+1i)|(0x0p+00+0x1p+00i)|complex128|(0+1i)|( 0+1i)|"
        + "(000000.0+00001.0i)|( 1e+05+1e-05i)")
    check(
      "{{printf `%d %s %q %t %c` 1i 1i 1i 1i 1+0i}}",
      "%!d(complex128=(0+1i)) %!s(complex128=(0+1i)) %!q(complex128=(0+1i)) "
        + "%!t(complex128=(0+1i)) %!c(complex128=(1+0i))")
    check("{{printf `%*d` 1i 2}}", "%!(BADWIDTH)2")
  }

  func testTheyAreTrueUnlessZeroAndCompareByValue() {
    check(
      "{{if 0i}}T{{else}}F{{end}}{{not 1i}}{{eq 1i 1i}}{{eq 1i 2i}}{{eq 1i nil}}",
      "Ffalsetruefalsefalse")
    check("{{with 1i}}{{.}}{{end}}{{and 1i 2}}{{or 0i 3}}", "(0+1i)23")
  }
}
