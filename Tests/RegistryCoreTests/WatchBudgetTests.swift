import RegistryCore
import XCTest

/// Conversations about connections. Calls have numbers, and ask for the key of the same number
/// unless a test says otherwise.
final class WatchBudgetTests: XCTestCase {
  typealias Budget = WatchBudget<Int>
  private var now = ContinuousClock.now
  private var random = SystemRandomNumberGenerator()

  /// Ten connections, of which two are left to reads and checks.
  private func budget(connections: Int = 10) -> Budget {
    Budget(limits: .init(connections: connections, rotation: .seconds(60)))
  }

  private func waits(_ ticket: Int, key: Int? = nil, isCovered: Bool = true) -> Budget.Event {
    .waits(ticket, for: key ?? ticket, after: 5, isCovered: isCovered)
  }

  private func tell(_ budget: inout Budget, _ event: Budget.Event) -> [Budget.Action] {
    budget.receive(event, at: now, using: &random)
  }

  /// Lets calls read and then wait, as watchers do.
  private func begin(_ budget: inout Budget, _ tickets: ClosedRange<Int>) -> [Budget.Action] {
    for ticket in tickets {
      _ = tell(&budget, .reads(-ticket, for: ticket))
      _ = tell(&budget, .ended(-ticket))
    }
    return tickets.flatMap { tell(&budget, waits($0)) }
  }

  func testReadsBeyondTheLimitWaitForTheirTurnInOrder() {
    var budget = budget()
    let actions = (1...15).flatMap { tell(&budget, .reads($0, for: $0)) }
    XCTAssertEqual(actions, (1...10).map { .read($0) })
    XCTAssertEqual(tell(&budget, .ended(3)), [.read(11)])
    XCTAssertEqual(tell(&budget, .ended(13)), [])
    XCTAssertEqual(tell(&budget, .ended(4)), [.read(12)])
    XCTAssertEqual(tell(&budget, .ended(5)), [.read(14)])
  }

  func testAReadThatNeverGetsAConnectionIsGivenUp() {
    var budget = budget()
    _ = (1...11).flatMap { tell(&budget, .reads($0, for: $0)) }
    XCTAssertNotNil(budget.pause(at: now))
    now += .seconds(31)
    XCTAssertEqual(tell(&budget, .waited), [.expire(11)])
  }

  func testWaitingQueriesHoldConnectionsButForTheReserve() {
    var budget = budget()
    let actions = begin(&budget, 1...9)
    XCTAssertEqual(actions, (1...8).map { .hold($0) } + [.startSignals])
    XCTAssertEqual(tell(&budget, .reads(20, for: 20)), [.read(20)])
  }

  func testAnAnswerDoesNotLoseTheConnectionToAParkedQuery() {
    var budget = budget()
    _ = begin(&budget, 1...9)
    XCTAssertEqual(tell(&budget, .ended(1)), [])
    XCTAssertEqual(tell(&budget, waits(31, key: 1)), [.hold(31)])
  }

  func testAConnectionThatNobodyCameBackToGoesToAParkedQuery() {
    var budget = budget()
    _ = begin(&budget, 1...9)
    _ = tell(&budget, .ended(1))
    now += .seconds(3)
    XCTAssertEqual(tell(&budget, .waited).first, .hold(9))
  }

  func testWhatIsNamedBySignalsIsCheckedAndWhatMovedIsRead() {
    var budget = budget()
    _ = begin(&budget, 1...12)
    XCTAssertEqual(tell(&budget, .hinted([1, 11, 77])), [.check(11)])
    XCTAssertEqual(tell(&budget, .checked(11, .moved)), [.read(11)])
    XCTAssertEqual(tell(&budget, .hinted([12])), [.check(12)])
    XCTAssertEqual(tell(&budget, .checked(12, .same)), [])
  }

  func testWhatASignalPlacesAheadIsReadWithoutACheck() {
    var budget = budget()
    _ = begin(&budget, 1...12)
    XCTAssertEqual(tell(&budget, .moved([11: 6, 12: 5])), [.read(11)])
  }

