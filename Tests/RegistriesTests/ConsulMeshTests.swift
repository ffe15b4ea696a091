import Foundation
import Registries
import RegistryCore
import SystemSupport
import TestSupport
import Values
import XCTest

/// The registry against a real Consul: its mesh, prepared queries, filters and tokens.
final class ConsulMeshTests: XCTestCase {
  private func registry(
    _ consul: ConsulServer, _ change: (inout ConsulRegistrySettings) -> Void = { _ in }
  ) throws -> ConsulRegistry {
    var settings = ConsulRegistrySettings()
    settings.address = "127.0.0.1:\(consul.port)"
    settings.pollInterval = .milliseconds(50)
    change(&settings)
    return try ConsulRegistry(settings: settings)
  }

  private func read(
    _ registry: ConsulRegistry, _ subject: Query.Subject, after index: UInt64? = nil
  ) async throws -> Reading {
    try await registry.read(Query(registry: "consul", subject), after: index)
  }

  /// A field of each record of a reading.
  private func field(_ name: Bytes, _ reading: Reading) -> [String] {
    let records: [Value] =
      if case .list(let list) = reading.value {
        list.elements
      } else {
        [reading.value]
      }
    return records.compactMap {
      guard case .recordPointer(let record) = $0, case .bytes(let text)? = record[name] else {
        return nil
      }
      return text.string
    }
  }

  func testCertificatesOfTheMesh() async throws {
    let consul = try await ConsulServer.started(settings: #""connect": { "enabled": true }"#)
    let registry = try registry(consul)
    var roots: Reading?
    // The authority is set up some time after there is a leader.
    let isReady = await eventually {
      roots = try? await self.read(registry, .mesh(.caRoots, .init()))
      return roots != nil
    }
    XCTAssertTrue(isReady)
    let pem = field("RootCertPEM", try XCTUnwrap(roots))
    XCTAssertEqual(pem.count, 1)
    XCTAssertTrue(pem[0].hasPrefix("-----BEGIN CERTIFICATE-----"), pem[0])
    try consul.register("web", id: "web-1", port: 8001)
    let leaf = try await read(registry, .mesh(.caLeaf(service: "web"), .init()))
    XCTAssertTrue(field("PrivateKeyPEM", leaf)[0].contains("PRIVATE KEY-----"))
    XCTAssertEqual(field("Service", leaf), ["web"])
    XCTAssertGreaterThan(leaf.index, 0)
    await registry.shutdown()
    try await consul.stop()
  }

  func testPreparedQueriesAndFilters() async throws {
    let consul = try await ConsulServer.started()
    let registry = try registry(consul)
    try consul.register("web", id: "web-1", port: 8001, meta: ["zone": "a"])
    try consul.register("web", id: "web-2", port: 8002, meta: ["zone": "b"])
    let subject = Query.Subject.preparedQuery(name: "q", near: "", .init())
    let none = try await read(registry, subject)
    XCTAssertEqual(field("ID", none), [])
    try consul.request("POST", "/v1/query", body: #"{"Name":"q","Service":{"Service":"web"}}"#)
    var reading = none
    let isThere = try await eventually {
      reading = try await self.read(registry, subject, after: reading.index)
      return self.field("ID", reading) == ["web-1", "web-2"]
    }
    XCTAssertTrue(isThere)
    var scope = Query.Scope()
    scope.filter = "Service.Meta.zone == \"b\""
    let filtered = try await read(registry, .service(.init(name: "web", scope: scope)))
    XCTAssertEqual(field("ID", filtered), ["web-2"])
    scope.filter = "Service.Meta.zone = b"
    do {
      _ = try await read(registry, .service(.init(name: "web", scope: scope)))
      XCTFail("accepted")
    } catch let error as RegistryError { XCTAssertEqual(error.code, .failed, error.message) }
    await registry.shutdown()
    try await consul.stop()
  }

  func testATokenIsRefusedAndAnotherOneFromItsFileAccepted() async throws {
    let consul = try await ConsulServer.started(
      settings: """
        "acl": { "enabled": true, "default_policy": "deny",
          "tokens": { "master": "11111111-1111-1111-1111-111111111111",
            "agent": "11111111-1111-1111-1111-111111111111",
            "default": "11111111-1111-1111-1111-111111111111" } }
        """)
    let folder = try TemporaryDirectory()
    try folder.write("22222222-2222-2222-2222-222222222222", to: "token")
    let registry = try registry(consul) { $0.tokenFile = folder.file("token") }
    let refused = try await eventually {
      do {
        _ = try await self.read(registry, .nodes(near: "", .init()))
        return false
      } catch let error as RegistryError { return error.code == .forbidden }
    }
    XCTAssertTrue(refused)
    try folder.write("11111111-1111-1111-1111-111111111111", to: "next")
    XCTAssertEqual(rename(folder.file("next"), folder.file("token")), 0)
    let accepted = await eventually {
      ((try? await self.read(registry, .nodes(near: "", .init()))).map { self.field("Node", $0) })
        == ["test-node"]
    }
    XCTAssertTrue(accepted)
    await registry.shutdown()
    try await consul.stop()
  }
}
