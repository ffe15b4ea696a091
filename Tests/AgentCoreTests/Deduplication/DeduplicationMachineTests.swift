import AgentCore
import RegistryCore
import XCTest

/// Conversations with the machine of one template.
final class DeduplicationMachineTests: XCTestCase {
  private typealias Machine = DeduplicationMachine

  /// A machine, and a clock that only the test moves.
  private struct Conversation {
    var machine: Machine
    var now = ContinuousClock.now
    private var random = SystemRandomNumberGenerator()

    init() {
      var pace = Machine.Pace()
      pace.staleAfter = .seconds(30)
      machine = Machine(pace: pace, at: now)
    }

    mutating func wait(_ time: Duration) { now += time }

    /// Waits until the machine wants to be asked, at most `limit`.
    mutating func waitUntilDue(within limit: Duration, line: UInt = #line) {
      guard let deadline = machine.deadline else { return XCTFail("no deadline", line: line) }
      XCTAssertLessThanOrEqual(deadline - now, limit, line: line)
      now = max(now, deadline)
    }

    mutating func check(
      _ event: Machine.Event, _ expected: Machine.Action, _ trust: Machine.Trust,
      line: UInt = #line
    ) {
      let action = machine.receive(event, at: now, using: &random)
      XCTAssertEqual(action, expected, "\(event)", line: line)
      XCTAssertEqual(machine.trust(at: now), trust, "after \(event)", line: line)
    }

    /// Leads as `me`.
    mutating func lead(line: UInt = #line) {
      check(.saw(nil), .nothing, .undecided, line: line)
      waitUntilDue(within: .milliseconds(100), line: line)
      check(.tick, .claim, .undecided, line: line)
      check(.wrote(.held, session: "me"), .nothing, .leading, line: line)
    }

    /// Follows `other`.
    mutating func follow(beat: UInt64 = 1, line: UInt = #line) {
      check(.saw(.other(beat)), .load, .undecided, line: line)
      check(.loaded, .nothing, .following, line: line)
    }
  }

  // MARK: - failures

  func testWithoutASignOfLifeTheSharedDataAreNotBelievedAndTheLeadIsWanted() {
    var talk = Conversation()
    talk.follow()
    talk.wait(.seconds(29))
    talk.check(.tick, .nothing, .following)
    talk.wait(.seconds(1))
    talk.check(.tick, .nothing, .alone)
    talk.waitUntilDue(within: .seconds(1))
    talk.check(.tick, .claim, .alone)
    talk.check(.wrote(.taken, session: "me"), .nothing, .alone)
    talk.waitUntilDue(within: .seconds(30))
    talk.check(.tick, .claim, .alone)
  }

  func testTheSameBeatIsNoSignOfLife() {
    var talk = Conversation()
    talk.follow(beat: 5)
    talk.wait(.seconds(20))
    talk.check(.saw(.other(5)), .nothing, .following)
    talk.check(.saw(.other(4)), .nothing, .following)
    talk.wait(.seconds(10))
    talk.check(.saw(.other(5)), .nothing, .alone)
    talk.check(.saw(.other(6)), .load, .alone)
    talk.check(.loaded, .nothing, .following)
  }

  func testWhenTheLeaderIsGoneWhatItSharedIsBelievedUntilAnotherLeads() {
    var talk = Conversation()
    talk.follow()
    talk.wait(.seconds(15))
    talk.check(.saw(nil), .nothing, .following)
    talk.waitUntilDue(within: .seconds(1))
    talk.check(.tick, .claim, .following)
    talk.check(.wrote(.taken, session: "me"), .nothing, .following)
    talk.check(.saw(.other("third", 1, hasBlocks: false)), .nothing, .following)
    talk.check(.saw(.other("third", 2)), .load, .following)
    talk.check(.loaded, .nothing, .following)
    talk.wait(.seconds(29))
    talk.check(.tick, .nothing, .following)
  }

