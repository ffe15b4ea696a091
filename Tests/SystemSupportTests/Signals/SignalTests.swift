import Foundation
import SystemSupport
import TestSupport
import XCTest

final class SignalTests: XCTestCase {
  func testNamesAreUnderstood() {
    func check(_ text: String, _ number: Int32?, line: UInt = #line) {
      XCTAssertEqual(SignalName(text)?.number, number, line: line)
    }
    check("", nil)
    check("SIG", nil)
    check("SIGNOPE", nil)
    check("SIGSIGHUP", nil)
    check("1", nil)
    check("SIGHUP", SIGHUP)
    check("hup", SIGHUP)
    check("SigUsr1", SIGUSR1)
    check("IOT", SIGABRT)
    for name in SignalName.all { XCTAssertNotNil(SignalName(name), name) }
    XCTAssertEqual("\(SignalName(number: SIGABRT))", "SIGABRT")
    XCTAssertEqual("\(SignalName(number: 99))", "signal 99")
    XCTAssertTrue(SignalName.unknownMessage("x").hasPrefix("expected a signal such as `SIGHUP`,"))
  }

  func testGroupsAndEverybodyAreNotSignalled() {
    for process: Int32 in [0, -1, -5, .min] {
      XCTAssertThrowsError(try Signals.send(.user1, to: process))
      XCTAssertFalse(Signals.processExists(process))
    }
    XCTAssertTrue(Signals.processExists(getpid()))
  }

  func testWhatCannotBeCaughtIsAnError() {
    XCTAssertThrowsError(try SignalListener([.kill, .user2])) { error in
      XCTAssertEqual((error as? SystemError)?.errno, EINVAL)
    }
  }

  /// Children that end by the hundred must not drive out the request to stop.
  func testAFloodOfOneSignalDrivesOutNoOther() async throws {
    let listener = try SignalListener([.user1, .windowChange])
    let witness = try SignalListener([.user1, .user2])
    var witnessed = witness.signals.makeAsyncIterator()
    try Signals.send(.user1, to: getpid())
    var signal = await witnessed.next()
    XCTAssertEqual(signal, .user1)
    for _ in 0..<1000 { try Signals.send(.windowChange, to: getpid()) }
    try Signals.send(.user2, to: getpid())
    signal = await witnessed.next()
    XCTAssertEqual(signal, .user2)
    var received = listener.signals.makeAsyncIterator()
    signal = await received.next()
    XCTAssertEqual(signal, .user1)
    signal = await received.next()
    XCTAssertEqual(signal, .windowChange)
  }

  func testSignalsArriveInOrderAtEachListenerThatWantsThem() async throws {
    let both = try SignalListener([.user1, .user2])
    let one = try SignalListener([.user2])
    try Signals.send(.user1, to: getpid())
    var received = both.signals.makeAsyncIterator()
    var signal = await received.next()
    XCTAssertEqual(signal, .user1)
    try Signals.send(.user2, to: getpid())
    signal = await received.next()
    XCTAssertEqual(signal, .user2)
    var other = one.signals.makeAsyncIterator()
    signal = await other.next()
    XCTAssertEqual(signal, .user2)
    both.stop()
    signal = await received.next()
    XCTAssertNil(signal)
    try Signals.send(.user2, to: getpid())
    signal = await other.next()
    XCTAssertEqual(signal, .user2)
  }
}
