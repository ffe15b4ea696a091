import SystemSupport
import XCTest

final class DurationTextTests: XCTestCase {
  private func checkFails(
    _ text: String, _ message: String, at offset: Int, line: UInt = #line
  ) {
    XCTAssertThrowsError(try DurationText.parse(text), line: line) { error in
      XCTAssertEqual("\(error)", message, line: line)
      XCTAssertEqual((error as? DurationText.Failure)?.offset, offset, line: line)
    }
  }

  private func check(
    _ text: String, _ nanoseconds: Int64, _ formatted: String? = nil, line: UInt = #line
  ) throws {
    let duration = try DurationText.parse(text)
    XCTAssertEqual(duration, .nanoseconds(nanoseconds), line: line)
    XCTAssertEqual(DurationText.format(duration), formatted ?? text, line: line)
    XCTAssertEqual(try DurationText.parse(DurationText.format(duration)), duration, line: line)
  }

  func testWhatIsNoDurationSaysWhere() {
    let units = "expected a unit (`ns`, `us`, `ms`, `s`, `m` or `h`)"
    checkFails("", "expected a duration such as `30s`, found nothing", at: 0)
    checkFails("-", "expected a number, found nothing", at: 1)
    checkFails("s", "expected a number, found `s`", at: 0)
    checkFails(".s", "expected a number, found `.s`", at: 0)
    checkFails("3", "\(units), found nothing", at: 1)
    checkFails("00", "\(units), found nothing", at: 2)
    checkFails("1h3", "\(units), found nothing", at: 3)
    checkFails("1h3d", "\(units), found `d`", at: 3)
    checkFails("1 s", "\(units), found ` s`", at: 1)
    checkFails("1s ", "\(units), found `s `", at: 1)
    checkFails("1h-2m", "\(units), found `h-`", at: 1)
    checkFails("1S", "\(units), found `S`", at: 1)
    checkFails("9223372036854775808ns", "the duration is too long", at: 0)
    checkFails("1s9223372036s", "the duration is too long", at: 2)
    checkFails("99999999999999999999999h", "the duration is too long", at: 0)
    checkFails("2562048h", "the duration is too long", at: 0)
  }

  func testDurationsAreReadAndWrittenAsGoDoes() throws {
    try check("0", 0, "0s")
    try check("-0", 0, "0s")
    try check("0s", 0)
    try check("1ns", 1)
    try check("1us", 1000, "1µs")
    try check("1.5µs", 1500)
    try check("2μs", 2000, "2µs")
    try check("300ms", 300_000_000)
    try check("1.000001s", 1_000_001_000)
    try check("30s", 30_000_000_000)
    try check("90s", 90_000_000_000, "1m30s")
    try check("1m", 60_000_000_000, "1m0s")
    try check("1h", 3_600_000_000_000, "1h0m0s")
    try check("1h2m3s4ms", 3_723_004_000_000, "1h2m3.004s")
    try check("1.5h", 5_400_000_000_000, "1h30m0s")
    try check(".5s", 500_000_000, "500ms")
    try check("1.s", 1_000_000_000, "1s")
    try check("+5s", 5_000_000_000, "5s")
    try check("-1m1s", -61_000_000_000)
    try check("0.3333333333333333333h", 1_199_999_999_999, "19m59.999999999s")
    try check("2562047h47m16.854775807s", .max)
  }
}
