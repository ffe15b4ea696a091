import Foundation
import Networking
import Registries
import RegistryCore
import SystemSupport
import TestSupport
import Values
import XCTest

/// The contract of `Registry` and the facts it rests on, against real etcd servers.
final class EtcdConformanceTests: XCTestCase {
  private func registry(
    _ servers: EtcdServer..., change: (inout EtcdRegistrySettings) -> Void = { _ in }
  ) throws -> EtcdRegistry {
    var settings = EtcdRegistrySettings()
    settings.endpoints = servers.map(\.url)
    change(&settings)
    return try EtcdRegistry(settings: settings)
  }

  private func prefix(_ path: String) -> Query {
    Query(registry: "etcd", .prefix(path: path, Query.Scope()))
  }

  private func key(_ path: String) -> Query {
    Query(registry: "etcd", .key(path: path, Query.Scope()))
  }

  /// `path=value` of all pairs, or the value of a key.
  private func summary(_ reading: Reading) -> [String] {
    switch reading.value {
    case .absent: return ["<absent>"]
    case .bytes(let bytes): return [bytes.string]
    case .list(let list):
      return list.elements.map { element in
        guard case .recordPointer(let pair) = element, case .bytes(let path)? = pair["Path"],
          case .bytes(let value)? = pair["Value"]
        else { return "?" }
        return "\(path)=\(value)"
      }
    default: return ["?"]
    }
  }

  /// The field of the only pair.
  private func field(_ name: Bytes, _ reading: Reading) -> Value? {
    guard case .list(let list) = reading.value, case .recordPointer(let pair)? = list.elements.first
    else { return nil }
    return pair[name]
  }

