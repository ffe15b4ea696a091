import Foundation
import RegistryCore
import Synchronization
import SystemSupport
import TestSupport
import Values
import XCTest

@testable import Registries

/// A file registry over real files and inotify.
final class FileRegistryTests: XCTestCase {
  private let folder = TemporaryDirectory.fresh
  private let query = Query(registry: "file", .key(path: "k", .init()))

  private func contents(_ value: String) -> String { "[keys]\nk = \"\(value)\"\n" }

  private let text: @Sendable (Reading) -> String = { reading in
    if case .bytes(let text) = reading.value { text.string } else { "\(reading.value)" }
  }

  /// Reads in the background; the test ends if nothing comes.
  private func start(
    _ registry: FileRegistry, _ query: Query? = nil, after index: UInt64?
  ) -> (task: Task<Result<Reading, RegistryError>, Never>, done: XCTestExpectation) {
    let done = expectation(description: "the read ends")
    let query = query ?? self.query
    let task = Task { () -> Result<Reading, RegistryError> in
      defer { done.fulfill() }
      do throws(RegistryError) {
        return .success(try await registry.read(query, after: index))
      } catch {
        return .failure(error)
      }
    }
    return (task, done)
  }

  /// Waits for a read that was started, with a deadline.
  private func outcome(
    _ read: (task: Task<Result<Reading, RegistryError>, Never>, done: XCTestExpectation)
  ) async -> Result<Reading, RegistryError> {
    await fulfillment(of: [read.done], timeout: 20)
    return await read.task.value
  }

  /// Changes something while a read waits, and gives what the read answers.
  private func change(
    _ registry: FileRegistry, after index: UInt64, _ change: () throws -> Void
  ) async throws -> Reading {
    let read = start(registry, after: index)
    try change()
    return try await outcome(read).get()
  }

  private func failure(
    _ registry: FileRegistry, after index: UInt64?
  ) async throws -> RegistryError {
    switch await outcome(start(registry, after: index)) {
    case .success(let reading): throw TestSupportError("expected a failure, found \(reading)")
    case .failure(let error): return error
    }
  }

  /// Replaces a file as editors do.
  private func replace(_ name: String, _ text: String) throws {
    try folder.write(text, to: ".new")
    guard rename(folder.file(".new"), folder.file(name)) == 0 else {
      throw TestSupportError("cannot rename")
    }
  }

  // MARK: - Failures

  func testAMissingFileIsAnErrorUntilItAppears() async throws {
    let registry = FileRegistry(path: folder.file("a.toml"))
    let error = try await failure(registry, after: nil)
    XCTAssertEqual(error.code, .unreachable)
    XCTAssertEqual(
      error.message, "cannot open `\(folder.file("a.toml"))`: No such file or directory")
    let read = start(registry, after: nil)
    try folder.write(contents("1"), to: "a.toml")
    let reading = try await outcome(read).get()
    XCTAssertEqual(text(reading), "1")
  }

  func testAChangeBetweenTheFirstReadAndTheFirstWaitIsSeen() async throws {
    try folder.write(contents("1"), to: "a.toml")
    let registry = FileRegistry(path: folder.file("a.toml"))
    let first = try await registry.read(query, after: nil)
    // Nothing is watched yet: no event will tell of this.
    try folder.write(contents("2"), to: "a.toml")
    let reading = try await outcome(start(registry, after: first.index)).get()
    XCTAssertEqual(text(reading), "2")
  }

  func testAMistakeIsToldOncePerQueryAndTheRepairIsSeen() async throws {
    try folder.write(contents("1"), to: "a.toml")
    let registry = FileRegistry(path: folder.file("a.toml"))
    let first = try await registry.read(query, after: nil)
    let read = start(registry, after: first.index)
    try replace("a.toml", "[keys]\nk = oops\n")
    guard case .failure(let error) = await outcome(read) else { return XCTFail("no failure") }
    XCTAssertEqual(error.code, .invalidSource)
    XCTAssertEqual(
      error.message,
      """
      \(folder.file("a.toml")):2:5: error: expected a value, found `oops`
        2 | k = oops
          |     ^^^^
        hint: a text needs quotes: `"oops"`
      """)
    // Another query has not been told yet.
    let other = Query(registry: "file", .services(.init()))
    guard case .failure = await outcome(start(registry, other, after: nil)) else {
      return XCTFail("no failure")
    }
    // The repair brings back the old contents: still a reading, with the old index.
    let waiting = start(registry, after: first.index)
    try replace("a.toml", contents("1"))
    let repaired = try await outcome(waiting).get()
    XCTAssertEqual(text(repaired), "1")
    XCTAssertEqual(repaired.index, first.index)
  }

