import Registries
import RegistryCore
import TestSupport
import Values
import XCTest

/// The contract of `Registry` and the facts it rests on, against a real Consul.
final class ConsulConformanceTests: XCTestCase {
  private func settings(_ consul: ConsulServer) -> ConsulRegistrySettings {
    var settings = ConsulRegistrySettings()
    settings.address = "127.0.0.1:\(consul.port)"
    settings.wait = .seconds(20)
    return settings
  }

  private func query(_ subject: Query.Subject) -> Query {
    Query(registry: "consul", subject)
  }

  /// The fields of all records of a list, or the text of a key.
  private func summary(_ reading: Reading, _ fields: Bytes...) -> [String] {
    switch reading.value {
    case .absent: return ["<absent>"]
    case .bytes(let bytes): return [bytes.string]
    case .list(let list):
      return list.elements.map { element in
        guard case .recordPointer(let record) = element else { return "?" }
        return fields.map {
          switch record[$0] {
          case .bytes(let bytes)?: bytes.string
          case .int(let number, _)?: "\(number)"
          default: "?"
          }
        }.joined(separator: " ")
      }
    default: return ["?"]
    }
  }

  /// Waits for a change of `subject` while `change` happens; reads on where only the index moved.
  private func follow(
    _ expected: [String], _ registry: ConsulRegistry, _ subject: Query.Subject,
    after reading: Reading, _ fields: Bytes..., line: UInt = #line,
    change: @escaping () throws -> Void
  ) async throws -> Reading {
    let query = query(subject)
    let waiting = Task { try await registry.read(query, after: reading.index) }
    try change()
    var newest = try await waiting.value
    for _ in 0..<20 where text(newest, fields) != expected {
      newest = try await registry.read(query, after: newest.index)
    }
    XCTAssertEqual(text(newest, fields), expected, line: line)
    return newest
  }

  private func text(_ reading: Reading, _ fields: [Bytes]) -> [String] {
    switch fields.count {
    case 0: summary(reading)
    case 1: summary(reading, fields[0])
    default: summary(reading, fields[0], fields[1])
    }
  }

  func testServicesAreFollowed() async throws {
    let consul = try await ConsulServer.started()
    let registry = try ConsulRegistry(settings: settings(consul))
    let passing = Query.Subject.service(.init(name: "web"))
    let any = Query.Subject.service(.init(name: "web", statuses: []))
    var reading = try await registry.read(query(passing), after: nil)
    XCTAssertEqual(summary(reading, "ID"), [])
    reading = try await follow(["web1 8001"], registry, passing, after: reading, "ID", "Port") {
      try consul.register("web", id: "web1", port: 8001, tags: ["b", "a"], weight: 3)
    }
    reading = try await follow(["web1", "web2"], registry, passing, after: reading, "ID") {
      try consul.register("web", id: "web2", port: 8002)
    }
    reading = try await follow(["web2"], registry, passing, after: reading, "ID") {
      try consul.setStatus(of: "web1", to: .critical)
    }
    var all = try await registry.read(query(any), after: nil)
    XCTAssertEqual(summary(all, "ID", "Status"), ["web1 critical", "web2 passing"])
    all = try await follow(
      ["web1 warning", "web2 passing"], registry, any, after: all, "ID", "Status"
    ) {
      try consul.setStatus(of: "web1", to: .warning)
    }
    reading = try await follow([], registry, passing, after: reading, "ID") {
      try consul.deregister(id: "web2")
    }
    let names = try await registry.read(query(.services(.init())), after: nil)
    XCTAssertEqual(summary(names, "Name"), ["consul", "web"])
    let nodes = try await registry.read(query(.nodes(near: "", .init())), after: nil)
    XCTAssertEqual(summary(nodes, "Node", "Address"), ["test-node 127.0.0.1"])
    let node = try await registry.read(query(.node(name: "", .init())), after: nil)
    guard case .recordPointer(let record) = node.value,
      case .recordPointer(let own)? = record["Node"],
      case .bytes("test-node")? = own["Node"]
    else { return XCTFail("\(node.value)") }
    let unknown = try await registry.read(query(.node(name: "nobody", .init())), after: nil)
    guard case .recordPointer(let nothing) = unknown.value, case .pointer? = nothing["Node"] else {
      return XCTFail("\(unknown.value)")
    }
    let datacenters = try await registry.read(
      query(.datacenters(ignoresFailing: true)), after: nil)
    guard case .list(let list) = datacenters.value, case .bytes("dc1")? = list.elements.first else {
      return XCTFail("\(datacenters.value)")
    }
    await registry.shutdown()
    try await consul.stop()
  }
}
