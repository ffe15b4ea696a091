import SystemSupport
import XCTest

final class DeadlineQueueTests: XCTestCase {
  private func queue(_ deadlines: [Int64]) -> DeadlineQueue {
    var queue = DeadlineQueue()
    for (number, deadline) in deadlines.enumerated() {
      queue.insert(.init(deadline: deadline, number: UInt64(number)))
    }
    return queue
  }

  func testDeadlinesComeUpInOrder() {
    var queue = queue([5, 3, 9, 1, 7, 3, 8, 2])
    XCTAssertEqual(queue.first { _ in true }, 1)
    XCTAssertNil(queue.popDue(0))
    var seen: [Int64] = []
    while let entry = queue.popDue(7) { seen.append(entry.deadline) }
    XCTAssertEqual(seen, [1, 2, 3, 3, 5, 7])
    queue.compact { $0.number != 2 }
    XCTAssertEqual(queue.count, 1)
    XCTAssertEqual(queue.first { _ in true }, 8)
  }

  func testEqualDeadlinesComeInTheOrderOfTheirNumbers() {
    var queue = queue([2, 1, 1, 2, 1, 2, 1])
    var seen: [UInt64] = []
    while let entry = queue.popDue(2) { seen.append(entry.number) }
    XCTAssertEqual(seen, [1, 2, 4, 6, 0, 3, 5])
  }

  func testWhatIsOverIsNotWaitedFor() {
    var queue = queue([1, 2, 3, 4])
    XCTAssertEqual(queue.first { $0 != 0 && $0 != 1 }, 3)
    XCTAssertEqual(queue.count, 2)
    XCTAssertNil(queue.first { _ in false })
    XCTAssertEqual(queue.count, 0)
  }
}
