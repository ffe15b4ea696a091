import AgentCore
import XCTest

final class EventQueueTests: XCTestCase {
  func testTakesEverythingThatIsThere() async {
    let queue = EventQueue<Int>()
    queue.send(1)
    queue.send(2)
    let events = await queue.next(before: nil)
    XCTAssertEqual(events, [1, 2])
  }

  func testWakesForAnEventFromAnotherTask() async {
    let queue = EventQueue<Int>()
    async let events = queue.next(before: nil)
    queue.send(7)
    let received = await events
    XCTAssertEqual(received, [7])
  }

  func testReturnsNothingWhenTheDeadlinePasses() async {
    let queue = EventQueue<Int>()
    let events = await queue.next(before: .now + .milliseconds(20))
    XCTAssertEqual(events, [])
  }

  func testReturnsNothingWhenCancelled() async {
    let queue = EventQueue<Int>()
    let task = Task { await queue.next(before: nil) }
    task.cancel()
    let events = await task.value
    XCTAssertEqual(events, [])
  }

  func testLosesNothingUnderManySenders() async {
    let queue = EventQueue<Int>()
    let total = 2000
    await withDiscardingTaskGroup { group in
      for number in 0..<total { group.addTask { queue.send(number) } }
    }
    var received: [Int] = []
    while received.count < total { received += await queue.next(before: nil) }
    XCTAssertEqual(received.sorted(), Array(0..<total))
  }
}
