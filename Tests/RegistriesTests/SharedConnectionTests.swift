import Foundation
import Networking
import Registries
import RegistryCore
import SystemSupport
import TestSupport
import Values
import XCTest

/// Real servers behind TLS: where they offer HTTP/2, many waits share few connections.
final class SharedConnectionTests: XCTestCase {
  func testThreeHundredWaitsShareNineConnectionsToConsul() async throws {
    let authority = try TestAuthority(for: "127.0.0.1")
    let consul = try ConsulServer(certificates: authority)
    try await consul.start()
    var settings = ConsulRegistrySettings()
    settings.address = "https://127.0.0.1:\(consul.securePort)"
    settings.tls = TLSSettings(authority)
    let registry = try ConsulRegistry(settings: settings)
    let queries = (0..<300).map { Query(registry: "r", .key(path: "k/\($0)", .init())) }
    let store = SnapshotStore()
    let pool = WatcherPool(store: store, log: .silent) { _ in }
    pool.reconcile(wanted: Set(queries), sources: ["r": .init(registry: registry)])
    let isComplete = await eventually(within: .seconds(60)) { store.snapshot.readings.count == 300 }
    XCTAssertTrue(isComplete)
    for round in 0..<3 {
      for number in stride(from: round, to: 300, by: 7) {
        try consul.request("PUT", "/v1/kv/k/\(number)", body: "\(round)")
      }
      let haveArrived = await eventually(within: .seconds(60)) {
        stride(from: round, to: 300, by: 7).allSatisfy {
          guard case .bytes(let bytes)? = store.snapshot[queries[$0]]?.value else { return false }
          return bytes.string == "\(round)"
        }
      }
      XCTAssertTrue(haveArrived)
      // One connection for each wait is what HTTP/1.1 would take.
      XCTAssertLessThanOrEqual(TCPTable.connections(to: consul.securePort), 9)
    }
    // None of them is parked and learns of changes by others' signals.
    let doAllWait = try await eventually(within: .seconds(60), every: .seconds(1)) {
      try waitingQueries(at: consul) >= 300
    }
    XCTAssertTrue(doAllWait)
    await pool.shutdown()
    await registry.shutdown()
    try await consul.stop()
  }

  /// How many queries wait at a server, as it counted a few seconds ago.
  private func waitingQueries(at consul: ConsulServer) throws -> Int {
    let answer = try HTTPAnswer.get("/v1/agent/metrics", port: consul.port)
    let metrics = try JSONSerialization.jsonObject(with: answer.body) as? [String: Any]
    let gauges = metrics?["Gauges"] as? [[String: Any]] ?? []
    let gauge = gauges.first { $0["Name"] as? String == "consul.rpc.queries_blocking" }
    return gauge?["Value"] as? Int ?? 0
  }

  func testAnAnswerSaysWhetherItsConnectionIsShared() async throws {
    let authority = try TestAuthority(for: "127.0.0.1")
    let consul = try ConsulServer(certificates: authority)
    try await consul.start()
    let client = HTTPClient()
    var request = HTTPRequest(url: "https://127.0.0.1:\(consul.securePort)/v1/status/leader")
    request.tls = TLSSettings(authority)
    let shared = try await client.send(request)
    XCTAssertTrue(shared.isMultiplexed)
    request.prefersHTTP2 = false
    let single = try await client.send(request)
    XCTAssertFalse(single.isMultiplexed)
    let plain = try await client.send(
      HTTPRequest(url: "http://127.0.0.1:\(consul.port)/v1/status/leader"))
    XCTAssertFalse(plain.isMultiplexed)
    await client.shutdown()
    try await consul.stop()
  }

  /// Answers that come side by side, each longer than what libcurl takes at once: one in a thousand
  /// was kept for a transfer that nobody woke, and came too late or never.
  func testAnswersSideBySideAllArrive() async throws {
    let authority = try TestAuthority(for: "127.0.0.1")
    let consul = try ConsulServer(certificates: authority)
    try await consul.start()
    try consul.request("PUT", "/v1/kv/long", body: String(repeating: "x", count: 1500))
    var settings = ConsulRegistrySettings()
    settings.address = "https://127.0.0.1:\(consul.securePort)"
    settings.tls = TLSSettings(authority)
    let query = Query(registry: "r", .key(path: "long", .init()))
    // Lanes beside each other: it takes a busy machine.
    try await withThrowingTaskGroup { lanes in
      for _ in 0..<8 {
        lanes.addTask { [settings] in
          for _ in 0..<50 {
            let registry = try ConsulRegistry(settings: settings)
            try await withThrowingTaskGroup(of: Reading.self) { tasks in
              for _ in 0..<20 { tasks.addTask { try await registry.read(query, after: nil) } }
              try await tasks.waitForAll()
            }
            await registry.shutdown()
          }
        }
      }
      try await lanes.waitForAll()
    }
    try await consul.stop()
  }
}