  func testALeaderThatSharesNothingIsNotWaitedForLong() {
    var talk = Conversation()
    talk.check(.saw(.other("other", 1, hasBlocks: false)), .nothing, .undecided)
    talk.waitUntilDue(within: .seconds(3))
    talk.check(.tick, .nothing, .alone)
    talk.waitUntilDue(within: .seconds(28))
    talk.check(.tick, .claim, .alone)
  }

  func testWhatCannotBeReadIsNotWaitedForLong() {
    var talk = Conversation()
    talk.check(.saw(.other(1)), .load, .undecided)
    talk.check(.readFailed(.failed), .nothing, .undecided)
    talk.waitUntilDue(within: .seconds(3))
    talk.check(.tick, .nothing, .alone)
    talk.check(.saw(.other(2)), .load, .alone)
    talk.check(.loaded, .nothing, .following)
  }

  func testALeaderWhoseSessionEndedGoesOnAloneUntilItBelievesAnother() {
    for event in [
      Machine.Event.wrote(.lapsed, session: "me"), .wrote(.taken, session: "me"), .sessionEnded,
      .saw(.other("other", 1, hasBlocks: false)),
    ] {
      var talk = Conversation()
      talk.lead()
      talk.check(event, .nothing, .alone)
      talk.check(.saw(.other("other", 9)), .load, .alone)
      talk.check(.loaded, .nothing, .following)
    }
  }

  func testALostSessionIsReplacedAtOnceIfNobodyElseLeads() {
    var talk = Conversation()
    talk.lead()
    talk.check(.sessionEnded, .nothing, .alone)
    talk.check(.saw(nil), .nothing, .alone)
    talk.waitUntilDue(within: .seconds(1))
    talk.check(.tick, .claim, .alone)
    talk.check(.wrote(.held, session: "me again"), .nothing, .leading)
  }

  func testALeaderWhoseKeyWasRemovedOrSpoiledWritesItAgain() {
    var talk = Conversation()
    talk.lead()
    talk.check(.saw(nil), .share, .leading)
    talk.check(.refused, .share, .leading)
  }

  func testWhatCannotBeUsedIsNotWaitedFor() {
    var talk = Conversation()
    talk.follow()
    talk.check(.refused, .nothing, .alone)
    talk.wait(.seconds(30))
    talk.check(.tick, .claim, .alone)
    talk.check(.wrote(.taken, session: "me"), .nothing, .alone)
    talk.check(.saw(.other(2)), .load, .alone)
    talk.check(.loaded, .nothing, .following)
  }

  func testRefusedPermissionsAreNotWaitedForAndNotAskedForOften() {
    var talk = Conversation()
    talk.check(.readFailed(.forbidden), .nothing, .alone)
    talk = Conversation()
    talk.check(.saw(nil), .nothing, .undecided)
    talk.waitUntilDue(within: .milliseconds(100))
    talk.check(.tick, .claim, .undecided)
    talk.check(.writeFailed(.forbidden), .nothing, .alone)
    talk.wait(.seconds(59))
    talk.check(.tick, .nothing, .alone)
    talk.wait(.seconds(1))
    talk.check(.tick, .claim, .alone)
  }

  func testWhoMayNotLeadMayFollow() {
    var talk = Conversation()
    talk.follow()
    talk.check(.saw(nil), .nothing, .following)
    talk.waitUntilDue(within: .seconds(1))
    talk.check(.tick, .claim, .following)
    talk.check(.writeFailed(.forbidden), .nothing, .alone)
    talk.check(.saw(.other("third", 1)), .load, .alone)
    talk.check(.loaded, .nothing, .following)
  }

