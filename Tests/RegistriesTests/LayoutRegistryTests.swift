import Registries
import RegistryCore
import Synchronization
import SystemSupport
import TestSupport
import Values
import XCTest

/// Services that are read from the keys of another registry.
final class LayoutRegistryTests: XCTestCase {
  /// A registry whose keys a test sets.
  private final class Keys: Registry {
    private struct Shared {
      var pairs: [KeyPair] = []
      var index: UInt64 = 1
      var failure: RegistryError?
      var reads = 0
    }

    private let shared = Mutex(Shared())

    var readCount: Int { shared.withLock { $0.reads } }

    func set(_ pairs: [String: String]) {
      shared.withLock {
        $0.pairs = pairs.map { KeyPair(path: Bytes($0.key), value: Bytes($0.value)) }
          .sorted { $0.path < $1.path }
        $0.index += 1
        $0.failure = nil
      }
    }

    func fail() {
      shared.withLock {
        $0.failure = RegistryError(.unreachable, "down")
        $0.index += 1
      }
    }

    func read(_ query: Query, after index: UInt64?) async throws(RegistryError) -> Reading {
      shared.withLock { $0.reads += 1 }
      while index == shared.withLock({ $0.index }) {
        guard await EventLoop.shared.pause(for: .milliseconds(1)) else {
          throw RegistryError(.cancelled, "cancelled")
        }
      }
      let now = shared.withLock { $0 }
      if let failure = now.failure { throw failure }
      guard case .prefix(let prefix, _) = query.subject else {
        return Reading(value: .bytes("not a prefix"), index: now.index)
      }
      let below = now.pairs.filter { $0.path.hasPrefix(Bytes(prefix)) }
      return Reading(value: KeyPair.list(below, relativeTo: Bytes(prefix)), index: now.index)
    }

    /// Answers at once with what it is asked to wait for.
    func wait(
      for query: Query, after index: UInt64, _ completion: @escaping Reading.Completion
    ) -> (any Wait)? {
      completion(.success(Reading(value: .string(query.text), index: index + 1)))
      return NoWait()
    }

    func shutdown() async {}
  }

  private final class NoWait: Wait {
    func cancel() {}
  }

  /// The readers that were answered.
  private final class Woken: Sendable {
    private let found = Mutex<Set<Int>>([])

    var numbers: Set<Int> { found.withLock { $0 } }

    func add(_ number: Int) { found.withLock { _ = $0.insert(number) } }
  }

  private let keys = Keys()
  private let log = MemoryLog()

  private func registry() throws -> LayoutRegistry {
    LayoutRegistry(keys, layout: try .registrator(), log: log.log)
  }

  private func query(_ subject: Query.Subject) -> Query { Query(registry: "k", subject) }

  private func service(_ name: String) -> Query { query(.service(.init(name: name))) }

  private static func lines(_ reading: Reading) -> [String] {
    guard case .list(let list) = reading.value else { return ["?"] }
    return list.elements.map { element in
      guard case .recordPointer(let record) = element, case .bytes(let name)? = record["Name"]
      else { return "?" }
      guard case .bytes(let id)? = record["ID"], case .bytes(let address)? = record["Address"],
        case .int(let port, _)? = record["Port"]
      else { return name.string }
      return "\(id) \(address):\(port)"
    }
  }

  private func check(
    _ registry: LayoutRegistry, _ query: Query, _ expected: [String],
    file: StaticString = #filePath, line: UInt = #line
  ) async throws {
    let reading = try await registry.read(query, after: nil)
    XCTAssertEqual(Self.lines(reading), expected, file: file, line: line)
  }

  private func refused(
    _ registry: LayoutRegistry, _ query: Query, _ code: RegistryError.Code, _ message: String,
    file: StaticString = #filePath, line: UInt = #line
  ) async {
    do {
      _ = try await registry.read(query, after: nil)
      XCTFail("answered", file: file, line: line)
    } catch {
      XCTAssertEqual(error.code, code, file: file, line: line)
      XCTAssertEqual(error.message, message, file: file, line: line)
    }
  }

  func testProxiesAreUnsupportedAndOutagesAreErrors() async throws {
    let registry = try registry()
    await refused(
      registry, query(.service(.init(name: "web", connect: true))), .unsupported,
      "services that are written in keys have no proxies")
    keys.fail()
    await refused(registry, service("web"), .unreachable, "down")
  }

