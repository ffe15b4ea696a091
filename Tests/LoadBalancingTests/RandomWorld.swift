import Foundation
import LoadBalancing
import SystemSupport
import TestSupport

/// A HAProxy that is changed, and others that are started to compare.
final class RandomWorld {
  private let balancer: HAProxyServer
  private let other: HAProxyServer
  private let reloader: HAProxyReloader
  private let folder: TemporaryDirectory
  private let otherFolder: TemporaryDirectory
  private let log = MemoryLog()
  private var front = ""
  /// What the files hold.
  private var current: RandomBalancer?

  init(_ program: String) throws {
    balancer = try HAProxyServer(program: program)
    other = try HAProxyServer(program: program)
    folder = try TemporaryDirectory()
    otherFolder = try TemporaryDirectory()
    var settings = HAProxySettings(configuration: balancer.configurationPath)
    settings.drainTime = .zero
    settings.oldWorkerLimit = 1000
    settings.throttle = ReloadThrottle(interval: .milliseconds(200), burst: 3)
    reloader = HAProxyReloader(settings, log: log.log)
  }

  private static func front(of server: HAProxyServer, _ folder: TemporaryDirectory) throws
    -> String
  {
    server.preamble.replacingOccurrences(of: "global\n", with: "global\n  hard-stop-after 1s\n")
      + "listen front\n  bind 127.0.0.1:\(try FreePort.next())\n"
      + RandomFiles.lines(in: folder.path)
  }

  func start(_ wanted: RandomBalancer) async throws {
    front = try RandomWorld.front(of: balancer, folder)
    try balancer.write(front + wanted.text)
    for (name, text) in wanted.files.contents { try folder.write(text, to: name) }
    current = wanted
    try await balancer.start()
  }

  /// Whether HAProxy takes the texts: not all settings go together.
  func accepts(_ wanted: RandomBalancer) async throws -> Bool {
    try other.write(try RandomWorld.front(of: other, otherFolder) + wanted.text)
    for (name, text) in wanted.files.contents { try otherFolder.write(text, to: name) }
    return try await other.check(other.configurationPath).status == 0
  }

  func disturb(_ commands: [String]) throws {
    for command in commands { _ = try balancer.command(command) }
  }

  /// Writes what differs, as the agent does, and applies it.
  func apply(_ wanted: RandomBalancer) async throws -> ReloadReport {
    var files: [AppliedChange.File] = []
    for (name, text) in wanted.files.contents.sorted(by: { $0.key < $1.key }) {
      guard let old = folder.text(name), old != text else { continue }
      try folder.write(text, to: name)
      files.append(
        AppliedChange.File(
          path: folder.file(name), oldContents: Array(old.utf8), newContents: Array(text.utf8)))
    }
    if let current, files.isEmpty || current.text != wanted.text {
      try balancer.write(front + wanted.text)
      files.append(
        AppliedChange.File(
          path: balancer.configurationPath, oldContents: Array((front + current.text).utf8),
          newContents: Array((front + wanted.text).utf8)))
    }
    current = wanted
    let report = try await apply(AppliedChange(files: files))
    await reloader.finish()
    return report
  }

  /// As often as a reload has to wait, and the servers need not.
  private func apply(_ change: AppliedChange) async throws -> ReloadReport {
    while true {
      do {
        return try await reloader.apply(change)
      } catch  where error.code == .postponed {
        guard let due = error.due else { throw error }
        _ = await EventLoop.shared.pause(for: due - .now)
      }
    }
  }

  func state() throws -> [String] { try RandomWorld.state(balancer, folder) }

  /// The state of one that is started with what was accepted last.
  func stateOfNewOne() async throws -> [String] {
    try await other.start()
    let state = try RandomWorld.state(other, otherFolder)
    try await other.stop()
    return state
  }

  func stop() async throws { try await balancer.stop() }

  private static func state(
    _ server: HAProxyServer, _ folder: TemporaryDirectory
  ) throws -> [String] {
    try servers(server) + entries(server, folder)
  }

  /// What it has of each map and list, in its order.
  private static func entries(
    _ server: HAProxyServer, _ folder: TemporaryDirectory
  ) throws -> [String] {
    try folder.names.flatMap { name in
      let kind = name.hasSuffix(".acl") ? "acl" : "map"
      let answer = try server.command("show \(kind) \(folder.file(name))")
      // The first word is the place in the memory.
      return answer.split(separator: "\n").enumerated().map { number, line in
        "\(name) \(number): \(line.drop { $0 != " " })"
      }
    }
  }

  /// A line for each server, with what a configuration says of it: nothing that time or health
  /// changes.
  private static func servers(_ server: HAProxyServer) throws -> [String] {
    let lines = try server.command("show servers state").split(separator: "\n")
      .map { $0.split(separator: " ").map(String.init) }
    let heads = Array(lines.first { $0.first == "#" }?.dropFirst() ?? [])
    let limits = try limits(server)
    return lines.filter { $0.count > 5 && $0[0] != "#" }.map { fields in
      let all = Dictionary(zip(heads, fields)) { first, _ in first }
      let name = "\(all["be_name"] ?? "")/\(all["srv_name"] ?? "")"
      let bits = Int(all["srv_admin_state"] ?? "") ?? -1
      // `disabled` leaves a mark for ever; what counts is the bit that commands set, too.
      let state = bits & 1 != 0 ? "maintenance" : bits & 8 != 0 ? "drain" : "ready"
      let checks = ["srv_check_state", "srv_agent_state"].map { (Int(all[$0] ?? "") ?? -1) & 6 }
      let plain = [
        "srv_addr", "srv_port", "srv_uweight", "srv_fqdn", "srv_use_ssl", "srv_check_port",
        "srv_check_addr", "srv_agent_addr", "srv_agent_port", "srv_f_forced_id",
      ].map { "\($0)=\(all[$0] ?? "-")" }
      let id = all["srv_f_forced_id"] == "1" ? " id=\(all["srv_id"] ?? "")" : ""
      return "\(name) \(state) checks=\(checks) \(plain.joined(separator: " "))\(id) "
        + "limit=\(limits[name] ?? "-")"
    }.sorted()
  }

  /// The limits of connections.
  private static func limits(_ server: HAProxyServer) throws -> [String: String] {
    let lines = try server.command("show stat").split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    guard let column = lines.first?.firstIndex(of: "slim") else { return [:] }
    return Dictionary(
      lines.filter { $0.count > column }.map { ("\($0[0])/\($0[1])", $0[column]) },
      uniquingKeysWith: { first, _ in first })
  }
}
