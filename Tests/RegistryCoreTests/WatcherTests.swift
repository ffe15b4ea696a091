import RegistryCore
import Synchronization
import SystemSupport
import TestSupport
import Values
import XCTest

/// Watchers whose registry calls back.
final class WatcherTests: XCTestCase {
  private let store = SnapshotStore()
  private let query = Query(registry: "r", .key(path: "a", .init()))

  private func watcher(
    _ registry: WaitingRegistry, retryAfter: Duration = .milliseconds(1),
    onChange: @escaping @Sendable (Query) -> Void = { _ in }
  ) -> Watcher {
    var pace = WatchMachine.Pace()
    pace.retry = RetryPauses(from: retryAfter, to: retryAfter)
    pace.burst = .max
    let post = WatchPost(
      registry: registry, store: store, pace: pace, log: .silent, onChange: onChange)
    return Watcher(query, at: post)
  }

  private func text() -> String? {
    guard case .bytes(let bytes)? = store.snapshot[query]?.value else { return nil }
    return bytes.string
  }

  private func check(
    _ isTrue: () -> Bool, _ what: String, line: UInt = #line
  ) async {
    let isThere = await eventually(every: .microseconds(100), isTrue)
    XCTAssertTrue(isThere, what, line: line)
  }

  func testWhatWasStoppedBeforeItsStartAsksNothing() async {
    let registry = WaitingRegistry()
    let watcher = watcher(registry)
    watcher.stop()
    watcher.start()
    await watcher.ended()
    XCTAssertEqual(registry.reads, 0)
  }

  func testStoppingEndsItsWait() async {
    let registry = WaitingRegistry()
    let watcher = watcher(registry)
    watcher.start()
    await check({ registry.waiting == 1 }, "it waits")
    watcher.stop()
    await watcher.ended()
    XCTAssertEqual(registry.waiting, 0)
    XCTAssertEqual(text(), "1")
  }

  func testStoppingEndsItsPause() async {
    let registry = WaitingRegistry()
    registry.fail(RegistryError(.unreachable, "no route"))
    let watcher = watcher(registry, retryAfter: .seconds(3600))
    watcher.start()
    await check({ self.store.failures.count == 1 }, "it failed")
    watcher.stop()
    await watcher.ended()
  }

  func testItGoesOnAfterAPause() async {
    let registry = WaitingRegistry()
    registry.fail(RegistryError(.unreachable, "no route"))
    let watcher = watcher(registry)
    watcher.start()
    await check({ registry.reads > 3 }, "it tries again")
    registry.fail(nil)
    await check({ registry.waiting == 1 }, "it waits")
    XCTAssertEqual(store.failures.count, 0)
    watcher.stop()
    await watcher.ended()
  }

  func testEachAnswerIsPublished() async {
    let registry = WaitingRegistry()
    let watcher = watcher(registry)
    watcher.start()
    for index in 2...20 {
      await check({ registry.waiting == 1 }, "it waits")
      registry.change()
      await check({ self.text() == "\(index)" }, "change \(index)")
    }
    watcher.stop()
    await watcher.ended()
  }

  func testARegistryMayAnswerWithinTheCall() async {
    let registry = WaitingRegistry(.answers(20_000))
    let watcher = watcher(registry)
    watcher.start()
    await check({ registry.waiting == 1 }, "it waits at last")
    XCTAssertEqual(text(), "20001")
    watcher.stop()
    await watcher.ended()
  }

  func testWhatCannotBeWaitedForIsRead() async {
    let registry = WaitingRegistry(.reads)
    let watcher = watcher(registry)
    watcher.start()
    await check({ registry.reads > 100 }, "it reads")
    watcher.stop()
    await watcher.ended()
  }

  func testTheEndOfItsRegistryEndsIt() async {
    let registry = WaitingRegistry()
    let watcher = watcher(registry)
    watcher.start()
    await check({ registry.waiting == 1 }, "it waits")
    await registry.shutdown()
    await watcher.ended()
    XCTAssertTrue(store.failures.isEmpty)
  }

  /// Whatever comes first: what was stopped leaves nothing in the store.
  func testAnswersAndStopsAtOnce() async {
    let registry = WaitingRegistry()
    for round in 0..<2000 {
      let watcher = watcher(registry)
      watcher.start()
      if round.isMultiple(of: 2) { await check({ registry.waiting == 1 }, "it waits") }
      let change = Task { registry.change() }
      watcher.stop()
      store.forget([query])
      await watcher.ended()
      await change.value
      XCTAssertNil(text(), "round \(round)")
      XCTAssertEqual(registry.waiting, 0, "round \(round)")
    }
  }

  func testShutdownEndsAThousandWaits() async {
    let registry = WaitingRegistry()
    let pool = WatcherPool(store: store, log: .silent) { _ in }
    let queries = (0..<1000).map { Query(registry: "r", .key(path: "\($0)", .init())) }
    pool.reconcile(wanted: Set(queries), sources: ["r": .init(registry: registry)])
    await check({ registry.waiting == 1000 }, "all wait")
    await pool.shutdown()
    XCTAssertEqual(registry.waiting, 0)
  }

  private final class Mark: Sendable {}

  private enum Marked {
    @TaskLocal static var mark: Mark?
  }

  /// Has a hundred queries watched by tasks that hold a mark, as tasks hold what is local to the
  /// task that made them. Returns whether one still does when `isQuiet`.
  private func keepsTasks(
    _ registry: any Registry, _ isQuiet: () -> Bool, line: UInt = #line
  ) async -> Bool {
    let pool = WatcherPool(store: store, log: .silent) { _ in }
    let queries = (0..<100).map { Query(registry: "r", .key(path: "\($0)", .init())) }
    var pace = WatchMachine.Pace()
    pace.retry = RetryPauses(from: .seconds(3600), to: .seconds(3600))
    let source = WatcherPool.Source(registry: registry, pace: pace)
    var fresh: Mark? = Mark()
    weak let mark = fresh
    Marked.$mark.withValue(fresh) { pool.reconcile(wanted: Set(queries), sources: ["r": source]) }
    fresh = nil
    await check(isQuiet, "all wait", line: line)
    let isGone = await eventually(within: .seconds(1)) { mark == nil }
    await pool.shutdown()
    return !isGone
  }

  func testWhatIsReadKeepsATask() async {
    let registry = ScriptedRegistry()
    let keepsTasks = await keepsTasks(registry) { registry.waiting == 100 }
    XCTAssertTrue(keepsTasks)
  }

  func testWhatWaitsKeepsNoTask() async {
    let registry = WaitingRegistry()
    let keepsTasks = await keepsTasks(registry) { registry.waiting == 100 }
    XCTAssertFalse(keepsTasks)
  }

  func testWhatPausesKeepsNoTask() async {
    let registry = WaitingRegistry()
    registry.fail(RegistryError(.unreachable, "no route"))
    let keepsTasks = await keepsTasks(registry) { store.failures.count == 100 }
    XCTAssertFalse(keepsTasks)
  }
}
