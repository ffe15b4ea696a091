import Registries
import RegistryCore
import SystemSupport
import TestSupport
import Values
import XCTest

/// Positions that jump back, jump to nothing or stand still while the data change: what a server
/// says last is what everybody gets in the end.
final class IndexFaultTests: XCTestCase {
  private let query = Query(registry: "r", .key(path: "a", .init()))

  /// Positions of the answers, whose values are 0, 1, 2 ...
  private static let rows: [(name: String, indices: [Int])] = [
    ("forward", [5, 6, 9]), ("back", [900, 3, 4]), ("back and forth", [900, 3, 901, 2]),
    ("to zero", [900, 0, 0]), ("zero for ever", [0, 0, 0, 0]), ("still", [900, 900, 900]),
    ("back and still", [900, 4, 4]), ("the highest", [Int.max, 1, Int.max]),
  ]

  /// Watches as the agent does, until the last value is there.
  private func check(
    _ name: String, _ last: Int, _ registry: any Registry, _ server: ScriptedServer
  ) async {
    let store = SnapshotStore()
    var pace = WatchMachine.Pace()
    pace.retry = RetryPauses(from: .milliseconds(10), to: .milliseconds(50))
    let pool = WatcherPool(store: store, log: .silent) { _ in }
    pool.reconcile(wanted: [query], sources: ["r": .init(registry: registry, pace: pace)])
    let isThere = await eventually(within: .seconds(20)) {
      guard case .bytes(let bytes)? = store.snapshot[query]?.value else { return false }
      return bytes.string == "\(last)"
    }
    XCTAssertTrue(
      isThere, "\(name): found \(String(describing: store.snapshot[query]?.value))")
    await pool.shutdown()
    await registry.shutdown()
    server.stop()
  }

  func testConsul() async throws {
    for (name, indices) in Self.rows {
      let count = Counter()
      let server = ScriptedServer { connection in
        while connection.readRequest() != nil {
          let number = count.next()
          guard number < indices.count else { return connection.waitForClose() }
          let value = EtcdScript.base64("\(number)")
          connection.answer(
            headers: ["X-Consul-Index: \(indices[number])"],
            body: #"[{"Key":"a","Value":"\#(value)","ModifyIndex":1}]"#)
        }
      }
      var settings = ConsulRegistrySettings()
      settings.address = "127.0.0.1:\(server.port)"
      settings.maxStale = .zero
      let registry = try ConsulRegistry(settings: settings)
      await check("consul \(name)", indices.count - 1, registry, server)
    }
  }

  func testEtcdV2() async throws {
    for (name, indices) in Self.rows {
      let count = Counter()
      let server = ScriptedServer { connection in
        while let request = connection.readRequest() {
          // Nothing is told while one waits: what changed shows when all is read anew.
          if request.target.contains("wait=true") { return connection.waitForClose() }
          let number = min(count.next(), indices.count - 1)
          connection.answer(
            headers: ["X-Etcd-Index: \(indices[number])"],
            body: #"{"node":{"key":"/a","value":"\#(number)","modifiedIndex":1}}"#)
        }
      }
      var settings = EtcdV2Settings()
      settings.endpoints = ["127.0.0.1:\(server.port)"]
      settings.wait = .milliseconds(100)
      let registry = try EtcdV2Registry(settings: settings)
      await check("etcd2 \(name)", indices.count - 1, registry, server)
    }
  }

  func testEtcdV3() async throws {
    for (name, indices) in Self.rows {
      let count = Counter()
      let script = EtcdScript { exchange in
        if exchange.path == "/v3/watch" {
          exchange.beginWatch(at: indices.last ?? 0)
          return exchange.connection.waitForClose()
        }
        let number = min(count.next(), indices.count - 1)
        exchange.answer(EtcdScript.range(indices[number], ("/a", "\(number)", 1)))
      }
      var settings = EtcdRegistrySettings()
      settings.endpoints = [script.server.url("")]
      settings.watchdog = .milliseconds(100)
      settings.reread = .milliseconds(200)
      let registry = try EtcdRegistry(settings: settings)
      await check("etcd \(name)", indices.count - 1, registry, script.server)
    }
  }
}
