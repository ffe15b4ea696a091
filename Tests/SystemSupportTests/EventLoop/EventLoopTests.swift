import Synchronization
import XCTest

@testable import SystemSupport

final class EventLoopTests: XCTestCase {
  /// Both are due before the loop looks: a request that ends at its deadline cancels what belongs
  /// to it.
  func testATimerThatAnotherOneCancelsDoesNotRun() async {
    let second = Mutex<EventLoop.Token?>(nil)
    let runs = Mutex<[String]>([])
    await withCheckedContinuation { continuation in
      EventLoop.shared.submit {
        EventLoop.shared.schedule(after: .zero) {
          runs.withLock { $0.append("first") }
          second.withLock { $0 }.map { EventLoop.shared.cancel($0) }
        }
        let token = EventLoop.shared.schedule(after: .zero) {
          runs.withLock { $0.append("second") }
        }
        second.withLock { $0 = token }
        EventLoop.shared.schedule(after: .milliseconds(1)) { continuation.resume() }
      }
    }
    XCTAssertEqual(runs.withLock { $0 }, ["first"])
  }
}
