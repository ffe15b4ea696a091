import Foundation
import Registries
import RegistryCore
import Synchronization
import SystemSupport
import TestSupport
import Values
import XCTest

/// What is told in the end is what the store holds, whatever happened on the way.
final class EtcdConvergenceTests: EtcdChecks {
  func testAMemberWithoutALeaderIsLeftAndAClusterWithoutOneIsAnError() async throws {
    let members = try await EtcdServer.cluster(of: 3)
    var settings = EtcdRegistrySettings()
    settings.endpoints = members.map(\.url)
    settings.timeout = .seconds(2)
    settings.watchdog = .milliseconds(300)
    let registry = try EtcdRegistry(settings: settings)
    try members[1].put("/a", "1")
    var reading = try await registry.read(key("a"), after: nil)
    // The first member, whose stream it is, halts: the others go on.
    members[0].freeze()
    let isWritten = await eventually { (try? members[1].put("/a", "2")) != nil }
    XCTAssertTrue(isWritten)
    reading = try await follow(["2"], registry, key("a"), after: reading)
    // Two of three halt: the last one has no leader, and says so.
    members[1].freeze()
    let wait = waiting(registry, key("a"), after: reading)
    await expect(.unreachable) { try await wait.value }
    for member in members[...1] { member.thaw() }
    let back = try await recovered(registry, key("a"))
    let isHealed = await eventually { (try? members[2].put("/a", "3")) != nil }
    XCTAssertTrue(isHealed)
    try await follow(["3"], registry, key("a"), after: back)
    await registry.shutdown()
    for member in members { try await member.stop() }
  }

  /// The newest reading that a follower has.
  private final class Newest: Sendable {
    let reading = Mutex<Reading?>(nil)
  }

  /// Follows a query as a watcher does, until cancelled.
  private func following(
    _ registry: EtcdRegistry, _ query: Query, _ newest: Newest
  ) -> Task<Void, Never> {
    Task {
      var index: UInt64?
      while !Task.isCancelled {
        do {
          let reading = try await registry.read(query, after: index)
          newest.reading.withLock { $0 = reading }
          index = reading.index
        } catch {
          index = nil
          _ = await EventLoop.shared.pause(for: .milliseconds(50))
        }
      }
    }
  }

  func testRandomWritesWithCompactionsAndRestartsConverge() async throws {
    let etcd = try await EtcdServer.started(.newer)
    var settings = EtcdRegistrySettings()
    settings.endpoints = [etcd.url]
    let registry = try EtcdRegistry(settings: settings)
    let prefixes = (0..<12).map { "r/\($0)/" }
    let newest = prefixes.map { _ in Newest() }
    let tasks = zip(prefixes, newest).map { following(registry, prefix($0), $1) }
    var store: [String: String] = [:]
    for step in 0..<1500 {
      let name = "r/\(Int.random(in: 0..<12))/k\(Int.random(in: 0..<6))"
      var revision: Int
      if Int.random(in: 0..<3) == 0 {
        revision = try etcd.delete("/\(name)")
        store[name] = nil
      } else {
        revision = try etcd.put("/\(name)", "\(step)")
        store[name] = "\(step)"
      }
      if step % 300 == 299 {
        try await etcd.kill()
        try await etcd.start()
      } else if Int.random(in: 0..<40) == 0 {
        revision = max(1, revision)
        try? etcd.compact(at: revision)
      }
    }
    for (prefix, newest) in zip(prefixes, newest) {
      let expected = store.filter { $0.key.hasPrefix(prefix) }.sorted { $0.key < $1.key }
        .map { "\($0.key)=\($0.value)" }
      func found() -> [String]? { newest.reading.withLock { $0 }.map { summary($0) } }
      let converges = await eventually { found() == expected }
      XCTAssertTrue(converges, "\(prefix): \(found() ?? []), not \(expected)")
    }
    for task in tasks {
      task.cancel()
      await task.value
    }
    await registry.shutdown()
    try await etcd.stop()
  }
}