  func testASignalDuringAReadIsNotLost() {
    var budget = budget()
    _ = begin(&budget, 1...11)
    XCTAssertEqual(tell(&budget, .moved([11: 6])), [.read(11)])
    XCTAssertEqual(tell(&budget, .moved([11: 7])), [])
    _ = tell(&budget, .ended(11))
    // It displaces nobody, having changed once, but has to be looked at.
    let actions = tell(&budget, .waits(41, for: 11, after: 6, isCovered: true))
    XCTAssertTrue(actions == [.check(41)] || actions.contains(.hold(41)), "\(actions)")
  }

  func testASignalDuringACheckMakesAnother() {
    var budget = budget()
    _ = begin(&budget, 1...11)
    XCTAssertEqual(tell(&budget, .hinted([11])), [.check(11)])
    XCTAssertEqual(tell(&budget, .hinted([11])), [])
    XCTAssertEqual(tell(&budget, .checked(11, .same)), [.check(11)])
  }

  func testWhatChangesOftenTakesTheConnectionOfWhatDoesNot() {
    var budget = budget()
    _ = begin(&budget, 1...9)
    _ = tell(&budget, .moved([9: 6]))
    _ = tell(&budget, .ended(9))
    XCTAssertEqual(tell(&budget, .waits(19, for: 9, after: 6, isCovered: true)), [])
    _ = tell(&budget, .moved([9: 7]))
    _ = tell(&budget, .ended(19))
    let actions = tell(&budget, .waits(29, for: 9, after: 7, isCovered: true))
    guard case .recall(let coldest)? = actions.first else { return XCTFail("\(actions)") }
    XCTAssertEqual(actions, [.recall(coldest), .hold(29)])
    XCTAssertEqual(tell(&budget, .ended(coldest)), [])
    XCTAssertEqual(tell(&budget, waits(40, key: coldest)), [])
  }

  func testOneChangeDoesNotDisplaceWhatChangedTwice() {
    var budget = budget()
    _ = begin(&budget, 1...9)
    for key in 1...8 {
      _ = tell(&budget, .changed(key))
      _ = tell(&budget, .changed(key))
    }
    _ = tell(&budget, .moved([9: 6]))
    _ = tell(&budget, .ended(9))
    XCTAssertEqual(tell(&budget, .waits(29, for: 9, after: 6, isCovered: true)), [])
  }

  func testWhatNoSignalCoversHoldsFirst() {
    var budget = budget()
    _ = begin(&budget, 1...8)
    let actions = tell(&budget, waits(20, isCovered: false))
    XCTAssertEqual(actions.count, 2, "\(actions)")
    XCTAssertTrue(actions.contains(.hold(20)), "\(actions)")
  }

  func testARoundChecksEveryParkedQueryTheRecentlyChangedFirst() {
    var budget = budget()
    _ = begin(&budget, 1...8)
    for key in 1...8 {
      _ = tell(&budget, .changed(key))
      _ = tell(&budget, .changed(key))
    }
    _ = begin(&budget, 11...20)
    _ = tell(&budget, .moved([17: 6]))
    _ = tell(&budget, .ended(17))
    _ = tell(&budget, .waits(37, for: 17, after: 6, isCovered: true))
    var checked: [Int] = []
    var actions = tell(&budget, .unsettled)
    while case .check(let ticket)? = actions.first, checked.count < 100 {
      checked.append(ticket)
      actions = tell(&budget, .checked(ticket, .same))
    }
    XCTAssertEqual(checked.first, 37)
    XCTAssertEqual(checked.sorted(), [11, 12, 13, 14, 15, 16, 18, 19, 20, 37])
  }

  func testEndlessSignalsDoNotKeepTheLastOfARoundFromItsTurn() {
    var budget = budget()
    _ = begin(&budget, 1...40)
    var checked: Set<Int> = []
    var actions = tell(&budget, .unsettled)
    for _ in 0..<200 {
      guard case .check(let ticket)? = actions.first else { break }
      checked.insert(ticket)
      _ = tell(&budget, .hinted([9, 10]))
      _ = tell(&budget, .unsettled)
      actions = tell(&budget, .checked(ticket, .same))
    }
    XCTAssertEqual(checked, Set(9...40))
  }

  func testRoundsAreNotDrivenFasterThanTheirCredit() {
    var budget = budget()
    _ = begin(&budget, 1...9)
    var rounds = 0
    for _ in 0..<50 {
      for action in tell(&budget, .unsettled) {
        guard case .check(let ticket) = action else { continue }
        rounds += 1
        _ = tell(&budget, .checked(ticket, .same))
      }
    }
    XCTAssertLessThanOrEqual(rounds, 20)
    now += .seconds(2)
    XCTAssertEqual(tell(&budget, .waited), [.check(9)])
  }

