import Registries
import RegistryCore
import Synchronization
import SystemSupport
import TestSupport
import Values
import XCTest

/// Many queries, few connections and a server that misbehaves.
final class CrowdedConsulTests: XCTestCase {
  private let consul = CrowdedConsul()
  private let log = MemoryLog()

  override func tearDown() { consul.stop() }

  private func query(_ number: Int) -> Query {
    Query(registry: "consul", .service(.init(name: "s\(number)", statuses: [])))
  }

  private func port(_ store: SnapshotStore, _ number: Int) -> Int? {
    guard case .list(let list)? = store.snapshot[query(number)]?.value,
      case .recordPointer(let record)? = list.elements.first,
      case .int(let port, _)? = record["Port"]
    else { return nil }
    return Int(port)
  }

  private func watching(
    _ count: Int, connections: Int = 20, wait: Duration = .seconds(5),
    body: (SnapshotStore) async throws -> Void
  ) async throws {
    var settings = ConsulRegistrySettings()
    settings.address = consul.address
    settings.maximumConnections = connections
    settings.wait = wait
    let registry = try ConsulRegistry(settings: settings, log: log.log)
    let store = SnapshotStore()
    let pool = WatcherPool(store: store, log: .silent) { _ in }
    pool.reconcile(
      wanted: Set((0..<count).map(query)), sources: ["consul": .init(registry: registry)])
    let isComplete = await eventually { store.snapshot.readings.count == count }
    XCTAssertTrue(isComplete)
    try await body(store)
    await pool.shutdown()
    await registry.shutdown()
  }

  private func checkThatAChangeArrives(
    _ store: SnapshotStore, _ number: Int, line: UInt = #line
  ) async {
    let before = port(store, number)
    consul.change("s\(number)")
    let hasArrived = await eventually { self.port(store, number) != before }
    XCTAssertTrue(hasArrived, "service \(number)", line: line)
  }

  func testAThousandServicesNeedNoMoreConnectionsThanAllowed() async throws {
    try await watching(1000) { store in
      for number in [3, 500, 999, 500, 998] { await checkThatAChangeArrives(store, number) }
      XCTAssertLessThanOrEqual(consul.connections, 20)
    }
  }

  func testAChangeArrivesWithinTheWaitWhileNoSignalSaysSo() async throws {
    try await watching(200, wait: .seconds(2)) { store in
      let isCrowded = await eventually { self.consul.requests > 200 }
      XCTAssertTrue(isCrowded)
      consul.set(.withoutSignals)
      for number in [0, 100, 199] { await checkThatAChangeArrives(store, number) }
    }
  }

  func testAfterAnOutageTheRequestsAreSpreadAndAllConverge() async throws {
    try await watching(1000) { store in
      for status in ["429 Too Many Requests", "503 Service Unavailable"] {
        let before = (0..<1000).map { port(store, $0) }
        consul.set(.failing(status))
        for number in 0..<1000 { consul.change("s\(number)") }
        let isNoticed = await eventually { !store.failures.isEmpty }
        XCTAssertTrue(isNoticed)
        consul.reset()
        consul.set(.answering)
        let haveConverged = await eventually(within: .seconds(60)) {
          store.failures.isEmpty
            && (0..<1000).allSatisfy { self.port(store, $0) != before[$0] }
        }
        XCTAssertTrue(haveConverged)
        XCTAssertLessThanOrEqual(consul.connections, 20, status)
        print("after \(status): \(consul.requests) requests, \(consul.peakRequests) in 100 ms")
        // All at once would be a thousand and more.
        XCTAssertLessThanOrEqual(consul.peakRequests, 600, status)
        // A check, a reading and a wait of each, and some in vain.
        XCTAssertLessThan(consul.requests, 12_000, status)
      }
    }
    // The server sees some that its client has closed and replaced.
    XCTAssertLessThanOrEqual(consul.peakConnections, 40)
    let warnings = log.lines.filter { $0.contains("refuses connections") }
    XCTAssertEqual(warnings.count, 1)
  }
}
