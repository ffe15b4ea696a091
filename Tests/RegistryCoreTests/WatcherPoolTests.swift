import RegistryCore
import Synchronization
import SystemSupport
import TestSupport
import Values
import XCTest

final class WatcherPoolTests: XCTestCase {
  private let store = SnapshotStore()
  private let registry = ScriptedRegistry()
  private let title = Query(registry: "r", .key(path: "title", Query.Scope()))
  private let other = Query(registry: "r", .key(path: "other", Query.Scope()))

  private func pool(
    onChange: @escaping @Sendable (Query) -> Void = { _ in }
  ) -> (WatcherPool, [String: WatcherPool.Source]) {
    var pace = WatchMachine.Pace()
    pace.retry.minimum = .milliseconds(1)
    pace.retry.maximum = .milliseconds(5)
    let source = WatcherPool.Source(registry: registry, pace: pace)
    return (WatcherPool(store: store, log: .silent, onChange: onChange), ["r": source])
  }

  private func text(of query: Query) -> String? {
    guard case .bytes(let text)? = store.snapshot[query]?.value else { return nil }
    return text.string
  }

  func testPublishesChangesOfWantedQueries() async {
    let (pool, sources) = pool()
    registry.set(title.subject, Reading(value: .string("a"), index: 1))
    pool.reconcile(wanted: [title], sources: sources)
    let first = await eventually { self.text(of: title) == "a" }
    XCTAssertTrue(first)
    registry.set(title.subject, Reading(value: .string("b"), index: 2))
    let second = await eventually { self.text(of: title) == "b" }
    XCTAssertTrue(second)
    await pool.shutdown()
  }

  func testForgetsQueriesThatNobodyWants() async {
    let (pool, sources) = pool()
    registry.set(title.subject, Reading(value: .string("a"), index: 1))
    registry.set(other.subject, Reading(value: .string("o"), index: 1))
    pool.reconcile(wanted: [title, other], sources: sources)
    let both = await eventually { self.text(of: title) != nil && self.text(of: other) != nil }
    XCTAssertTrue(both)
    pool.reconcile(wanted: [title], sources: sources)
    XCTAssertNil(text(of: other))
    XCTAssertEqual(pool.queries, [title])
    await pool.shutdown()
  }

  func testAnOutageKeepsTheLastReadingAndHealsItself() async {
    let (pool, sources) = pool()
    registry.set(title.subject, Reading(value: .string("a"), index: 1))
    pool.reconcile(wanted: [title], sources: sources)
    let first = await eventually { self.text(of: title) == "a" }
    XCTAssertTrue(first)
    registry.fail(RegistryError(.unreachable, "connection refused"))
    let failed = await eventually { (self.store.failures[self.title]?.attempts ?? 0) > 3 }
    XCTAssertTrue(failed)
    XCTAssertEqual(text(of: title), "a")
    registry.set(title.subject, Reading(value: .string("b"), index: 2))
    registry.fail(nil)
    let healed = await eventually {
      self.text(of: title) == "b" && self.store.failures.isEmpty
    }
    XCTAssertTrue(healed)
    await pool.shutdown()
  }

  func testEqualDataIsPublishedOnce() async {
    let changes = Mutex(0)
    let (pool, sources) = pool { _ in changes.withLock { $0 += 1 } }
    registry.set(title.subject, Reading(value: .string("a"), index: 1))
    pool.reconcile(wanted: [title], sources: sources)
    for index in 2...6 as ClosedRange<UInt64> {
      let isWaiting = await eventually { self.registry.waiting == 1 }
      XCTAssertTrue(isWaiting)
      registry.set(title.subject, Reading(value: .string("a"), index: index))
    }
    let isWaiting = await eventually { self.registry.waiting == 1 && self.registry.reads >= 6 }
    XCTAssertTrue(isWaiting)
    XCTAssertEqual(changes.withLock { $0 }, 1)
    await pool.shutdown()
  }

  func testShutdownEndsEveryWatcher() async {
    let (pool, sources) = pool()
    pool.reconcile(wanted: [title, other], sources: sources)
    let waiting = await eventually { self.registry.waiting == 2 }
    XCTAssertTrue(waiting)
    await pool.shutdown()
    XCTAssertEqual(registry.waiting, 0)
    XCTAssertEqual(pool.queries, [])
  }

  func testAQueryOfAnUnknownRegistryIsNotWatched() async {
    let (pool, sources) = pool()
    pool.reconcile(
      wanted: [Query(registry: "nobody", .datacenters(ignoresFailing: false))], sources: sources)
    XCTAssertEqual(pool.queries, [])
    await pool.shutdown()
  }
}
