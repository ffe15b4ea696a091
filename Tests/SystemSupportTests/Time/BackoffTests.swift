import SystemSupport
import XCTest

final class BackoffTests: XCTestCase {
  func testDelaysDoubleUpToTheMaximumAndStartAgain() {
    var random = SystemRandomNumberGenerator()
    var backoff = Backoff(base: .seconds(1), maximum: .seconds(10))
    func check(_ full: Double, line: UInt = #line) {
      let delay = backoff.next(using: &random).seconds
      XCTAssertTrue((full / 2...full).contains(delay), "\(delay)", line: line)
    }
    for full in [1.0, 2, 4, 8, 10, 10] { check(full) }
    backoff.reset()
    check(1)
  }

  func testDelaysNeverLeaveTheirBounds() {
    for base: Duration in [.zero, .seconds(-5), .milliseconds(1), .seconds(1 << 40)] {
      for maximum: Duration in [.zero, .milliseconds(1), .seconds(60), .seconds(1 << 40)] {
        var backoff = Backoff(base: base, maximum: maximum)
        for _ in 0..<200 {
          var random = SystemRandomNumberGenerator()
          let delay = backoff.next(using: &random)
          XCTAssertGreaterThan(delay, .zero)
          XCTAssertLessThanOrEqual(delay.seconds, max(base, maximum, .milliseconds(1)).seconds)
        }
      }
    }
  }
}