  func testAnUnreachableRegistryEndsBeliefOnlyWithTime() {
    var talk = Conversation()
    talk.check(.readFailed(.unreachable), .nothing, .undecided)
    talk.follow()
    talk.check(.readFailed(.unreachable), .nothing, .following)
    talk.wait(.seconds(30))
    talk.check(.readFailed(.unreachable), .nothing, .alone)
    talk.waitUntilDue(within: .seconds(1))
    talk.check(.tick, .claim, .alone)
    talk.check(.writeFailed(.unreachable), .nothing, .alone)
    talk.waitUntilDue(within: .seconds(1))
    talk.check(.tick, .claim, .alone)
  }

  func testALeaderTriesAgainWhenItCannotWrite() {
    var talk = Conversation()
    talk.lead()
    talk.waitUntilDue(within: .seconds(1))
    talk.check(.tick, .share, .leading)
    talk.check(.writeFailed(.unreachable), .nothing, .leading)
    talk.waitUntilDue(within: .seconds(1))
    talk.check(.tick, .share, .leading)
  }

  func testALostAnswerToTheWishToLeadIsAskedForAgain() {
    var talk = Conversation()
    talk.check(.saw(nil), .nothing, .undecided)
    talk.waitUntilDue(within: .milliseconds(100))
    talk.check(.tick, .claim, .undecided)
    talk.check(.writeFailed(.unreachable), .nothing, .undecided)
    talk.check(.sawOwn, .nothing, .undecided)
    talk.check(.tick, .claim, .undecided)
    talk.check(.wrote(.held, session: "me"), .nothing, .leading)
  }

  // MARK: - leading

  func testALeaderSharesAtOnceWhenItHasEverything() {
    var talk = Conversation()
    talk.lead()
    talk.check(.changed(isComplete: false), .nothing, .leading)
    talk.wait(.milliseconds(100))
    talk.check(.tick, .nothing, .leading)
    talk.check(.changed(isComplete: true), .nothing, .leading)
    talk.waitUntilDue(within: .milliseconds(10))
    talk.check(.tick, .share, .leading)
    talk.check(.wrote(.held, session: "me"), .nothing, .leading)
  }

  func testALeaderDoesNotWaitForEverForAnAnswer() {
    var talk = Conversation()
    talk.lead()
    talk.check(.changed(isComplete: false), .nothing, .leading)
    talk.waitUntilDue(within: .seconds(1))
    talk.check(.tick, .share, .leading)
  }

  func testChangesOneAfterTheOtherAreWrittenTogether() {
    var talk = Conversation()
    talk.lead()
    talk.waitUntilDue(within: .seconds(1))
    talk.check(.tick, .share, .leading)
    talk.check(.wrote(.held, session: "me"), .nothing, .leading)
    talk.check(.changed(isComplete: true), .nothing, .leading)
    talk.wait(.milliseconds(499))
    talk.check(.changed(isComplete: true), .nothing, .leading)
    talk.check(.tick, .nothing, .leading)
    talk.wait(.milliseconds(1))
    talk.check(.tick, .share, .leading)
    talk.wait(.seconds(5))
    talk.check(.changed(isComplete: true), .nothing, .leading)
    talk.waitUntilDue(within: .milliseconds(10))
    talk.check(.tick, .share, .leading)
  }

  func testALeaderGivesThreeSignsOfLifeInTheTimeThatItIsBelieved() {
    var talk = Conversation()
    talk.lead()
    talk.waitUntilDue(within: .seconds(1))
    for _ in 0..<3 {
      talk.check(.tick, .share, .leading)
      talk.check(.wrote(.held, session: "me"), .nothing, .leading)
      talk.wait(.seconds(9))
      talk.check(.tick, .nothing, .leading)
      talk.wait(.seconds(1))
    }
  }
}

extension DeduplicationMachine.Sighting {
  fileprivate static func other(
    _ session: String, _ beat: UInt64, hasBlocks: Bool = true
  ) -> DeduplicationMachine.Sighting {
    .init(session: session, beat: beat, hasBlocks: hasBlocks)
  }

  fileprivate static func other(_ beat: UInt64) -> DeduplicationMachine.Sighting {
    other("other", beat)
  }
}