  func testAnUnsupportedQueryIsRefusedAtOnce() async throws {
    let registry = FileRegistry(path: folder.file("none.toml"))
    let query = Query(registry: "file", .service(.init(name: "a", connect: true)))
    guard case .failure(let error) = await outcome(start(registry, query, after: nil)) else {
      return XCTFail("no failure")
    }
    XCTAssertEqual(error.code, .unsupported)
  }

  func testConflictingFilesOfADirectoryNameBothPlaces() async throws {
    let service = "[[service]]\nname = \"w\"\naddress = \"a\"\nport = 1\n"
    try folder.write(service, to: "d/a.toml")
    try folder.write(service, to: "d/b.toml")
    let registry = FileRegistry(path: folder.file("d"))
    let error = try await failure(registry, after: nil)
    XCTAssertEqual(
      error.message,
      """
      \(folder.file("d/b.toml")):1:1: error: the id `w-a-1` is used twice on node `a`
        1 | [[service]]
          | ^^^^^^^^^^^
        hint: it was first used at \(folder.file("d/a.toml")):1:1
      """)
  }

  func testCancellationAndShutdownEndWaitingReads() async throws {
    try folder.write(contents("1"), to: "a.toml")
    let registry = FileRegistry(path: folder.file("a.toml"))
    let first = try await registry.read(query, after: nil)
    let cancelled = start(registry, after: first.index)
    let other = start(registry, after: first.index)
    cancelled.task.cancel()
    guard case .failure(let error) = await outcome(cancelled) else { return XCTFail("an answer") }
    XCTAssertEqual(error.code, .cancelled)
    await registry.shutdown()
    guard case .failure(let end) = await outcome(other) else { return XCTFail("an answer") }
    XCTAssertEqual(end.code, .cancelled)
    let late = try await failure(registry, after: nil)
    XCTAssertEqual(late.code, .cancelled)
  }

  // MARK: - Changes

  func testChangesInPlaceByRenameAndByDeletionAreSeen() async throws {
    try folder.write(contents("1"), to: "a.toml")
    let registry = FileRegistry(path: folder.file("a.toml"))
    var reading = try await registry.read(query, after: nil)
    XCTAssertEqual(text(reading), "1")
    for value in ["2", "3", "4"] {
      let index = reading.index
      reading = try await change(registry, after: index) {
        try replace("a.toml", contents(value))
      }
      XCTAssertEqual(text(reading), value)
      XCTAssertEqual(reading.index, index + 1)
    }
    let inPlace = start(registry, after: reading.index)
    try folder.write(contents("in place"), to: "a.toml")
    switch await outcome(inPlace) {
    case .success(let found): reading = found
    // The moment between truncating and writing was seen; the read after it sees the text.
    case .failure: reading = try await outcome(start(registry, after: reading.index)).get()
    }
    XCTAssertEqual(text(reading), "in place")
    let deleted = start(registry, after: reading.index)
    XCTAssertEqual(unlink(folder.file("a.toml")), 0)
    guard case .failure(let error) = await outcome(deleted) else { return XCTFail("an answer") }
    XCTAssertEqual(error.code, .unreachable)
    reading = try await change(registry, after: reading.index) {
      try replace("a.toml", contents("5"))
    }
    XCTAssertEqual(text(reading), "5")
  }

  func testASwitchedLinkIsSeenAsConfigMapsDo() async throws {
    try folder.write(contents("1"), to: "d/..v1/a.toml")
    try folder.write(contents("2"), to: "d/..v2/a.toml")
    let manager = FileManager.default
    try manager.createSymbolicLink(atPath: folder.file("d/..data"), withDestinationPath: "..v1")
    try manager.createSymbolicLink(
      atPath: folder.file("d/a.toml"), withDestinationPath: "..data/a.toml")
    for path in ["d/a.toml", "d"] {
      let registry = FileRegistry(path: folder.file(path))
      let first = try await registry.read(query, after: nil)
      XCTAssertEqual(text(first), "1")
      let second = try await change(registry, after: first.index) {
        try manager.createSymbolicLink(atPath: folder.file("d/..tmp"), withDestinationPath: "..v2")
        XCTAssertEqual(rename(folder.file("d/..tmp"), folder.file("d/..data")), 0)
      }
      XCTAssertEqual(text(second), "2")
      try manager.createSymbolicLink(atPath: folder.file("d/..tmp"), withDestinationPath: "..v1")
      XCTAssertEqual(rename(folder.file("d/..tmp"), folder.file("d/..data")), 0)
    }
  }

