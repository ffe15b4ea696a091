import LoadBalancing
import XCTest

/// When reloads are granted.
final class ReloadThrottleTests: XCTestCase {
  private let start = ContinuousClock.now
  private var random = SystemRandomNumberGenerator()

  /// Asks at these seconds; the answers are the seconds to ask again at, nil for granted.
  private func check(
    _ throttle: ReloadThrottle, _ rows: [(at: Double, again: Double?)],
    file: StaticString = #filePath, line: UInt = #line
  ) {
    var throttle = throttle
    for row in rows {
      let answer = throttle.refusal(at: start + .seconds(row.at), using: &random)
      let seconds = answer.map { ($0 - start) / .seconds(1) }
      XCTAssertEqual(seconds, row.again, "at \(row.at)", file: file, line: line)
    }
  }

  func testWithoutSettingsEveryReloadIsGranted() {
    check(ReloadThrottle(), [(0, nil), (0, nil), (0, nil)])
  }

  func testReloadsKeepTheirDistance() {
    check(
      ReloadThrottle(interval: .seconds(5)),
      [(0, nil), (1, 5), (4, 5), (5, nil), (6, 10), (30, nil)])
  }

  func testABurstIsGrantedAfterAQuietTime() {
    check(
      ReloadThrottle(interval: .seconds(5), burst: 3),
      [
        (0, nil), (0, nil), (0, nil), (0, 5), (5, nil), (6, 10), (60, nil), (60, nil), (60, nil),
        (60, 65),
      ])
  }

  func testATokenOfAReloadThatDidNotTakePlaceIsGivenBack() {
    var throttle = ReloadThrottle(interval: .seconds(5), burst: 2)
    throttle.giveBack()
    for _ in 0..<10 {
      XCTAssertNil(throttle.refusal(at: start, using: &random))
      throttle.giveBack()
    }
    check(throttle, [(0, nil), (0, nil), (0, 5), (5, nil), (5, 10)])
  }

  func testTheRandomDelayIsDrawnOnceForEachReload() {
    var throttle = ReloadThrottle(jitter: .seconds(10))
    var due = start
    for round in 0..<100 {
      let asked = due
      guard let moment = throttle.refusal(at: asked, using: &random) else { continue }
      XCTAssertLessThan(moment, asked + .seconds(10), "round \(round)")
      XCTAssertEqual(throttle.refusal(at: asked, using: &random), moment)
      XCTAssertNil(throttle.refusal(at: moment, using: &random))
      due = moment
    }
    XCTAssertGreaterThan(due, start + .seconds(100), "delays are drawn from all of the range")
  }
}