  /// Reads on until the data are as expected.
  @discardableResult
  private func follow(
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

  private func expect(
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
  private func waiting(
    _ registry: EtcdRegistry, _ query: Query, after reading: Reading
  ) -> Task<Reading, any Error> {
    let index = reading.index
    return Task { try await registry.read(query, after: index) }
  }

  /// Asks again, as a watcher does, until there is an answer.
  private func recovered(
    _ registry: EtcdRegistry, _ query: Query, line: UInt = #line
  ) async throws -> Reading {
    var reading: Reading?
    _ = await eventually(within: .seconds(30)) {
      reading = try? await registry.read(query, after: nil)
      return reading != nil
    }
    return try XCTUnwrap(reading, line: line)
  }

  // MARK: - keys and prefixes

  func testKeysAndPrefixesAreFollowedThroughWritesAndDeletions() async throws {
    for version in EtcdServer.Version.allCases {
      let etcd = try await EtcdServer.started(version)
      let registry = try registry(etcd)
      var all = try await registry.read(prefix("up/"), after: nil)
      var one = try await registry.read(key("up/a"), after: nil)
      XCTAssertEqual(summary(all), [])
      XCTAssertEqual(summary(one), ["<absent>"])
      try etcd.put("/up/a", "1")
      all = try await follow(["up/a=1"], registry, prefix("up/"), after: all)
      one = try await follow(["1"], registry, key("up/a"), after: one)
      try etcd.put("/up/c", "3")
      try etcd.put("/up/b", "2")
      try etcd.put("/upper", "no")
      all = try await follow(["up/a=1", "up/b=2", "up/c=3"], registry, prefix("up/"), after: all)
      try etcd.delete("/up/a")
      all = try await follow(["up/b=2", "up/c=3"], registry, prefix("up/"), after: all)
      one = try await follow(["<absent>"], registry, key("up/a"), after: one)
      try etcd.delete(prefix: "/up/")
      all = try await follow([], registry, prefix("up/"), after: all)
      try etcd.put("/up/a", "")
      one = try await follow([""], registry, key("up/a"), after: one)
      await registry.shutdown()
      try await etcd.stop()
    }
  }

  func testWhatIsWrittenBetweenReadingAndWatchingIsNotLost() async throws {
    let etcd = try await EtcdServer.started()
    let registry = try registry(etcd)
    for round in 0..<30 {
      let query = prefix("lost/\(round)/")
      let first = try await registry.read(query, after: nil)
      try etcd.put("/lost/\(round)/a", "1")
      let second = try await follow(["lost/\(round)/a=1"], registry, query, after: first)
      try etcd.put("/lost/\(round)/a", "2")
      try etcd.delete("/lost/\(round)/a")
      try etcd.put("/lost/\(round)/b", "3")
      try await follow(["lost/\(round)/b=3"], registry, query, after: second)
    }
    await registry.shutdown()
    try await etcd.stop()
  }

  func testAValueWrittenAgainWakesNobody() async throws {
    let etcd = try await EtcdServer.started(.newer)
    let registry = try registry(etcd)
    let written = try etcd.put("/a", "1")
    let reading = try await registry.read(prefix("a"), after: nil)
    XCTAssertTrue(
      try XCTUnwrap(field("ModifyIndex", reading)).isIdentical(to: .uint64(UInt64(written))))
    for _ in 0..<5 { try etcd.put("/a", "1") }
    try etcd.put("/a", "2")
    let next = try await registry.read(prefix("a"), after: reading.index)
    XCTAssertEqual(summary(next), ["a=2"])
    XCTAssertGreaterThan(next.index, reading.index)
    await registry.shutdown()
    try await etcd.stop()
  }

  func testOddKeysAndValuesArriveAsTheyAre() async throws {
    let etcd = try await EtcdServer.started(.newer, options: ["--max-request-bytes", "8000000"])
    let registry = try registry(etcd)
    let binary = Data((0...255).map { UInt8($0) })
    let huge = Data((0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
    let names = ["with space", "naïve ✓", "100%25", "a//b", "?x=1&y#z", "\"quoted\"\\", "//"]
    for name in names { try etcd.put("/odd/\(name)", binary) }
    for name in names {
      let reading = try await registry.read(key("odd/\(name)"), after: nil)
      guard case .bytes(let value) = reading.value else { return XCTFail(name) }
      XCTAssertEqual(value.storage, Array(binary), name)
    }
    let all = try await registry.read(prefix("odd/"), after: nil)
    XCTAssertEqual(
      summary(all).map { String($0.prefix { $0 != "=" || false }) }.count, names.count)
    try etcd.put("/odd/with space", huge)
    let next = try await registry.read(key("odd/with space"), after: nil)
    guard case .bytes(let value) = next.value else { return XCTFail("no value") }
    XCTAssertEqual(value.storage, Array(huge))
    // The second time it comes as an event.
    try etcd.put("/odd/with space", huge + Data([1]))
    let event = try await registry.read(key("odd/with space"), after: next.index)
    guard case .bytes(let value) = event.value else { return XCTFail("no value") }
    XCTAssertEqual(value.storage, Array(huge) + [1])
    await registry.shutdown()
    try await etcd.stop()
  }

  func testTenThousandKeysOfOnePrefixAreReadInPagesAndFollowed() async throws {
    let etcd = try await EtcdServer.started()
    let registry = try registry(etcd)
    let pairs = (0..<10_000).map { (key: String(format: "/many/%05d", $0), value: "v\($0)") }
    try etcd.put(pairs)
    let reading = try await registry.read(prefix("many/"), after: nil)
    let expected = pairs.map { "\($0.key.dropFirst())=\($0.value)" }
    XCTAssertEqual(summary(reading), expected)
    try etcd.delete("/many/00007")
    try await follow(
      Array(expected[..<7] + expected[8...]), registry, prefix("many/"), after: reading)
    await registry.shutdown()
    try await etcd.stop()
  }

  func testManyPrefixesShareFewStreams() async throws {
    let etcd = try await EtcdServer.started(.newer)
    let registry = try registry(etcd)
    let queries = (0..<200).map { prefix("up/\($0)/") }
    let readings = try await withThrowingTaskGroup(of: (Query, Reading).self) { group in
      for query in queries {
        group.addTask { (query, try await registry.read(query, after: nil)) }
      }
      return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
    let waiting = queries.map { query in
      let index = readings[query]?.index ?? 0
      return Task { try await registry.read(query, after: index) }
    }
    for number in 0..<200 { try etcd.put("/up/\(number)/x", "\(number)") }
    for (number, task) in waiting.enumerated() {
      let reading = try await task.value
      XCTAssertEqual(summary(reading), ["up/\(number)/x=\(number)"])
    }
    let streams = try metric("etcd_debugging_mvcc_watcher_total", etcd)
    XCTAssertLessThanOrEqual(streams, 8)
    await registry.shutdown()
    try await etcd.stop()
  }

  private func metric(_ name: String, _ etcd: EtcdServer) throws -> Int {
    let text = try HTTPAnswer.get("/metrics", port: etcd.port).text
    let line = text.split(separator: "\n").first { $0.hasPrefix(name + " ") }
    return try XCTUnwrap(line.flatMap { Int($0.dropFirst(name.count + 1)) })
  }

  // MARK: - failures

  func testCompactedChangesAreReadAnew() async throws {
    for version in EtcdServer.Version.allCases {
      let etcd = try await EtcdServer.started(version)
      let registry = try registry(etcd)
      try etcd.put("/a/gone", "1")
      let reading = try await registry.read(prefix("a/"), after: nil)
      try etcd.delete("/a/gone")
      let revision = try etcd.put("/a/new", "2")
      try etcd.compact(at: revision)
      try await follow(["a/new=2"], registry, prefix("a/"), after: reading)
      await registry.shutdown()
      try await etcd.stop()
    }
  }

  func testAKilledServerIsAnErrorAndItsReturnIsNoticed() async throws {
    for version in EtcdServer.Version.allCases {
      let etcd = try await EtcdServer.started(version)
      let registry = try registry(etcd)
      try etcd.put("/a", "1")
      let reading = try await registry.read(key("a"), after: nil)
      let wait = self.waiting(registry, key("a"), after: reading)
      try await etcd.kill()
      await expect(.unreachable) { try await wait.value }
      await expect(.unreachable) { try await registry.read(key("a"), after: nil) }
      try await etcd.start()
      try etcd.put("/a", "2")
      let back = try await recovered(registry, key("a"))
      let next = try await follow(["2"], registry, key("a"), after: back)
      try etcd.put("/a", "3")
      try await follow(["3"], registry, key("a"), after: next)
      await registry.shutdown()
      try await etcd.stop()
    }
  }

  func testAFrozenServerIsNoticedAndThawed() async throws {
    let etcd = try await EtcdServer.started()
    let registry = try registry(etcd) {
      $0.timeout = .milliseconds(500)
      $0.watchdog = .milliseconds(200)
    }
    try etcd.put("/a", "1")
    let reading = try await registry.read(key("a"), after: nil)
    let wait = self.waiting(registry, key("a"), after: reading)
    etcd.freeze()
    await expect(.unreachable) { try await wait.value }
    etcd.thaw()
    let back = try await recovered(registry, key("a"))
    try etcd.put("/a", "2")
    try await follow(["2"], registry, key("a"), after: back)
    await registry.shutdown()
    try await etcd.stop()
  }

  func testTheNextEndpointTakesOverWithoutAnErrorAndWithoutALoss() async throws {
    let etcd = try await EtcdServer.started()
    let dead = try EtcdServer()
    let registry = try registry(dead, etcd)
    try etcd.put("/a", "1")
    let reading = try await registry.read(key("a"), after: nil)
    let wait = self.waiting(registry, key("a"), after: reading)
    try etcd.put("/a", "2")
    let next = try await wait.value
    XCTAssertEqual(summary(next), ["2"])
    await registry.shutdown()
    try await etcd.stop()
  }

  func testAReplacedStoreWithAYoungerRevisionIsReadAnew() async throws {
    let etcd = try await EtcdServer.started(.newer)
    let registry = try registry(etcd)
    for number in 0..<50 { try etcd.put("/a/\(number % 5)", "\(number)") }
    let reading = try await registry.read(prefix("a/"), after: nil)
    let wait = self.waiting(registry, prefix("a/"), after: reading)
    try await etcd.kill()
    await expect(.unreachable) { try await wait.value }
    try etcd.wipe()
    try await etcd.start()
    try etcd.put("/a/x", "1")
    let back = try await recovered(registry, prefix("a/"))
    let next = try await follow(["a/x=1"], registry, prefix("a/"), after: back)
    try etcd.put("/a/x", "2")
    try await follow(["a/x=2"], registry, prefix("a/"), after: next)
    await registry.shutdown()
    try await etcd.stop()
  }

  func testCancellationAndShutdownEndWaits() async throws {
    let etcd = try await EtcdServer.started()
    let registry = try registry(etcd)
    let reading = try await registry.read(key("a"), after: nil)
    let cancelled = self.waiting(registry, key("a"), after: reading)
    cancelled.cancel()
    await expect(.cancelled) { try await cancelled.value }
    let ended = self.waiting(registry, key("a"), after: reading)
    await registry.shutdown()
    await expect(.cancelled) { try await ended.value }
    await expect(.cancelled) { try await registry.read(key("b"), after: nil) }
    try await etcd.stop()
  }

  // MARK: - who may

  func testUsersReadWithTokensThatExpireAndAreRenewed() async throws {
    for version in EtcdServer.Version.allCases {
      let etcd = try await EtcdServer.started(version, options: ["--auth-token-ttl", "1"])
      try etcd.put("/open/a", "1")
      try etcd.enableAuthentication(password: "s3cret")
      let registry = try registry(etcd) {
        $0.user = "reader"
        $0.password = Secret("s3cret")
      }
      var reading = try await registry.read(key("open/a"), after: nil)
      XCTAssertEqual(summary(reading), ["1"])
      // Until the token has expired.
      let token = try etcd.token(user: "reader", password: "s3cret")
      let isExpired = await eventually(every: .milliseconds(1500)) {
        (try? etcd.request("/v3/kv/range", "{\"key\":\"L29wZW4vYQ==\"}", token: token)) == nil
      }
      XCTAssertTrue(isExpired)
      reading = try await registry.read(key("open/a"), after: nil)
      let root = try etcd.token(user: "root", password: "s3cret")
      try etcd.put("/open/a", "2", token: root)
      try await follow(["2"], registry, key("open/a"), after: reading)
      await registry.shutdown()
      try await etcd.stop()
    }
  }

  func testWrongPasswordsAndForbiddenKeysAreRefusals() async throws {
    for version in EtcdServer.Version.allCases {
      let etcd = try await EtcdServer.started(version)
      try etcd.enableAuthentication(password: "s3cret")
      let wrong = try registry(etcd) {
        $0.user = "reader"
        $0.password = Secret("wr0ng")
      }
      await expect(.forbidden) { try await wrong.read(key("open/a"), after: nil) }
      await expect(.forbidden) { try await wrong.read(key("open/b"), after: nil) }
      let nobody = try registry(etcd)
      await expect(.forbidden) { try await nobody.read(key("open/a"), after: nil) }
      let reader = try registry(etcd) {
        $0.user = "reader"
        $0.password = Secret("s3cret")
      }
      let (shut, open) = (prefix("shut/"), prefix("open/"))
      let forbidden = Task { try await reader.read(shut, after: nil) }
      let allowed = Task { try await reader.read(open, after: nil) }
      let reading = try await allowed.value
      await expect(.forbidden) { try await forbidden.value }
      XCTAssertEqual(summary(reading), [])
      for registry in [wrong, nobody, reader] { await registry.shutdown() }
      try await etcd.stop()
    }
  }

  func testAuthenticationThatIsSwitchedOffAndOnIsFollowed() async throws {
    let etcd = try await EtcdServer.started(.newer)
    try etcd.put("/open/a", "1")
    let registry = try registry(etcd) {
      $0.user = "reader"
      $0.password = Secret("s3cret")
    }
    let before = try await registry.read(key("open/a"), after: nil)
    XCTAssertEqual(summary(before), ["1"])
    try etcd.enableAuthentication(password: "s3cret")
    let after = try await registry.read(key("open/a"), after: nil)
    XCTAssertEqual(summary(after), ["1"])
    await registry.shutdown()
    try await etcd.stop()
  }

  func testMutualTLSIsSpokenAndAMissingCertificateRefused() async throws {
    let authority = try TLSServer(name: "127.0.0.1")
    defer { authority.stop() }
    let etcd = try await EtcdServer.started(certificates: authority.folder)
    try etcd.put("/a", "1")
    let registry = try registry(etcd) {
      $0.tls.caFile = authority.path("ca.pem")
      $0.tls.certificateFile = authority.path("client.pem")
      $0.tls.keyFile = authority.path("client-key.pem")
    }
    let reading = try await registry.read(key("a"), after: nil)
    try etcd.put("/a", "2")
    try await follow(["2"], registry, key("a"), after: reading)
    let bare = try self.registry(etcd) { $0.tls.caFile = authority.path("ca.pem") }
    await expect(.unreachable) { try await bare.read(key("a"), after: nil) }
    let distrustful = try self.registry(etcd)
    await expect(.unreachable) { try await distrustful.read(key("a"), after: nil) }
    for registry in [registry, bare, distrustful] { await registry.shutdown() }
    try await etcd.stop()
  }
}
