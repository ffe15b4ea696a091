import RegistryCore
import Synchronization
import SystemSupport
import TestSupport
import Values
import XCTest

/// The calls of a dispatcher: four connections, of which two may be held.
final class WatchDispatcherTests: XCTestCase {
  private typealias Dispatcher = WatchDispatcher<String>

  /// What was asked and what came back.
  private final class Script: WatchAsker {
    struct Asked {
      let turn: WatchTurn
      let key: String
      let completion: Reading.Completion
    }

    struct State {
      var lastNumber = 0
      var asked: [Int: Asked] = [:]
      var turns: [String] = []
      var cancels = 0
      var answers: [String: [String]] = [:]
      var answersAtOnce = false
      var ignoresCancels = false
    }

    private final class Given: Wait {
      let script: Script
      let number: Int

      init(_ script: Script, _ number: Int) { (self.script, self.number) = (script, number) }

      func cancel() {
        let ignores = script.state.withLock { state in
          state.cancels += 1
          return state.ignoresCancels
        }
        if ignores { return }
        script.end(number, .failure(RegistryError(.cancelled, "cancelled")))
      }
    }

    let state = Mutex(State())

    func ask(
      _ turn: WatchTurn, _ key: String, after index: UInt64,
      _ completion: @escaping Reading.Completion
    ) -> any Wait {
      let (number, isOver) = state.withLock { state in
        state.lastNumber += 1
        state.turns.append("\(turn) \(key)")
        state.asked[state.lastNumber] = Asked(turn: turn, key: key, completion: completion)
        return (state.lastNumber, state.answersAtOnce)
      }
      if isOver { end(number, .success(Reading(value: .absent, index: index + 1))) }
      return Given(self, number)
    }

    /// Ends what asks, if it still does.
    func end(_ number: Int, _ answer: Result<Reading, RegistryError>) {
      state.withLock { $0.asked.removeValue(forKey: number) }?.completion(answer)
    }

    /// Ends all that asks for a key.
    func end(_ key: String, _ answer: Result<Reading, RegistryError>) {
      let numbers = state.withLock { state in
        state.asked.filter { $0.value.key == key }.map(\.key)
      }
      for number in numbers { end(number, answer) }
    }

    /// Writes down what a call gets.
    func completion(_ name: String) -> Reading.Completion {
      { [self] answer in
        state.withLock { state in
          state.answers[name, default: []].append(Script.text(answer))
        }
      }
    }

    static func text(_ answer: Result<Reading, RegistryError>) -> String {
      switch answer {
      case .success(let reading): "\(reading.index)"
      case .failure(let error): error.code.rawValue
      }
    }

    var turns: [String] { state.withLock { $0.turns } }
    var cancels: Int { state.withLock { $0.cancels } }
    var answers: [String: [String]] { state.withLock { $0.answers } }
    var askingCount: Int { state.withLock { $0.asked.count } }
  }

  private let script = Script()

  private func dispatcher(
    connections: Int = 4, patience: Duration = .seconds(30)
  ) -> Dispatcher {
    var limits = Dispatcher.Budget.Limits(connections: connections, rotation: .seconds(60))
    limits.patience = patience
    return Dispatcher(
      limits: limits,
      duties: .init(check: { _, _ in .same }, switchSignals: { _ in }, noteLimit: { _ in }))
  }

  private func wait(
    _ dispatcher: Dispatcher, _ key: String, isCovered: Bool = true
  ) -> any Wait {
    dispatcher.wait(
      for: key, after: 1, isCovered: isCovered, asking: script, script.completion(key))
  }

  private func check(
    turns: [String], answers: [String: [String]] = [:], line: UInt = #line
  ) {
    XCTAssertEqual(script.turns, turns, line: line)
    XCTAssertEqual(script.answers, answers, line: line)
  }

  func testACallInLineIsCancelledAtOnce() {
    let dispatcher = dispatcher()
    let waits = ["a", "b", "c"].map { wait(dispatcher, $0) }
    waits[2].cancel()
    check(turns: ["hold a", "hold b"], answers: ["c": ["cancelled"]])
    waits[2].cancel()
    check(turns: ["hold a", "hold b"], answers: ["c": ["cancelled"]])
    dispatcher.shutdown()
  }

  func testACallThatAsksIsCancelledWhenThatIsOver() {
    let dispatcher = dispatcher()
    script.state.withLock { $0.ignoresCancels = true }
    let call = wait(dispatcher, "a")
    call.cancel()
    XCTAssertEqual(script.cancels, 1)
    check(turns: ["hold a"])
    script.end("a", .failure(RegistryError(.cancelled, "cancelled")))
    check(turns: ["hold a"], answers: ["a": ["cancelled"]])
    call.cancel()
    XCTAssertEqual(script.cancels, 1)
    dispatcher.shutdown()
  }

  func testAnAnswerMayComeWithinTheCall() {
    let dispatcher = dispatcher()
    script.state.withLock { $0.answersAtOnce = true }
    for _ in 0..<100 { wait(dispatcher, "a").cancel() }
    XCTAssertEqual(script.answers, ["a": [String](repeating: "2", count: 100)])
    XCTAssertEqual(script.cancels, 0)
    dispatcher.shutdown()
  }

