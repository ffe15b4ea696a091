import Registries
import RegistryCore
import Values
import XCTest

/// The decisions of one stream of changes, as conversations.
final class EtcdStreamMachineTests: XCTestCase {
  private typealias Event = EtcdStreamMachine.Event
  private typealias Action = EtcdStreamMachine.Action

  private var machine = EtcdStreamMachine(settings: .init(), at: .now)
  private var now = ContinuousClock.now

  /// A stream from revision 11 on that its member has created at revision 10.
  override func setUp() {
    now = .now
    machine = EtcdStreamMachine(settings: .init(), at: now)
    check(.started(from: 11), .open(from: 11))
    check(.opened, .listen(.seconds(5)))
    check(.message(.created(revision: 10)), .listen(.seconds(15)))
  }

  private func check(
    _ event: Event, _ expected: Action, after pause: Duration = .zero, line: UInt = #line
  ) {
    now += pause
    XCTAssertEqual(machine.receive(event, at: now), expected, line: line)
  }

  private func put(_ revision: UInt64) -> EtcdEvent {
    EtcdEvent(
      key: "a", revision: revision,
      pair: EtcdPair(
        key: "a", value: "1", createRevision: revision, modifyRevision: revision))
  }

  func testAMemberThatShowsNoLifeIsLeft() {
    let failure = EtcdFailure(.unavailable, "no answer")
    check(.silence, .ping, after: .seconds(15))
    check(.broken(failure), .open(from: 11))
    check(.broken(failure), .fail(failure))
  }

  func testAStoreThatDoesNotMoveIsNotRead() {
    for _ in 0..<10 {
      check(.silence, .ping, after: .seconds(15))
      check(.alive(revision: 10), .listen(.seconds(15)))
    }
  }

  func testASilentStreamThatLostSomethingIsOpenedAnew() {
    check(.message(.events([put(12)])), .deliver([put(12)]))
    check(.done, .listen(.seconds(15)))
    check(.silence, .ping, after: .seconds(15))
    check(.alive(revision: 14), .verify)
    check(.verified(hasNews: true), .open(from: 13))
  }

  func testASilentStreamThatLostNothingIsLookedIntoLessAndLess() {
    var looks: [Int] = []
    for minute in 0..<24 {
      check(.silence, .ping, after: .seconds(60))
      if machine.receive(.alive(revision: UInt64(20 + minute)), at: now) == .verify {
        looks.append(minute)
        check(.verified(hasNews: false), .listen(.seconds(15)))
      }
    }
    XCTAssertEqual(looks, [0, 1, 2, 3, 5, 9, 17])
  }

  func testALossAfterALookWithoutOneIsFound() {
    check(.silence, .ping, after: .seconds(15))
    check(.alive(revision: 14), .verify)
    check(.verified(hasNews: false), .listen(.seconds(15)))
    // The same revision: nothing can have been lost.
    check(.silence, .ping, after: .seconds(15))
    check(.alive(revision: 14), .listen(.seconds(15)))
    check(.silence, .ping, after: .seconds(15))
    check(.alive(revision: 15), .verify)
    check(.verified(hasNews: true), .open(from: 11))
  }

  func testNewsAtTheBeginningIsNoReasonToBeginAgain() {
    check(.broken(EtcdFailure(.unavailable, "cut")), .open(from: 11))
    check(.opened, .listen(.seconds(5)))
    check(.message(.created(revision: 20)), .verify)
    check(.verified(hasNews: true), .listen(.seconds(15)))
  }

  func testARevisionThatGoesBackIsAnotherStore() {
    check(.message(.events([put(20)])), .deliver([put(20)]))
    check(.silence, .ping, after: .seconds(15))
    guard case .fail(let failure) = machine.receive(.alive(revision: 5), at: now) else {
      return XCTFail("believes a store that is another one")
    }
    XCTAssertTrue(failure.message.contains("went back from 20 to 5"), failure.message)
  }

  /// Nothing but the time that is given counts: a machine is shown hours within a moment.
  func testAStreamWithoutProgressForLongIsOpenedAnew() {
    check(.silence, .ping, after: .seconds(3 * 3600))
    check(.alive(revision: 10), .open(from: 11))
  }
}
