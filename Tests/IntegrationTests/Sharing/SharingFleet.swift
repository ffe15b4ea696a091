import Foundation
import TestSupport
import XCTest

/// A real registry and several agents with one template, each behind a network of its own.
final class SharingFleet {
  /// A registry that agents can share through.
  protocol Store {
    var port: UInt16 { get }
    /// Its table in a configuration.
    func settings(port: UInt16) -> String
    func write(_ key: String, _ value: String) throws
    /// The value of a key of the board; nil if there is none.
    func shared(_ key: String) throws -> String?
    /// Writes a key of the board for ever, as somebody else would.
    func spoil(_ key: String, _ value: String) throws
    func removeShared() throws
    /// The keys of the board.
    func keys() throws -> [String]
    func start() async throws
    func stop() async throws
    func kill() async throws
  }

  /// One agent.
  final class Member {
    let number: Int
    let proxy: FaultyProxy
    fileprivate(set) var process: RunningProcess?

    fileprivate init(_ number: Int, _ proxy: FaultyProxy) {
      self.number = number
      self.proxy = proxy
    }

    var log: String { process?.standardError ?? "" }

    func says(_ text: String) -> Bool { log.contains(text) }

    /// What it does, by the last thing that it said about it.
    var role: String {
      let roles = [
        "asking the registries for all": "leads", "taking what another": "follows",
        "asking the registries here": "alone", "claim to lead is lost": "alone",
      ]
      for line in log.split(separator: "\n").reversed() {
        for (text, role) in roles where line.contains(text) { return role }
      }
      return ""
    }
  }

  let store: any Store
  let members: [Member]
  private let folder: TemporaryDirectory
  /// What follows `[deduplicate]`; nil for agents that do not share.
  var settings: String?
  private let template: String

  static let leader = "leader"

  /// Agents that have not started; `settings` are those of `[deduplicate]` and what follows.
  init(
    _ store: any Store, agents: Int = 3, settings: String = "",
    template: String = "{{ key \"app/a\" }} {{ range ls \"app\" }}{{ .Key }}={{ .Value }};{{ end }}"
  ) throws {
    self.store = store
    self.settings = settings
    self.template = template
    folder = try TemporaryDirectory()
    members = try (0..<agents).map { Member($0, try FaultyProxy(to: store.port)) }
  }

  func configure(_ number: Int) throws {
    try folder.write(
      """
      \(store.settings(port: members[number].proxy.port))
      [log]
      level = "debug"
      \(settings.map { "[deduplicate]\n\($0)" } ?? "")
      [[template]]
      name = "shared"
      contents = '''\(template)'''
      destination = "\(folder.file("out-\(number)"))"
      """, to: "\(number).toml")
  }

  func start(_ number: Int) throws {
    try configure(number)
    members[number].process = try RunningProcess(
      TrimtabBinary.path(), ["run", "-c", folder.file("\(number).toml")], environment: [:])
  }

  func startAll() throws {
    for member in members { try start(member.number) }
  }

  /// What agents wrote.
  func file(_ number: Int) -> String { folder.text("out-\(number)") ?? "" }

  /// Waits until the files of agents are as expected.
  func become(
    _ expected: String, of numbers: [Int]? = nil, within limit: Duration = .seconds(60),
    file: StaticString = #filePath, line: UInt = #line
  ) async {
    let numbers = numbers ?? members.map(\.number)
    let isSo = await eventually(within: limit) {
      numbers.allSatisfy { self.file($0) == expected }
    }
    if !isSo {
      let found = numbers.map { "\($0): \(self.file($0).prefix(200))\n\(members[$0].log)" }
      XCTFail("expected \(expected.prefix(200)), found \(found)", file: file, line: line)
    }
  }

