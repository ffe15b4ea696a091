import Foundation
import TestSupport
import XCTest

/// A HAProxy that follows a changing registry by the program while a client asks it. Another
/// HAProxy answers at every address of its servers.
final class LoadedBalancer {
  let balancer: HAProxyServer
  let port: UInt16
  let file: ChangingFile
  private let origin: HAProxyServer
  private let agent: TrimtabAgent
  private(set) var client: LoadClient?

  init(_ program: String) throws {
    balancer = try HAProxyServer(program: program)
    origin = try HAProxyServer()
    agent = try TrimtabAgent()
    port = try FreePort.next()
    file = ChangingFile(
      agent.folder, ChangingRegistry(bind: port, origin: try FreePort.next()))
  }

  var registry: ChangingRegistry { file.registry }

  var log: String { agent.log }

  private var folder: TemporaryDirectory { agent.folder }

  private var map: String { folder.file("hosts.map") }

  /// Starts everything, with a client that asks `rate` times in a second.
  func start(rate: Int, settings: String = "") async throws {
    try await origin.startAnswering(at: registry.origin)
    try file.write()
    try configure(settings)
    try await agent.render(["--no-reload"])
    try await balancer.start()
    try await agent.start()
    client = LoadClient(port: port, rate: rate)
  }

  private func configure(_ settings: String) throws {
    try folder.write("{{ range ls \"map\" }}{{ .Key }} {{ .Value }}\n{{ end }}", to: "map.tmpl")
    try folder.write(
      balancer.preamble + """
        frontend front
          bind 127.0.0.1:{{ key "bind" }}
          option idle-close-on-response
          http-request set-header x-{{ key "structure" }} %[req.hdr(host),map(\(map),none)]
          {{ if key "broken" }}no-such-keyword{{ end }}
          use_backend api if { rand(3) 0 }
          default_backend web
        {{- range $name := parseJSON "[\\"web\\",\\"api\\"]" }}
        backend {{ $name }}
          balance roundrobin
        {{- range service $name }}
          server {{ .ID }} {{ .Address }}:{{ .Port }} weight {{ .Weights.Passing }}
          {{- if .ServiceMeta.off }} disabled{{ end }}
        {{- end }}
        {{- end }}

        """, to: "haproxy.cfg.tmpl")
    try folder.write(
      """
      [registry.file]
      path = "services.toml"
      [group.balancer]
      apply = "haproxy"
      haproxy = { binary = "\(balancer.binary)"\(settings) }
      reload_interval = "500ms"
      [[template]]
      source = "haproxy.cfg.tmpl"
      destination = "\(balancer.configurationPath)"
      in_group = "balancer"
      wait = "10ms:100ms"
      [[template]]
      source = "map.tmpl"
      destination = "hosts.map"
      in_group = "balancer"
      wait = "10ms:100ms"
      """, to: "trimtab.toml")
  }

  /// What HAProxy has, in the words of `ChangingRegistry.expectedServers`.
  func servers() throws -> [String] {
    try balancer.showServersState().map {
      "\($0.backend)/\($0.server) \($0.address):\($0.port) \($0.weight)"
        + ($0.isInMaintenance ? " off" : "")
    }.sorted()
  }

  /// Waits until HAProxy has what the registry has, and says what differs if it never does.
  func settle(file: StaticString = #filePath, line: UInt = #line) async throws {
    var servers: [String] = []
    var entries: [String] = []
    let isEqual = await eventually(within: .seconds(60), every: .milliseconds(50)) {
      servers = (try? self.servers()) ?? []
      entries = ((try? balancer.command("show map \(map)")) ?? "").split(separator: "\n")
        .map { String($0.drop { $0 != " " }.dropFirst()) }.sorted()
      return servers == registry.expectedServers && entries == registry.expectedMap
    }
    guard !isEqual else { return }
    let differing = Set(servers).symmetricDifference(registry.expectedServers).sorted()
    XCTFail(
      "HAProxy differs from the registry: \(differing.prefix(8)); map: "
        + "\(Set(entries).symmetricDifference(registry.expectedMap).sorted().prefix(8))\n"
        + log.suffix(6000), file: file, line: line)
  }

  /// Ends everything; what the client saw is printed and returned.
  func stop(_ what: String) async throws -> LoadTally {
    let tally = await client?.stop() ?? LoadTally()
    let applied = log.components(separatedBy: "applied how").count - 1
    let reloads = log.components(separatedBy: "reloaded HAProxy").count - 1
    print(
      "load: \(what): \(file.changes) changes, \(applied) applied, \(reloads) reloads; \(tally)")
    try await agent.stop()
    try await balancer.stop()
    try await origin.stop()
    return tally
  }
}
