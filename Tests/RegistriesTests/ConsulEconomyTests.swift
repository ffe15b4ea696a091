import RegistryCore
import Synchronization
import SystemSupport
import TestSupport
import Values
import XCTest

@testable import Registries

/// More queries than connections, against a real Consul.
final class ConsulEconomyTests: XCTestCase {
  private let count = 300

  private func name(_ number: Int) -> String { "bulk-\(number)" }

  private func query(_ number: Int) -> Query {
    Query(registry: "consul", .service(.init(name: name(number), statuses: [])))
  }

  private func fill(_ consul: ConsulServer, nodes: Int) throws {
    for node in 0..<nodes {
      let numbers = stride(from: node, to: count, by: nodes)
      try consul.registerInCatalogue(
        node: "far-\(node)", address: "10.0.0.\(node)", services: numbers.map { instance($0, 1000) }
      )
    }
  }

  private func instance(_ number: Int, _ port: UInt16) -> ConsulServer.Instance {
    .init(service: name(number), id: name(number), address: "10.0.0.1", port: port)
  }

  private func move(_ consul: ConsulServer, _ number: Int, nodes: Int, to port: UInt16) throws {
    try consul.registerInCatalogue(
      node: "far-\(number % nodes)", address: "10.0.0.\(number % nodes)",
      services: [instance(number, port)])
  }

  private func port(_ store: SnapshotStore, _ number: Int) -> Int? {
    guard case .list(let list)? = store.snapshot[query(number)]?.value,
      case .recordPointer(let record)? = list.elements.first,
      case .int(let port, _)? = record["Port"]
    else { return nil }
    return Int(port)
  }

  /// Runs `body` with watchers of all the services over twenty connections.
  private func watching(
    _ consul: ConsulServer, wait: Duration = .seconds(60), address: String? = nil,
    body: (SnapshotStore) async throws -> Void
  ) async throws {
    var settings = ConsulRegistrySettings()
    settings.address = address ?? "127.0.0.1:\(consul.port)"
    settings.maximumConnections = 20
    settings.wait = wait
    let registry = try ConsulRegistry(settings: settings)
    let store = SnapshotStore()
    let pool = WatcherPool(store: store, log: .silent) { _ in }
    pool.reconcile(
      wanted: Set((0..<count).map(query)), sources: ["consul": .init(registry: registry)])
    let isComplete = await eventually { store.snapshot.readings.count == self.count }
    XCTAssertTrue(isComplete)
    try await body(store)
    await pool.shutdown()
    await registry.shutdown()
  }

  private func checkThatEveryChangeArrives(nodes: Int) async throws {
    let consul = try await ConsulServer.started()
    try fill(consul, nodes: nodes)
    try await watching(consul) { store in
      for (step, number) in stride(from: 0, to: count, by: 37).enumerated() {
        try move(consul, number, nodes: nodes, to: UInt16(2000 + step))
        let hasArrived = await eventually { self.port(store, number) == 2000 + step }
        XCTAssertTrue(hasArrived, "service \(number)")
      }
      for number in 0..<count { try move(consul, number, nodes: nodes, to: 3000) }
      let haveArrived = await eventually {
        (0..<self.count).allSatisfy { self.port(store, $0) == 3000 }
      }
      XCTAssertTrue(haveArrived)
    }
    try await consul.stop()
  }

  func testEveryChangeArrivesWithFewNodes() async throws {
    try await checkThatEveryChangeArrives(nodes: 3)
  }

  func testEveryChangeArrivesWithMoreNodesThanAreWatched() async throws {
    try await checkThatEveryChangeArrives(nodes: 30)
  }

  func testTheOutageOfAllConnectionsIsMadeUpFor() async throws {
    let consul = try await ConsulServer.started()
    try fill(consul, nodes: 3)
    try await watching(consul) { store in
      try await consul.kill()
      try await consul.start()
      for number in 0..<count { try move(consul, number, nodes: 3, to: 4000) }
      let haveArrived = await eventually {
        (0..<self.count).allSatisfy { self.port(store, $0) == 4000 }
      }
      XCTAssertTrue(haveArrived)
    }
    try await consul.stop()
  }
}
