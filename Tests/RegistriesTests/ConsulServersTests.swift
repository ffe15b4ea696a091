import Networking
import Registries
import RegistryCore
import Synchronization
import SystemSupport
import TestSupport
import XCTest

/// The Consul registry with several servers, and with servers that the domain name system names.
final class ConsulServersTests: XCTestCase {
  private let web = Query(registry: "consul", .service(.init(name: "web")))

  private func server(_ status: String = "200 OK", index: Int) -> ScriptedServer {
    ScriptedServer { connection in
      while connection.readRequest() != nil {
        connection.send(
          "HTTP/1.1 \(status)\r\nX-Consul-Index: \(index)\r\nContent-Length: 2\r\n\r\n[]")
      }
    }
  }

  private func registry(
    _ change: (inout ConsulRegistrySettings) -> Void
  ) throws -> ConsulRegistry {
    var settings = ConsulRegistrySettings()
    change(&settings)
    return try ConsulRegistry(settings: settings)
  }

  private func index(_ registry: ConsulRegistry) async -> UInt64? {
    try? await registry.read(web, after: nil).index
  }

  func testTheNextServerIsAskedWhereOneFails() async throws {
    let (broken, good) = (server("500 Internal Server Error", index: 1), server(index: 2))
    defer { [broken, good].forEach { $0.stop() } }
    let registry = try registry {
      $0.addresses = ["127.0.0.1:1", "127.0.0.1:\(broken.port)", "127.0.0.1:\(good.port)"]
    }
    // Each failure is told, for the pace is the watcher's; the next read asks the next server.
    let found = [await index(registry), await index(registry), await index(registry)]
    XCTAssertEqual(found, [nil, nil, 2])
    let again = [await index(registry), await index(registry)]
    XCTAssertEqual(again, [2, 2])
    XCTAssertEqual(broken.requests.count, 1)
    await registry.shutdown()
  }

  func testARefusalOrAWrongFilterIsNoReasonToLeaveAServer() async throws {
    for status in ["403 Forbidden", "429 Too Many Requests", "400 Bad Request"] {
      let (first, second) = (server(status, index: 1), server(index: 2))
      defer { [first, second].forEach { $0.stop() } }
      let registry = try registry {
        $0.addresses = ["127.0.0.1:\(first.port)", "127.0.0.1:\(second.port)"]
      }
      let found = [await index(registry), await index(registry)]
      XCTAssertEqual(found, [nil, nil], status)
      await registry.shutdown()
    }
  }

  func testTheErrorNamesTheServer() async throws {
    let server = server("500 Internal Server Error", index: 1)
    defer { server.stop() }
    let registry = try registry { $0.addresses = ["127.0.0.1:\(server.port)"] }
    do {
      _ = try await registry.read(web, after: nil)
      XCTFail("answered")
    } catch {
      XCTAssertTrue(error.message.contains("of http://127.0.0.1:\(server.port)"), error.message)
    }
    await registry.shutdown()
  }

  func testServersAreFoundByTheirName() async throws {
    let good = server(index: 7)
    defer { good.stop() }
    let port = UInt16(good.port)
    let names = try ScriptedNameServer { $0.answer([.init("localhost", port)]) }
    defer { names.stop() }
    let registry = try registry {
      $0.lookup = ServiceLookup(name: "_c._tcp.test.", server: "127.0.0.1:\(names.port)")
    }
    let found = await withTaskGroup(of: UInt64?.self) { group in
      let query = web
      for _ in 0..<10 {
        group.addTask { try? await registry.read(query, after: nil).index }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    XCTAssertEqual(found, Array(repeating: 7, count: 10))
    XCTAssertEqual(names.questionCount, 1)
    await registry.shutdown()
  }

  func testANameThatIsNotThereYetIsToldAndAskedAgain() async throws {
    let good = server(index: 7)
    defer { good.stop() }
    let port = UInt16(good.port)
    let isThere = Mutex(false)
    let names = try ScriptedNameServer { question in
      isThere.withLock { $0 }
        ? question.answer([.init("localhost", port)]) : question.answer(failure: 3)
    }
    defer { names.stop() }
    let lookup = ServiceLookup(name: "_c._tcp.test.", server: "127.0.0.1:\(names.port)")
    var pace = EndpointDirectory.Pace()
    pace.minimum = .zero
    let directory = EndpointDirectory(addresses: [], lookup: lookup, pace: pace)
    do {
      _ = try await directory.choice()
      XCTFail("found")
    } catch {
      XCTAssertEqual(error.code, .unreachable)
      XCTAssertEqual(
        error.message, "cannot find the servers of `_c._tcp.test.`: no SRV records")
    }
    isThere.withLock { $0 = true }
    let choice = try await directory.choice()
    XCTAssertEqual(choice.address, "localhost:\(port)")
  }

  func testAChangedAnswerReplacesTheServersAndAFailureKeepsThem() async throws {
    let names = try ScriptedNameServer { question in
      switch question.number {
      case 0: question.answer([.init("a.test", 1)])
      case 1: question.answer(failure: 3)
      default: question.answer([.init("b.test", 2)])
      }
    }
    defer { names.stop() }
    let lookup = ServiceLookup(name: "_c._tcp.test.", server: "127.0.0.1:\(names.port)")
    var pace = EndpointDirectory.Pace()
    (pace.minimum, pace.maximum) = (.zero, .zero)
    let directory = EndpointDirectory(addresses: [], lookup: lookup, pace: pace)
    var seen: [String] = []
    let changed = try await eventually {
      seen.append(try await directory.choice().address)
      return seen.last == "b.test:2"
    }
    XCTAssertTrue(changed)
    XCTAssertEqual(Set(seen), ["a.test:1", "b.test:2"])
    XCTAssertGreaterThanOrEqual(names.questionCount, 3)
  }
}
