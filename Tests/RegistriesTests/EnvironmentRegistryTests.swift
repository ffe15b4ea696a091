import Registries
import RegistryCore
import TestSupport
import Values
import XCTest

/// The environment as a registry.
final class EnvironmentRegistryTests: XCTestCase {
  private func registry(wait: Duration = .milliseconds(1)) -> EnvironmentRegistry {
    EnvironmentRegistry(EnvironmentKeys(["APP_A": "1", "APP_B": "2"]), wait: wait)
  }

  private func query(_ subject: Query.Subject) -> Query { Query(registry: "env", subject) }

  private func refused(
    _ subject: Query.Subject, _ expected: String, file: StaticString = #filePath,
    line: UInt = #line
  ) async {
    do {
      _ = try await registry().read(query(subject), after: nil)
      XCTFail("answered", file: file, line: line)
    } catch {
      XCTAssertEqual(error.code, .unsupported, file: file, line: line)
      XCTAssertEqual(error.message, expected, file: file, line: line)
    }
  }

  func testWhatTheEnvironmentDoesNotHaveIsUnsupported() async {
    await refused(
      .service(.init(name: "web")),
      "an environment registry has keys and no services, unless its setting `services` says how "
        + "services are written in the keys")
    await refused(
      .nodes(near: "", .init()),
      "an environment registry answers queries for keys and services only")
    await refused(
      .key(path: "a", .init(datacenter: "dc2")),
      "an environment registry has no datacenters: found `dc2`")
  }

  func testKeysAreRead() async throws {
    let registry = registry()
    let key = try await registry.read(query(.key(path: "app/a", .init())), after: nil)
    guard case .bytes("1") = key.value else { return XCTFail("\(key.value)") }
    let missing = try await registry.read(query(.key(path: "app", .init())), after: nil)
    guard case .absent = missing.value else { return XCTFail("\(missing.value)") }
    let prefix = try await registry.read(query(.prefix(path: "app", .init())), after: nil)
    guard case .list(let list) = prefix.value, list.elements.count == 2,
      case .recordPointer(let first) = list.elements[0], case .bytes("app/a")? = first["Path"],
      case .bytes("a")? = first["Key"], case .bytes("1")? = first["Value"]
    else { return XCTFail("\(prefix.value)") }
  }

  func testAReadAfterAnIndexGivesTheSameWhenItsTimeIsOver() async throws {
    let registry = registry()
    let query = query(.prefix(path: "", .init()))
    let first = try await registry.read(query, after: nil)
    let second = try await registry.read(query, after: first.index)
    XCTAssertEqual(first.index, second.index)
    XCTAssertTrue(first.value.isIdentical(to: second.value))
  }

  func testWaitingReadsEndAtCancellationAndShutdown() async {
    let registry = registry(wait: .seconds(3600))
    let query = query(.prefix(path: "", .init()))
    func ended(_ waiting: Task<Reading, any Error>) async {
      switch await waiting.result {
      case .success: XCTFail("answered")
      case .failure(let error):
        XCTAssertEqual((error as? RegistryError)?.code, .cancelled, "\(error)")
      }
    }
    let cancelled = Task { try await registry.read(query, after: 1) }
    cancelled.cancel()
    await ended(cancelled)
    let waiting = Task { try await registry.read(query, after: 1) }
    await registry.shutdown()
    await ended(waiting)
  }
}
