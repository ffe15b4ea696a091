import TemplateLanguage
import Values
import XCTest

/// Floating-point numbers as Go prints them.
final class FormattingFloatTests: XCTestCase {
  private func check(
    _ format: String, _ values: [Value], _ expected: String, line: UInt = #line
  ) {
    XCTAssertEqual(GoFormat.sprintf(Bytes(format), values), Bytes(expected), line: line)
  }

  private func shortest(_ number: Double, _ expected: String, line: UInt = #line) {
    XCTAssertEqual(GoFormat.sprint([.float(number)]), Bytes(expected), line: line)
  }

  func testTheShortestDigitsThatRoundTrip() {
    shortest(1, "1")
    shortest(100_000, "100000")
    shortest(999999.5, "999999.5")
    shortest(1_000_000, "1e+06")
    shortest(1_234_567, "1.234567e+06")
    shortest(123_456_789, "1.23456789e+08")
    shortest(100000000.5, "1.000000005e+08")
    shortest(1e20, "1e+20")
    shortest(1e21, "1e+21")
    shortest(3e100, "3e+100")
    shortest(0.1, "0.1")
    shortest(0.30000000000000004, "0.30000000000000004")
    shortest(0.0001, "0.0001")
    shortest(0.00012345, "0.00012345")
    shortest(1e-5, "1e-05")
    shortest(1.5e-7, "1.5e-07")
    shortest(-0.0, "-0")
    shortest(.leastNonzeroMagnitude, "5e-324")
    shortest(.greatestFiniteMagnitude, "1.7976931348623157e+308")
    shortest(.nan, "NaN")
    shortest(-.nan, "NaN")
    shortest(.infinity, "+Inf")
    shortest(-.infinity, "-Inf")
    shortest(9_007_199_254_740_992, "9.007199254740992e+15")
    shortest(12345.678901234567, "12345.678901234567")
  }

  func testSinglePrecisionHasItsOwnShortestDigits() {
    check(
      "%v %v", [.float(Double(Float(0.1)), .float32), .float(Double(Float(0.1)))],
      "0.1 0.10000000149011612")
    check("%v", [.float(Double(Float(16_777_216)), .float32)], "1.6777216e+07")
    check("%b %x", [.float(1, .float32), .float(1.5, .float32)], "8388608p-23 0x1.8p+00")
  }

  func testVerbsAndFlags() {
    check(
      "%v %g %f %.2f %e", [1.5, 1e21, 1.5, 2.345, 12345.678], "1.5 1e+21 1.500000 2.35 1.234568e+04"
    )
    check(
      "%8.3f|%-8.1f|%+.1f|%08.2f", [3.14159, 3.14159, 2.0, -3.14159],
      "   3.142|3.1     |+2.0|-0003.14")
    check("%G|%.3g|%#g|%#.3x", [1e-7, 1234.5678, 1.0, 1.0], "1E-07|1.23e+03|1.00000|0x1.000p+00")
    check(
      "%v %g %.3g %e %f", [1e6, 1e6, 1e6, 1e6, 1e6], "1e+06 1e+06 1e+06 1.000000e+06 1000000.000000"
    )
    check("%F %E", [1.5, 1.5], "1.500000 1.500000E+00")
    check("% f|%+v|%05.0f", [1.5, 1.5, 2.5], " 1.500000|1.5|00002")
    check(
      "%x %X %.1x %b", [1.5, -10.0, 1.97, 1.0],
      "0x1.8p+00 -0X1.4P+03 0x1.0p+01 4503599627370496p-52")
    check(
      "%08v|%+08v|%-8v|", [.float(.infinity), .float(.nan), .float(.nan)],
      "    +Inf|     NaN|NaN     |")
    check("%.30f", [0.1], "0.100000000000000005551115123126")
    check("%.3e", [.float(.leastNonzeroMagnitude)], "4.941e-324")
  }

  func testAnAbsurdPrecisionGivesZeros() {
    let text = GoFormat.sprintf("%.5000f", [0.5])
    XCTAssertEqual(text.count, 5002)
    XCTAssertEqual(text[0..<4], "0.50")
    XCTAssertEqual(text.storage.last, UInt8(ascii: "0"))
  }
}
