import Foundation
import RegistryCore
import Synchronization
import SystemSupport
import TestSupport
import Values
import XCTest

/// The contract of `Registry` as tests, for every store and every shape of its data.
struct RegistryConformance {
  let store: any TestedStore
  let shape: StoreShape

  /// A rule of the contract and what a store must be able to do for it.
  struct Rule: Sendable {
    let name: String
    let needs: Set<StoreTrait>
    let check: @Sendable (RegistryConformance, String) async throws -> Void
  }

  /// Checks all rules that can be checked; each has a group of its own.
  func check() async throws {
    for (number, rule)
      in (RegistryConformance.rules + RegistryConformance.outageRules
      + RegistryConformance.accessRules + RegistryConformance.lastRules).enumerated()
    where rule.needs.isSubset(of: store.traits) {
      do {
        try await rule.check(self, "g\(shape.rawValue)\(number)")
      } catch {
        XCTFail("\(place(rule.name)): \(error)")
      }
    }
  }

  func place(_ rule: String) -> String { "\(store.name), \(shape.rawValue): \(rule)" }

  func registry() throws -> any Registry { try shape.registry(of: store) }

  func write(_ items: [String: Int], to group: String) throws {
    try shape.write(items, to: group, in: store)
  }

  func remove(_ item: String, from group: String) throws {
    try shape.remove(item, from: group, in: store)
  }

  /// Reads with a limit, so that a wait that never ends is a failure and not a hanging test.
  func read(
    _ registry: any Registry, _ query: Query, after index: UInt64? = nil
  ) async throws -> Reading {
    let reading = Task { try await registry.read(query, after: index) }
    let alarm = Task {
      if await EventLoop.shared.pause(for: .seconds(60)) { reading.cancel() }
    }
    defer { alarm.cancel() }
    return try await reading.value
  }

  func read(_ registry: any Registry, _ group: String) async throws -> Reading {
    try await read(registry, shape.query(group))
  }

  /// Reads on until the content is as expected.
  @discardableResult
  func follow(
    _ expected: [String: Int], _ registry: any Registry, _ group: String, after reading: Reading
  ) async throws -> Reading {
    var newest = reading
    for _ in 0..<100 where shape.content(newest) != expected {
      newest = try await read(registry, shape.query(group), after: newest.index)
    }
    try expect(newest, expected)
    return newest
  }

  func expect(_ reading: Reading, _ expected: [String: Int]) throws {
    let found = shape.content(reading)
    guard found == expected else {
      throw TestSupportError("expected \(expected), found \(found.map { "\($0)" } ?? "no list")")
    }
  }

  /// Requires a failure with one of these codes.
  func expectFailure(
    _ codes: RegistryError.Code..., of work: () async throws -> Reading
  ) async throws {
    do {
      let reading = try await work()
      throw TestSupportError("expected \(codes), found the reading \(reading.value)")
    } catch let error as RegistryError where codes.contains(error.code) {}
  }

  /// Asks again, as a watcher does, until there is an answer.
  func recovered(_ registry: any Registry, _ group: String) async throws -> Reading {
    var last: (any Error)?
    for _ in 0..<300 {
      do {
        return try await read(registry, group)
      } catch { last = error }
      _ = await EventLoop.shared.pause(for: .milliseconds(100))
    }
    throw TestSupportError("does not recover: \(String(describing: last))")
  }
}