  func testFilesOfADirectoryComeAndGo() async throws {
    try folder.write("# none", to: "d/a.toml")
    try folder.write("not data", to: "d/README")
    try folder.write("[", to: "d/.a.toml.swp.toml")
    let registry = FileRegistry(path: folder.file("d"))
    var reading = try await registry.read(query, after: nil)
    XCTAssertEqual(text(reading), "absent")
    reading = try await change(registry, after: reading.index) {
      try replace("d/b.json", "{\"keys\": {\"k\": \"json\"}}")
    }
    XCTAssertEqual(text(reading), "json")
    reading = try await change(registry, after: reading.index) {
      XCTAssertEqual(unlink(folder.file("d/b.json")), 0)
    }
    XCTAssertEqual(text(reading), "absent")
  }

  func testEqualDataWakesNobody() async throws {
    try folder.write(contents("1"), to: "a.toml")
    let path = folder.file("a.toml")
    let loads = Mutex(0)
    let fileSystem = FileSystem { operation throws(SystemError) in
      if operation.kind == .read { loads.withLock { $0 += 1 } }
    }
    let registry = FileRegistry(path: path, fileSystem: fileSystem)
    let first = try await registry.read(query, after: nil)
    let hasAnswered = Mutex(false)
    let done = expectation(description: "the read ends")
    let query = query
    let read = Task {
      defer { done.fulfill() }
      let reading = try await registry.read(query, after: first.index)
      hasAnswered.withLock { $0 = true }
      return reading
    }
    for text in ["# other words, same data\n" + contents("1"), contents("1")] {
      let before = loads.withLock { $0 }
      try replace("a.toml", text)
      let hasLooked = await eventually { loads.withLock { $0 } > before }
      XCTAssertTrue(hasLooked)
    }
    XCTAssertFalse(hasAnswered.withLock { $0 })
    try replace("a.toml", contents("2"))
    await fulfillment(of: [done], timeout: 20)
    let second = try await read.value
    XCTAssertEqual(text(second), "2")
    XCTAssertEqual(second.index, first.index + 1)
  }

  func testNothingIsLostBetweenTwoReads() async throws {
    try folder.write(contents("0"), to: "a.toml")
    let registry = FileRegistry(path: folder.file("a.toml"))
    var reading = try await registry.read(query, after: nil)
    for round in 1...50 {
      // The change happens while nobody reads.
      try replace("a.toml", contents("\(round)"))
      reading = try await outcome(start(registry, after: reading.index)).get()
      XCTAssertEqual(text(reading), "\(round)")
    }
  }

  func testTheWaitEndsWithTheSameData() async throws {
    try folder.write(contents("1"), to: "a.toml")
    let registry = FileRegistry(path: folder.file("a.toml"), wait: .milliseconds(30))
    let first = try await registry.read(query, after: nil)
    let second = try await outcome(start(registry, after: first.index)).get()
    XCTAssertEqual(text(second), "1")
    XCTAssertEqual(second.index, first.index)
  }

  func testAPoolKeepsTheLastReadingWhileTheFileIsBroken() async throws {
    try folder.write(contents("1"), to: "a.toml")
    let registry = FileRegistry(path: folder.file("a.toml"))
    let store = SnapshotStore()
    store.publish(try await registry.read(query, after: nil), for: query)
    let index = try XCTUnwrap(store.snapshot[query]).index
    let read = start(registry, after: index)
    try replace("a.toml", "[")
    guard case .failure(let error) = await outcome(read) else { return XCTFail("an answer") }
    XCTAssertTrue(store.fail(query, with: error))
    XCTAssertEqual(store.snapshot[query].map(text), "1")
  }

  /// Two keys of one file that is replaced as fast as it goes: what is seen of it is one version.
  func testNobodySeesHalfAChange() async throws {
    let keys = ["a", "b", "c"].map { Query(registry: "file", .key(path: $0, .init())) }
    func write(_ number: Int) throws {
      try replace("x.toml", "[keys]\na = \"\(number)\"\nb = \"\(number)\"\nc = \"\(number)\"\n")
    }
    try write(0)
    let registry = FileRegistry(path: folder.file("x.toml"))
    let (store, text) = (SnapshotStore(), text)
    let torn = Mutex<[[String]]>([])
    let pool = WatcherPool(store: store, log: .silent) { _ in
      let snapshot = store.snapshot
      let texts = keys.compactMap { snapshot[$0] }.map(text)
      if Set(texts).count > 1 { torn.withLock { $0.append(texts) } }
    }
    pool.reconcile(wanted: Set(keys), sources: ["file": .init(registry: registry)])
    for number in 0...200 {
      try write(number)
      guard number % 20 == 0 else { continue }
      let isThere = await eventually {
        keys.allSatisfy { store.snapshot[$0].map(text) == "\(number)" }
      }
      XCTAssertTrue(isThere, "\(number)")
    }
    XCTAssertEqual(torn.withLock { $0 }, [])
    await pool.shutdown()
  }
}