  func testWaitsCallBackAndOnlyTheKeysAreLeftToTheirRegistry() async throws {
    let registry = try registry()
    let (answers, continuation) = AsyncStream.makeStream(of: String.self)
    var next = answers.makeAsyncIterator()
    func wait(_ query: Query, after index: UInt64) -> (any Wait)? {
      registry.wait(for: query, after: index) { answer in
        switch answer {
        case .success(let reading):
          guard case .bytes(let text) = reading.value else {
            continuation.yield(Self.lines(reading).joined(separator: " "))
            return
          }
          continuation.yield(text.string)
        case .failure(let error): continuation.yield(error.code.rawValue)
        }
      }
    }
    let proxies = query(.service(.init(name: "web", connect: true)))
    XCTAssertNil(wait(proxies, after: 1))
    XCTAssertNil(wait(service("web"), after: 0))
    let key = query(.key(path: "a", .init()))
    XCTAssertNotNil(wait(key, after: 1))
    var answer = await next.next()
    XCTAssertEqual(answer, key.text)
    keys.set(["services/web/1": "10.0.0.1:80"])
    let reading = try await registry.read(service("web"), after: nil)
    let cancelled = try XCTUnwrap(wait(service("web"), after: reading.index))
    cancelled.cancel()
    answer = await next.next()
    XCTAssertEqual(answer, "cancelled")
    XCTAssertNotNil(wait(service("web"), after: reading.index))
    keys.set(["services/web/1": "10.0.0.2:80"])
    answer = await next.next()
    XCTAssertEqual(answer, "1 10.0.0.2:80")
    await registry.shutdown()
    XCTAssertNil(wait(service("web"), after: reading.index))
  }

  func testKeysOfWhichNoneCanBeReadAreNoEmptyList() async throws {
    let registry = try registry()
    keys.set(["services/web/1": "x", "services/web/2": "y"])
    let message =
      "no key below `/services/` can be read as an instance in the layout `registrator`: "
      + "`services/web/1`: expected `address:port`, found `x`"
    await refused(registry, service("web"), .invalidAnswer, message)
    await refused(registry, query(.services(.init())), .invalidAnswer, message)
    keys.set(["services/web/1": "x", "services/db/1": "10.0.0.1:1"])
    try await check(registry, query(.services(.init())), ["db"])
    await refused(
      registry, service("web"), .invalidAnswer,
      "no key of the service `web` can be read: `services/web/1`: expected `address:port`, "
        + "found `x`")
  }

  func testKeysOfAnotherFormAreAWarning() async throws {
    let registry = try registry()
    keys.set(["services/README": "about"])
    try await check(registry, query(.services(.init())), [])
    XCTAssertEqual(
      log.lines,
      [
        "warning key is no instance of a service; leaving it out key=/services/ reason=none of "
          + "the keys below it has the form `/services/{service}/{id}`"
      ])
    keys.set([:])
    try await check(registry, query(.services(.init())), [])
    XCTAssertEqual(log.lines.count, 1)
  }

  func testServicesAreSortedAndComplete() async throws {
    let registry = try registry()
    keys.set([
      "services/web/n2:c:80": "10.0.0.2:80", "services/web/n1:c:81": "10.0.0.1:81",
      "services/web/n1:c:80": "10.0.0.1:80", "services/db/1": "[::1]:5432", "other": "x",
    ])
    try await check(
      registry, service("web"),
      ["n1:c:80 10.0.0.1:80", "n1:c:81 10.0.0.1:81", "n2:c:80 10.0.0.2:80"])
    try await check(registry, service("db"), ["1 ::1:5432"])
    try await check(registry, service("none"), [])
    try await check(registry, query(.services(.init())), ["db", "web"])
    try await check(registry, query(.service(.init(name: "web", tag: "udp"))), [])
    try await check(registry, query(.service(.init(name: "web", statuses: [.critical]))), [])
    let other = try await registry.read(query(.key(path: "other", .init())), after: nil)
    guard case .bytes("not a prefix") = other.value else { return XCTFail("\(other.value)") }
  }

  func testAKeyThatCannotBeReadIsLeftOutAndToldOnce() async throws {
    let registry = try registry()
    keys.set(["services/web/1": "10.0.0.1:80", "services/web/2": "broken"])
    try await check(registry, service("web"), ["1 10.0.0.1:80"])
    try await check(registry, service("web"), ["1 10.0.0.1:80"])
    let warning =
      "warning key is no instance of a service; leaving it out key=services/web/2 "
      + "reason=expected `address:port`, found `broken`"
    XCTAssertEqual(log.lines, [warning])
    keys.set(["services/web/1": "10.0.0.1:80"])
    try await check(registry, service("web"), ["1 10.0.0.1:80"])
    keys.set(["services/web/1": "10.0.0.1:80", "services/web/2": "broken"])
    try await check(registry, service("web"), ["1 10.0.0.1:80"])
    XCTAssertEqual(log.lines, [warning, warning])
  }