  func testARecalledCallWaitsAgain() {
    let dispatcher = dispatcher()
    _ = wait(dispatcher, "a")
    _ = wait(dispatcher, "b")
    _ = wait(dispatcher, "u", isCovered: false)
    // One of the two made room and is parked.
    XCTAssertEqual(script.turns, ["hold a", "hold b", "hold u"])
    XCTAssertEqual(script.cancels, 1)
    XCTAssertEqual(script.answers, [:])
    dispatcher.shutdown()
    XCTAssertEqual(script.answers, ["a": ["cancelled"], "b": ["cancelled"], "u": ["cancelled"]])
  }

  func testAnAnswerThatComesWithTheRecallCounts() {
    let dispatcher = dispatcher()
    script.state.withLock { $0.ignoresCancels = true }
    _ = wait(dispatcher, "a")
    _ = wait(dispatcher, "b")
    _ = wait(dispatcher, "u", isCovered: false)
    XCTAssertEqual(script.cancels, 1)
    let answer = Result<Reading, RegistryError>.success(Reading(value: .absent, index: 7))
    script.end("a", answer)
    script.end("b", answer)
    check(turns: ["hold a", "hold b", "hold u"], answers: ["a": ["7"], "b": ["7"]])
    dispatcher.shutdown()
  }

  func testARecalledCallThatIsCancelledDoesNotWaitAgain() {
    let dispatcher = dispatcher()
    script.state.withLock { $0.ignoresCancels = true }
    let calls = ["a", "b"].map { wait(dispatcher, $0) }
    _ = wait(dispatcher, "u", isCovered: false)
    for call in calls { call.cancel() }
    for key in ["a", "b"] { script.end(key, .failure(RegistryError(.cancelled, "cancelled"))) }
    check(
      turns: ["hold a", "hold b", "hold u"], answers: ["a": ["cancelled"], "b": ["cancelled"]])
    dispatcher.shutdown()
  }

  func testWhatMovedIsRead() async throws {
    let dispatcher = dispatcher()
    // Only what was asked can be behind.
    try await dispatcher.reading("c") {}
    for key in ["a", "b", "c"] { _ = wait(dispatcher, key) }
    dispatcher.note(.moved(["c": 5]))
    check(turns: ["hold a", "hold b", "read c"])
    script.end("c", .success(Reading(value: .absent, index: 5)))
    check(turns: ["hold a", "hold b", "read c"], answers: ["c": ["5"]])
    dispatcher.shutdown()
  }

  func testShutdownEndsAThousandCalls() async {
    let dispatcher = dispatcher(connections: 500)
    for number in 0..<1000 { _ = wait(dispatcher, "\(number)") }
    let held = script.askingCount
    XCTAssertGreaterThan(held, 400)
    dispatcher.shutdown()
    XCTAssertEqual(script.cancels, held)
    XCTAssertEqual(script.answers.count, 1000)
    XCTAssertTrue(script.answers.values.allSatisfy { $0 == ["cancelled"] })
    _ = wait(dispatcher, "late")
    XCTAssertEqual(script.answers["late"], ["cancelled"])
    XCTAssertEqual(script.askingCount, 0)
  }

  func testATaskThatWaitsIsCancelled() async {
    let dispatcher = dispatcher()
    for key in ["a", "b"] { _ = wait(dispatcher, key) }
    for key in ["a", "c"] {
      let task = Task { [script] in
        do throws(RegistryError) {
          return Script.text(
            .success(
              try await awaited {
                dispatcher.wait(for: key, after: 1, isCovered: true, asking: script, $0)
              }))
        } catch { return Script.text(.failure(error)) }
      }
      task.cancel()
      let answer = await task.value
      XCTAssertEqual(answer, "cancelled")
    }
    dispatcher.shutdown()
  }

  func testACallThatFindsNoConnectionIsGivenUp() async {
    let dispatcher = dispatcher(patience: .milliseconds(20))
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<4 {
        group.addTask { [script] in
          _ = try? await dispatcher.reading("a") { () async throws(RegistryError) in
            script.state.withLock { $0.turns.append("read") }
            _ = await EventLoop.shared.pause(for: .seconds(3600))
          }
        }
      }
      let areAsking = await eventually { script.turns.count == 4 }
      XCTAssertTrue(areAsking)
      do throws(RegistryError) {
        try await dispatcher.reading("b") { XCTFail("there is no connection") }
        XCTFail("there is no connection")
      } catch { XCTAssertEqual(error.code, .unreachable) }
      group.cancelAll()
    }
    dispatcher.shutdown()
  }

  /// Whatever comes first, each call is answered once and nothing goes on asking.
  func testAnswersCancelsAndRecallsAtOnce() async {
    let dispatcher = dispatcher()
    let answers = Atomic<Int>(0)
    let rounds = 3000
    for round in 0..<rounds {
      let key = "\(round % 3)"
      let call = dispatcher.wait(
        for: key, after: 1, isCovered: round % 2 == 0, asking: script,
      ) { _ in answers.add(1, ordering: .relaxed) }
      await withTaskGroup(of: Void.self) { group in
        group.addTask { call.cancel() }
        group.addTask { [script] in
          script.end(key, .success(Reading(value: .absent, index: UInt64(round + 2))))
        }
        group.addTask { dispatcher.note(.signals(round % 2)) }
      }
    }
    XCTAssertEqual(answers.load(ordering: .relaxed), rounds)
    XCTAssertEqual(script.askingCount, 0)
    dispatcher.shutdown()
  }
}
