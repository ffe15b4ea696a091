import Foundation
import RegistryCore
import Rendering
import SystemSupport
import TestSupport
import Values
import XCTest

@testable import AgentCore

/// What the cache's files hold after changes, and what goes from them.
final class ReadingCacheTests: XCTestCase {
  private let folder = TemporaryDirectory.fresh
  private let log = MemoryLog()
  private let day: Int64 = 24 * 3600

  private func query(_ name: String) -> Query {
    Query(registry: "consul", .key(path: name, .init()))
  }

  private func snapshot(_ names: [String], _ value: String = "v") -> Snapshot {
    Snapshot(
      readings: Dictionary(
        uniqueKeysWithValues: names.map { (query($0), Reading(value: .string(value), index: 1)) }))
  }

  private func cache() throws -> ReadingCache {
    try XCTUnwrap(
      ReadingCache(folder.file("cache"), redaction: .onlyTokens(), log: log.log), "\(log.lines)")
  }

  private func save(
    _ changed: [String], of snapshot: Snapshot, in cache: ReadingCache, after seconds: Int64 = 0
  ) async {
    let isDone = await cache.save(
      Set(changed.map(query)), of: snapshot, identities: ["consul": "consul 1"],
      at: WallClock.secondsSince1970 + seconds)
    XCTAssertTrue(isDone)
  }

  private func kept(_ names: [String], in cache: ReadingCache) async -> [String] {
    let found = await cache.restore(names.map(query), identities: ["consul": "consul 1"])
    return found.map(\.query.text).sorted()
  }

  /// The number of each file's present version.
  private func files() throws -> [String: UInt64] {
    var files: [String: UInt64] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.file("cache"))
    where name.hasPrefix("answers-") {
      let attributes = try FileManager.default.attributesOfItem(
        atPath: folder.file("cache/\(name)"))
      files[name] = (attributes[.systemFileNumber] as? NSNumber)?.uint64Value
    }
    return files
  }

  func testAChangeWritesOneFileOfSixtyFour() async throws {
    let (cache, names) = (try cache(), (0..<500).map { "k\($0)" })
    await save(names, of: snapshot(names), in: cache)
    let before = try files()
    XCTAssertEqual(before.count, 64)
    await save(["k7"], of: snapshot(names, "w"), in: cache)
    let after = try files()
    XCTAssertEqual(after.filter { before[$0.key] != $0.value }.count, 1)
  }

  func testWhatNobodyAsksForGoesAfterAWeekFromAllFiles() async throws {
    let (cache, names) = (try cache(), (0..<500).map { "k\($0)" })
    await save(names, of: snapshot(names), in: cache)
    // What is asked for stays, however long it has not changed.
    let still = snapshot(["k1", "k2"])
    await save(["k1"], of: still, in: cache, after: 6 * day)
    let sixDays = await kept(names, in: cache)
    XCTAssertEqual(sixDays.count, 500)
    await save(["k1"], of: still, in: cache, after: 8 * day)
    let eightDays = await kept(names, in: cache)
    XCTAssertEqual(eightDays, ["consul::key(k1)", "consul::key(k2)"])
    XCTAssertLessThanOrEqual(try files().count, 2)
  }

  func testARestartAfterMoreThanAWeekHasItsAnswersYet() async throws {
    let names = ["k1", "k2"]
    await save(names, of: snapshot(names), in: try cache(), after: -30 * day)
    let found = await kept(names, in: try cache())
    XCTAssertEqual(found.count, 2)
  }
}
