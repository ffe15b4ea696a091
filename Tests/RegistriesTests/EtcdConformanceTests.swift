import Foundation
import Networking
import Registries
import RegistryCore
import SystemSupport
import TestSupport
import Values
import XCTest

/// The contract of `Registry` and the facts it rests on, against real etcd servers.
final class EtcdConformanceTests: EtcdChecks {
  // MARK: - keys and prefixes

  func testKeysAndPrefixesAreFollowedThroughWritesAndDeletions() async throws {
    for version in EtcdServer.Version.allCases {
      let etcd = try await EtcdServer.started(version)
      let registry = try registry(etcd)
      var all = try await registry.read(prefix("up/"), after: nil)
      var one = try await registry.read(key("up/a"), after: nil)
      XCTAssertEqual(summary(all), [])
      XCTAssertEqual(summary(one), ["<absent>"])
      try etcd.put("/up/a", "1")
      all = try await follow(["up/a=1"], registry, prefix("up/"), after: all)
      one = try await follow(["1"], registry, key("up/a"), after: one)
      try etcd.put("/up/c", "3")
      try etcd.put("/up/b", "2")
      try etcd.put("/upper", "no")
      all = try await follow(["up/a=1", "up/b=2", "up/c=3"], registry, prefix("up/"), after: all)
      try etcd.delete("/up/a")
      all = try await follow(["up/b=2", "up/c=3"], registry, prefix("up/"), after: all)
      one = try await follow(["<absent>"], registry, key("up/a"), after: one)
      try etcd.delete(prefix: "/up/")
      all = try await follow([], registry, prefix("up/"), after: all)
      try etcd.put("/up/a", "")
      one = try await follow([""], registry, key("up/a"), after: one)
      await registry.shutdown()
      try await etcd.stop()
    }
  }

  func testAValueWrittenAgainWakesNobody() async throws {
    let etcd = try await EtcdServer.started(.newer)
    let registry = try registry(etcd)
    let written = try etcd.put("/a", "1")
    let reading = try await registry.read(prefix("a"), after: nil)
    XCTAssertTrue(
      try XCTUnwrap(field("ModifyIndex", reading)).isIdentical(to: .uint64(UInt64(written))))
    for _ in 0..<5 { try etcd.put("/a", "1") }
    try etcd.put("/a", "2")
    let next = try await registry.read(prefix("a"), after: reading.index)
    XCTAssertEqual(summary(next), ["a=2"])
    XCTAssertGreaterThan(next.index, reading.index)
    await registry.shutdown()
    try await etcd.stop()
  }

  func testManyPrefixesShareFewStreams() async throws {
    let etcd = try await EtcdServer.started(.newer)
    let registry = try registry(etcd)
    let queries = (0..<200).map { prefix("up/\($0)/") }
    let readings = try await withThrowingTaskGroup(of: (Query, Reading).self) { group in
      for query in queries {
        group.addTask { (query, try await registry.read(query, after: nil)) }
      }
      return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
    let waiting = queries.map { query in
      let index = readings[query]?.index ?? 0
      return Task { try await registry.read(query, after: index) }
    }
    for number in 0..<200 { try etcd.put("/up/\(number)/x", "\(number)") }
    for (number, task) in waiting.enumerated() {
      let reading = try await task.value
      XCTAssertEqual(summary(reading), ["up/\(number)/x=\(number)"])
    }
    let streams = try metric("etcd_debugging_mvcc_watcher_total", etcd)
    XCTAssertLessThanOrEqual(streams, 8)
    await registry.shutdown()
    try await etcd.stop()
  }

  private func metric(_ name: String, _ etcd: EtcdServer) throws -> Int {
    let text = try HTTPAnswer.get("/metrics", port: etcd.port).text
    let line = text.split(separator: "\n").first { $0.hasPrefix(name + " ") }
    return try XCTUnwrap(line.flatMap { Int($0.dropFirst(name.count + 1)) })
  }

  // MARK: - failures

  func testCompactedChangesAreReadAnew() async throws {
    for version in EtcdServer.Version.allCases {
      let etcd = try await EtcdServer.started(version)
      let registry = try registry(etcd)
      try etcd.put("/a/gone", "1")
      let reading = try await registry.read(prefix("a/"), after: nil)
      try etcd.delete("/a/gone")
      let revision = try etcd.put("/a/new", "2")
      try etcd.compact(at: revision)
      try await follow(["a/new=2"], registry, prefix("a/"), after: reading)
      await registry.shutdown()
      try await etcd.stop()
    }
  }

  func testTheNextEndpointTakesOverWithoutAnErrorAndWithoutALoss() async throws {
    let etcd = try await EtcdServer.started()
    let dead = try EtcdServer()
    let registry = try registry(dead, etcd)
    try etcd.put("/a", "1")
    let reading = try await registry.read(key("a"), after: nil)
    let wait = self.waiting(registry, key("a"), after: reading)
    try etcd.put("/a", "2")
    let next = try await wait.value
    XCTAssertEqual(summary(next), ["2"])
    await registry.shutdown()
    try await etcd.stop()
  }

  func testAReplacedStoreWithAYoungerRevisionIsReadAnew() async throws {
    let etcd = try await EtcdServer.started(.newer)
    let registry = try registry(etcd)
    for number in 0..<50 { try etcd.put("/a/\(number % 5)", "\(number)") }
    let reading = try await registry.read(prefix("a/"), after: nil)
    let wait = self.waiting(registry, prefix("a/"), after: reading)
    try await etcd.kill()
    await expect(.unreachable) { try await wait.value }
    try etcd.wipe()
    try await etcd.start()
    try etcd.put("/a/x", "1")
    let back = try await recovered(registry, prefix("a/"))
    let next = try await follow(["a/x=1"], registry, prefix("a/"), after: back)
    try etcd.put("/a/x", "2")
    try await follow(["a/x=2"], registry, prefix("a/"), after: next)
    await registry.shutdown()
    try await etcd.stop()
  }
}