  func testEveryParkedQueryIsCheckedOnceInARotationWithoutAnySignal() {
    var budget = budget()
    _ = begin(&budget, 1...40)
    var checked: Set<Int> = []
    for _ in 0..<61 {
      now += .seconds(1)
      var actions = tell(&budget, .waited)
      while !actions.isEmpty {
        guard case .check(let ticket) = actions.removeFirst() else { continue }
        checked.insert(ticket)
        actions += tell(&budget, .checked(ticket, .same))
      }
    }
    XCTAssertEqual(checked, Set(9...40))
  }

  func testAServerThatLagsIsAskedOnceMoreAndNotForEver() {
    var budget = budget()
    _ = begin(&budget, 1...9)
    XCTAssertEqual(tell(&budget, .hinted([9])), [.check(9)])
    XCTAssertEqual(tell(&budget, .checked(9, .sameSoFar)), [])
    now += .seconds(1)
    XCTAssertEqual(tell(&budget, .waited), [.check(9)])
    XCTAssertEqual(tell(&budget, .checked(9, .sameSoFar)), [])
    now += .seconds(1)
    XCTAssertEqual(tell(&budget, .waited), [])
  }

  func testAFailedCheckIsToldByItsWatcherAndTheOthersAreLeftAlone() {
    var budget = budget()
    _ = begin(&budget, 1...20)
    XCTAssertEqual(tell(&budget, .unsettled), [.check(9)])
    XCTAssertEqual(tell(&budget, .checked(9, .failed)), [.read(9)])
    now += .seconds(1)
    XCTAssertEqual(tell(&budget, .waited).count, 1)
  }

  func testSharedConnectionsLetEverybodyWait() {
    var budget = budget()
    _ = begin(&budget, 1...40)
    let holds = tell(&budget, .multiplexes(true)).filter {
      if case .hold = $0 { true } else { false }
    }
    XCTAssertEqual(holds.count, 32)
    XCTAssertEqual(tell(&budget, waits(50)), [.hold(50)])
    let recalls = tell(&budget, .multiplexes(false)).filter {
      if case .recall = $0 { true } else { false }
    }
    XCTAssertEqual(recalls.count, 33)
  }

  func testSharedConnectionsHaveRoomForSoManyOnly() {
    var budget = WatchBudget<String>(
      limits: .init(connections: 8, rotation: .seconds(60), streams: 3))
    var random = SystemRandomNumberGenerator()
    _ = budget.receive(.multiplexes(true), at: .now, using: &random)
    let actions = (1...5).flatMap { ticket in
      budget.receive(
        .waits(ticket, for: "\(ticket)", after: 1, isCovered: true), at: .now, using: &random)
    }
    let holds = actions.filter { if case .hold = $0 { true } else { false } }
    XCTAssertEqual(holds.count, 3)
  }

  func testARefusalHalvesTheLimitOnceAndForAWhile() {
    var budget = budget(connections: 40)
    _ = begin(&budget, 1...35)
    let actions = tell(&budget, .refused)
    XCTAssertEqual(actions.first, .limited(to: 20))
    XCTAssertEqual(actions.count, 1 + 20)
    XCTAssertEqual(tell(&budget, .refused), [])
    now += .seconds(61)
    let back = tell(&budget, .waited)
    XCTAssertFalse(back.contains(.limited(to: 20)))
  }

  func testSignalsTakeTheirConnectionsFromTheColdest() {
    var budget = budget()
    _ = begin(&budget, 1...9)
    XCTAssertEqual(tell(&budget, .signals(3)).count, 3)
  }

  func testSignalsEndWithTheLastParkedQuery() {
    var budget = budget()
    _ = begin(&budget, 1...9)
    _ = tell(&budget, .ended(1))
    now += .seconds(3)
    XCTAssertEqual(tell(&budget, .waited).filter { $0 == .stopSignals }, [])
    _ = tell(&budget, .ended(2))
    now += .seconds(3)
    XCTAssertEqual(tell(&budget, .waited).filter { $0 == .stopSignals }, [.stopSignals])
  }
}
