import Foundation
import TestSupport

/// The truth that a random history leaves behind.
struct ConvergenceTruth {
  /// One instance of a service.
  struct Instance: Equatable {
    var service: String
    var port: Int
    var isPassing: Bool
  }

  /// The values of all keys, by path.
  var keys: [String: String] = [:]
  /// All instances, by id.
  var instances: [String: Instance] = [:]

  /// What the template says, one line for each thing it looks at, sorted.
  static let template = """
    {{range tree "r"}}T {{.Key}}={{.Value}}
    {{end}}{{range ls "r/3"}}L {{.Key}}={{.Value}}
    {{end}}K {{keyOrDefault "r/0/k0" "none"}}
    {{range service "s0"}}S {{.ID}} {{.Port}}
    {{end}}{{range service "s1"}}S {{.ID}} {{.Port}}
    {{end}}{{range service "s2|any"}}A {{.ID}} {{.Port}} {{.Status}}
    {{end}}
    """

  /// The lines of the rendered template, sorted.
  var lines: [String] {
    var lines = keys.map { "T \($0.key.dropFirst(2))=\($0.value)" }
    for (path, value) in keys where path.hasPrefix("r/3/") {
      lines.append("L \(path.dropFirst(4))=\(value)")
    }
    lines.append("K \(keys["r/0/k0"] ?? "none")")
    for (id, instance) in instances {
      if instance.service == "s2" {
        let status = instance.isPassing ? "passing" : "critical"
        lines.append("A \(id) \(instance.port) \(status)")
      } else if instance.isPassing {
        lines.append("S \(id) \(instance.port)")
      }
    }
    return lines.sorted()
  }
}

/// A registry whose data and misfortunes a random history is made of.
protocol ConvergenceWorld: AnyObject {
  /// What messages call it.
  var name: String { get }
  /// The table of the registry in the configuration.
  var configuration: String { get }
  /// The proxy between the agent and the server, if there is a server.
  var proxy: FaultyProxy? { get }
  /// Whether instances can be unhealthy.
  var knowsHealth: Bool { get }

  func start() async throws
  func put(_ key: String, _ value: String) throws
  func delete(_ key: String) throws
  func register(_ id: String, _ instance: ConvergenceTruth.Instance) throws
  func deregister(_ id: String, of service: String) throws
  /// Kills the server and starts it again, or what comes next to it.
  func restart() async throws
  /// Halts the server, or goes on.
  func setFrozen(_ isFrozen: Bool) throws
  func stop() async throws
}

/// A world with a server.
protocol ServedWorld: ConvergenceWorld {
  associatedtype Server: HaltableServer
  var server: Server { get }
}

extension ServedWorld {
  func start() async throws { try await server.start() }
  func restart() async throws { try await server.restart() }
  func setFrozen(_ isFrozen: Bool) { isFrozen ? server.freeze() : server.thaw() }
  func stop() async throws { try await server.stop() }
}
