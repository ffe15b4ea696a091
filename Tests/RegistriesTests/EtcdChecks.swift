import Foundation
import Networking
import Registries
import RegistryCore
import SystemSupport
import TestSupport
import Values
import XCTest

/// What the tests with real etcd servers share.
class EtcdChecks: XCTestCase {
  func registry(
    _ servers: EtcdServer..., change: (inout EtcdRegistrySettings) -> Void = { _ in }
  ) throws -> EtcdRegistry {
    var settings = EtcdRegistrySettings()
    settings.endpoints = servers.map(\.url)
    change(&settings)
    return try EtcdRegistry(settings: settings)
  }

  func prefix(_ path: String) -> Query {
    Query(registry: "etcd", .prefix(path: path, Query.Scope()))
  }

  func key(_ path: String) -> Query {
    Query(registry: "etcd", .key(path: path, Query.Scope()))
  }

  /// `path=value` of all pairs, or the value of a key.
  func summary(_ reading: Reading) -> [String] { reading.value.pairs() }

  /// The field of the only pair.
  func field(_ name: Bytes, _ reading: Reading) -> Value? {
    guard case .list(let list) = reading.value, case .recordPointer(let pair)? = list.elements.first
    else { return nil }
    return pair[name]
  }

  /// Reads on until the data are as expected.
  @discardableResult
  func follow(
    _ expected: [String], _ registry: EtcdRegistry, _ query: Query, after reading: Reading,
    line: UInt = #line
  ) async throws -> Reading {
    var newest = reading
    for _ in 0..<20 where summary(newest) != expected {
      newest = try await registry.read(query, after: newest.index)
    }
    XCTAssertEqual(summary(newest), expected, line: line)
    return newest
  }

  func expect(
    _ code: RegistryError.Code, line: UInt = #line, _ work: () async throws -> Reading
  ) async {
    do {
      let reading = try await work()
      XCTFail("expected a failure, found \(summary(reading))", line: line)
    } catch {
      let error = error as? RegistryError
      XCTAssertEqual(
        error?.code, code, error?.message ?? "\(String(describing: error))", line: line)
    }
  }

  /// Begins to wait for a change.
  func waiting(
    _ registry: EtcdRegistry, _ query: Query, after reading: Reading
  ) -> Task<Reading, any Error> {
    let index = reading.index
    return Task { try await registry.read(query, after: index) }
  }

  /// Asks again, as a watcher does, until there is an answer.
  func recovered(
    _ registry: EtcdRegistry, _ query: Query, line: UInt = #line
  ) async throws -> Reading {
    var reading: Reading?
    _ = await eventually(within: .seconds(30)) {
      reading = try? await registry.read(query, after: nil)
      return reading != nil
    }
    return try XCTUnwrap(reading, line: line)
  }
}