  /// Waits until one of some agents leads, and all others of them follow; returns the leader.
  @discardableResult
  func settle(
    _ numbers: [Int]? = nil, within limit: Duration = .seconds(60),
    file: StaticString = #filePath, line: UInt = #line
  ) async -> Int {
    let some = (numbers ?? members.map(\.number)).map { members[$0] }
    let isSo = await eventually(within: limit) {
      some.filter { $0.role == "leads" }.count == 1
        && some.filter { $0.role == "follows" }.count == some.count - 1
    }
    if !isSo { XCTFail("\(some.map { $0.role + "\n" + $0.log })", file: file, line: line) }
    return some.first { $0.role == "leads" }?.number ?? 0
  }

  func others(than number: Int) -> [Int] { members.map(\.number).filter { $0 != number } }

  func send(_ signal: Int32, to number: Int) { members[number].process?.send(signal) }

  /// Ends everything; all agents that run must end well, and nothing of theirs may stay.
  func stop(file: StaticString = #filePath, line: UInt = #line) async throws {
    for member in members {
      member.proxy.set(.none)
      guard let process = member.process, process.isRunning else { continue }
      let end = try await process.stop()
      XCTAssertEqual(end, .exited(0), member.log, file: file, line: line)
    }
    for member in members { member.proxy.stop() }
    try await store.stop()
  }
}

/// Consul, with sessions as short as it allows.
struct SharingConsul: SharingFleet.Store {
  let server: ConsulServer
  var port: UInt16 { server.port }
  var token = ""

  func settings(port: UInt16) -> String {
    "[registry.consul]\naddress = \"127.0.0.1:\(port)\"\nretry_max = \"1s\"\n"
      + (token.isEmpty ? "" : "token = \"\(token)\"\n")
  }
  func write(_ key: String, _ value: String) throws {
    try server.request("PUT", "/v1/kv/\(key)", body: value)
  }
  func shared(_ key: String) throws -> String? {
    try? server.request("GET", "/v1/kv/\(key)?raw").text
  }
  func spoil(_ key: String, _ value: String) throws { try write(key, value) }
  func removeShared() throws {
    try server.request("DELETE", "/v1/kv/trimtab/dedup?recurse")
  }
  func keys() throws -> [String] {
    guard let answer = try? server.request("GET", "/v1/kv/trimtab/?keys") else { return [] }
    return try JSONSerialization.jsonObject(with: answer.body) as? [String] ?? []
  }
  func start() async throws { try await server.start() }
  func stop() async throws { try await server.stop() }
  func kill() async throws { try await server.kill() }
}

/// etcd, whose leases can be short.
struct SharingEtcd: SharingFleet.Store {
  let server: EtcdServer
  var port: UInt16 { server.port }

  func settings(port: UInt16) -> String {
    "[registry.etcd]\naddress = \"127.0.0.1:\(port)\"\nretry_max = \"1s\"\n"
  }
  func write(_ key: String, _ value: String) throws { try server.put("/" + key, value) }
  func shared(_ key: String) throws -> String? { try values()[key] }
  func spoil(_ key: String, _ value: String) throws { try server.put(key, value) }
  func removeShared() throws { try server.delete(prefix: "trimtab/dedup/") }
  func keys() throws -> [String] { try values().keys.sorted() }
  func start() async throws { try await server.start() }
  func stop() async throws { try await server.stop() }
  func kill() async throws { try await server.kill() }

  private func values() throws -> [String: String] {
    func text(_ value: Any?) -> String {
      (value as? String).flatMap { Data(base64Encoded: $0) }
        .map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
    let body = """
      {"key":"\(Data("trimtab/".utf8).base64EncodedString())",\
      "range_end":"\(Data("trimtab0".utf8).base64EncodedString())"}
      """
    let answer = try HTTPAnswer.request("POST", "/v3/kv/range", at: .port(port), body: body)
    let root = try JSONSerialization.jsonObject(with: answer.body) as? [String: Any]
    var found: [String: String] = [:]
    for pair in root?["kvs"] as? [[String: Any]] ?? [] {
      found[text(pair["key"])] = text(pair["value"])
    }
    return found
  }
}
