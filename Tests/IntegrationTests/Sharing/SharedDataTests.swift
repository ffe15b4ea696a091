import Foundation
import TestSupport
import XCTest

/// What is shared, what is not, and what is not believed.
final class SharedDataTests: XCTestCase {
  private func fleet(
    agents: Int = 3, _ settings: String = "ttl = \"10s\"\n",
    template: String = "{{ key \"app/a\" }}", values: [String: String] = ["app/a": "1"]
  ) async throws -> SharingFleet {
    let store = SharingConsul(server: try await ConsulServer.started())
    for (key, value) in values { try store.write(key, value) }
    return try SharingFleet(store, agents: agents, settings: settings, template: template)
  }

  /// The key of the only leader.
  private func leaderKey(_ fleet: SharingFleet) throws -> String {
    try XCTUnwrap(try fleet.store.keys().first { $0.hasSuffix("/leader") })
  }

  func testWhatAnotherVersionSharesIsRefusedAndAskedForHere() async throws {
    try await checkUnusable("{\"format\":99}", "of another version")
  }

  func testATruncatedManifestIsRefusedAndAskedForHere() async throws {
    try await checkUnusable("{\"format\":1,\"session\":\"ab", "it is damaged")
  }

  func testAManifestWhoseBlocksAreNotThereIsNotWaitedForLong() async throws {
    try await checkUnusable(
      """
      {"format":1,"session":"other","beat":1,"blocks":[{"name":0,"size":9,"packed":9,"digest":"1"}]}
      """, "is gone")
  }

  func testABlockThatIsDamagedIsRefusedAndAskedForHere() async throws {
    try await checkUnusable(
      """
      {"format":1,"session":"other","beat":1,\
      "blocks":[{"name":0,"size":9,"packed":3,"digest":"1","bytes":"AAAA"}]}
      """, "it is damaged")
  }

  /// Somebody else has the key, with a value that is of no use.
  private func checkUnusable(
    _ manifest: String, _ reason: String, line: UInt = #line
  ) async throws {
    let fleet = try await fleet(agents: 1)
    try fleet.start(0)
    await fleet.become("1", line: line)
    let key = try leaderKey(fleet)
    try await fleet.members[0].process?.stop()
    let server = try XCTUnwrap((fleet.store as? SharingConsul)?.server)
    let created = try server.request("PUT", "/v1/session/create", body: "{\"TTL\":\"60s\"}")
    let session = try JSONSerialization.jsonObject(with: created.body) as? [String: String]
    let id = try XCTUnwrap(session?["ID"])
    try server.request("PUT", "/v1/kv/\(key)?acquire=\(id)", body: manifest)
    try fleet.store.write("app/a", "2")
    try fleet.start(0)
    await fleet.become("2", line: line)
    try fleet.store.write("app/a", "3")
    await fleet.become("3", line: line)
    let says = await eventually { fleet.members[0].says(reason) }
    XCTAssertTrue(says, fleet.members[0].log, line: line)
    let isAlone = await eventually { fleet.members[0].role == "alone" }
    XCTAssertTrue(isAlone, fleet.members[0].log, line: line)
    XCTAssertEqual(try fleet.store.shared(key), manifest, "it is not ours", line: line)
    try await fleet.stop()
  }

  func testWhatIsLargerThanAValueOfConsulIsShared() async throws {
    var random = SystemRandomNumberGenerator()
    func noise() -> String {
      String(
        decoding: (0..<300_000).map { _ in UInt8.random(in: 97...122, using: &random) },
        as: UTF8.self)
    }
    let values = Dictionary(uniqueKeysWithValues: (0..<5).map { ("app/k\($0)", noise()) })
    let fleet = try await fleet(
      agents: 2, template: "{{ range ls \"app\" }}{{ .Value }}\n{{ end }}", values: values)
    try fleet.startAll()
    let expected = values.sorted { $0.key < $1.key }.map { $0.value + "\n" }.joined()
    await fleet.become(expected)
    await fleet.settle()
    XCTAssertGreaterThan(try fleet.store.keys().count, 3)
    let other = noise()
    try fleet.store.write("app/k4", other)
    await fleet.become(expected.replacing(values["app/k4"] ?? "", with: other))
    try await fleet.stop()
  }

  func testSecretsAreNotSharedUnlessAskedFor() async throws {
    for (settings, isShared) in [("", false), ("share_secrets = true", true)] {
      let fleet = try await fleet(
        agents: 2, "ttl = \"10s\"\n\(settings)",
        template: "{{ key \"app/a\" }} {{ key \"db/password\" }}",
        values: ["app/a": "1", "db/password": "hidden"])
      try fleet.startAll()
      await fleet.become("1 hidden")
      await fleet.settle()
      try fleet.store.write("db/password", "also hidden")
      await fleet.become("1 also hidden")
      let says = fleet.members.contains { $0.says("an answer with secrets is not shared") }
      XCTAssertNotEqual(says, isShared)
      try await fleet.stop()
    }
  }

  func testFollowersKeepOneConnectionHoweverManyQueries() async throws {
    let values = Dictionary(uniqueKeysWithValues: (0..<30).map { ("app/k\($0)", "v") })
    let template = (0..<30).map { "{{ key \"app/k\($0)\" }}" }.joined()
    let fleet = try await fleet(agents: 4, template: template, values: values)
    try fleet.startAll()
    await fleet.become(String(repeating: "v", count: 30))
    let leader = await fleet.settle()
    for number in fleet.others(than: leader) {
      XCTAssertLessThan(fleet.members[number].proxy.connectionCount, 4)
    }
    XCTAssertGreaterThan(fleet.members[leader].proxy.connectionCount, 20)
    try await fleet.stop()
  }

  func testWithoutPermissionToShareEachAsksItselfAndSaysItOnce() async throws {
    let root = "11111111-1111-1111-1111-111111111111"
    let server = try await ConsulServer.started(
      settings: """
        "acl": { "enabled": true, "default_policy": "deny",
          "tokens": { "master": "\(root)", "agent": "\(root)", "default": "\(root)" } }
        """)
    func ask(_ target: String, _ body: String) throws -> [String: Any] {
      let answer = try server.request("PUT", target, body: body)
      return try JSONSerialization.jsonObject(with: answer.body) as? [String: Any] ?? [:]
    }
    let rules = "key_prefix \\\"\\\" { policy = \\\"read\\\" }"
    let isMade = await eventually {
      (try? ask("/v1/acl/policy", "{\"Name\":\"read\",\"Rules\":\"\(rules)\"}")) != nil
    }
    XCTAssertTrue(isMade)
    let token = try ask("/v1/acl/token", "{\"Policies\":[{\"Name\":\"read\"}]}")["SecretID"]
    try server.request("PUT", "/v1/kv/app/a", body: "1")
    let store = SharingConsul(server: server, token: try XCTUnwrap(token as? String))
    let fleet = try SharingFleet(
      store, agents: 2, settings: "ttl = \"10s\"", template: "{{ key \"app/a\" }}")
    try fleet.startAll()
    await fleet.become("1")
    for member in fleet.members {
      let says = await eventually { member.says("sharing is not permitted") }
      XCTAssertTrue(says, member.log)
      XCTAssertEqual(member.role, "alone")
      let count = member.log.components(separatedBy: "sharing is not permitted").count - 1
      XCTAssertEqual(count, 1)
    }
    try await fleet.stop()
  }
}