  func testAServiceWhoseKeysAllBreakKeepsItsInstances() async throws {
    let registry = try registry()
    keys.set(["services/web/1": "10.0.0.1:80", "services/db/1": "10.0.0.2:1"])
    try await check(registry, service("web"), ["1 10.0.0.1:80"])
    keys.set(["services/web/1": "broken", "services/db/1": "10.0.0.2:2"])
    try await check(registry, service("web"), ["1 10.0.0.1:80"])
    try await check(registry, service("db"), ["1 10.0.0.2:2"])
    try await check(registry, query(.services(.init())), ["db", "web"])
    XCTAssertEqual(log.lines.count, 1)
    keys.set(["services/db/1": "10.0.0.2:2"])
    try await check(registry, service("web"), [])
    try await check(registry, query(.services(.init())), ["db"])
  }

  func testAnInstanceThatIsRegisteredTwiceCountsOnce() async throws {
    let layout = try ServiceLayout.nerve()
    let registry = LayoutRegistry(keys, layout: layout)
    let value = #"{"host":"10.0.0.1","port":80,"name":"a"}"#
    keys.set([
      "nerve/services/web/services/a_1": value, "nerve/services/web/services/a_2": value,
    ])
    try await check(registry, service("web"), ["a 10.0.0.1:80"])
  }

  func testAChangeWakesOnlyThoseWhoAskedForIt() async throws {
    let registry = try registry()
    keys.set(["services/web/1": "10.0.0.1:80", "services/db/1": "10.0.0.2:1"])
    let queries = [service("web"), service("db"), query(.services(.init())), service("new")]
    var readings: [Reading] = []
    for query in queries { readings.append(try await registry.read(query, after: nil)) }
    let woken = Woken()
    let waiting = queries.indices.map { number in
      let (query, index) = (queries[number], readings[number].index)
      return Task {
        let reading = try await registry.read(query, after: index)
        woken.add(number)
        return reading
      }
    }
    keys.set(["services/web/1": "10.0.0.1:81", "services/db/1": "10.0.0.2:1"])
    let web = try await waiting[0].value
    XCTAssertEqual(Self.lines(web), ["1 10.0.0.1:81"])
    XCTAssertEqual(woken.numbers, [0])
    keys.set(["services/web/1": "10.0.0.1:81", "services/new/1": "10.0.0.3:1"])
    let others = [
      try await waiting[1].value, try await waiting[2].value, try await waiting[3].value,
    ]
    XCTAssertEqual(others.map(Self.lines), [[], ["new", "web"], ["1 10.0.0.3:1"]])
    await registry.shutdown()
  }

  func testManyServicesShareOneReadOfTheKeys() async throws {
    let registry = try registry()
    var pairs: [String: String] = [:]
    for number in 0..<200 { pairs["services/s\(number)/1"] = "10.0.0.1:\(number + 1)" }
    keys.set(pairs)
    let first = try await registry.read(service("s0"), after: nil)
    let follower = Task { [service = service("s0")] in
      try await registry.read(service, after: first.index)
    }
    let isFollowed = await eventually { keys.readCount == 2 }
    XCTAssertTrue(isFollowed)
    for number in 0..<200 {
      try await check(registry, service("s\(number)"), ["1 10.0.0.1:\(number + 1)"])
    }
    XCTAssertEqual(keys.readCount, 2)
    follower.cancel()
    guard case .failure(let error) = await follower.result else { return XCTFail("answered") }
    XCTAssertEqual((error as? RegistryError)?.code, .cancelled)
    await registry.shutdown()
  }

  private static func follow(
    _ registry: LayoutRegistry, _ query: Query, to end: String
  ) async throws -> Reading {
    var newest: Reading?
    while true {
      do throws(RegistryError) {
        let reading = try await registry.read(query, after: newest?.index)
        if lines(reading) == [end] { return reading }
        newest = reading
      } catch {
        // A service of which nothing could ever be read; a watcher asks anew.
        guard error.code == .invalidAnswer else { throw error }
        newest = nil
        await Task.yield()
      }
    }
  }

  func testARandomHistoryEndsInTheTruth() async throws {
    let registry = try registry()
    var random = SystemRandomNumberGenerator()
    keys.set(["services/a/0": "10.0.0.1:1"])
    let query = service("a")
    async let followed = Self.follow(registry, query, to: "end 10.0.0.9:9")
    for _ in 0..<300 {
      var pairs: [String: String] = [:]
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let service = ["a", "b"].randomElement(using: &random) ?? ""
        let value = Bool.random(using: &random) ? "10.0.0.1:\(Int.random(in: 1...3))" : "broken"
        pairs["services/\(service)/\(Int.random(in: 0...2))"] = value
      }
      pairs["services/c/1"] = "10.0.0.1:1"
      keys.set(pairs)
      if Int.random(in: 0...9, using: &random) == 0 { await Task.yield() }
    }
    keys.set(["services/a/end": "10.0.0.9:9"])
    let reading = try await followed
    XCTAssertEqual(Self.lines(reading), ["end 10.0.0.9:9"])
    await registry.shutdown()
  }
}
