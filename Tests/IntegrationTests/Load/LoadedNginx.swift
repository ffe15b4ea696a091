import Foundation
import TestSupport
import XCTest

/// An nginx that follows a changing registry by the program, with a reload for each change, while
/// a client asks it. A HAProxy answers at every address of its servers.
final class LoadedNginx {
  let server: NginxServer
  let port: UInt16
  let file: ChangingFile
  private let origin: HAProxyServer
  private let agent: TrimtabAgent
  private(set) var client: LoadClient?

  init() throws {
    server = try NginxServer()
    origin = try HAProxyServer()
    agent = try TrimtabAgent()
    port = try FreePort.next()
    file = ChangingFile(agent.folder, ChangingRegistry(bind: port, origin: try FreePort.next()))
  }

  var log: String { agent.log }

  private var folder: TemporaryDirectory { agent.folder }

  /// Starts everything, with a client that asks `rate` times in a second.
  func start(rate: Int, settings: String = "") async throws {
    try await origin.startAnswering(at: file.registry.origin)
    try server.write("include conf.d/*.conf;")
    try file.write()
    try configure(settings)
    try await agent.render(["--no-reload"])
    try await server.start()
    try await agent.start()
    client = LoadClient(port: port, rate: rate)
  }

  private func configure(_ settings: String) throws {
    try folder.write(
      """
      upstream web {
      {{- range service "web" }}
        server {{ .Address }}:{{ .Port }} weight={{ .Weights.Passing }} \
      {{ if .ServiceMeta.off }}down{{ end }};
      {{- end }}
        keepalive 16;
      }
      server {
        listen 127.0.0.1:{{ key "bind" }};
        keepalive_requests 1000000;
        {{ if key "broken" }}no_such_directive;{{ end }}
        location / {
          proxy_pass http://web;
          proxy_http_version 1.1;
          proxy_set_header Connection "";
        }
        location = /state {
          return 200 "{{ range service "web" }}web/{{ .ID }} \
      {{ .Address }}:{{ .Port }} {{ .Weights.Passing }}\
      {{ if .ServiceMeta.off }} off{{ end }}\\n{{ end }}";
        }
      }

      """, to: "web.tmpl")
    try folder.write(
      """
      [registry.file]
      path = "services.toml"
      [[template]]
      source = "web.tmpl"
      destination = "\(server.folder.file("conf.d/web.conf"))"
      apply = "nginx"
      reload_interval = "500ms"
      wait = "10ms:100ms"
      [template.nginx]
      configuration = "\(server.configurationPath)"
      \(settings)
      """, to: "trimtab.toml")
  }

  /// Waits until the newest workers serve what the registry has.
  func settle(file: StaticString = #filePath, line: UInt = #line) async {
    let expected = self.file.registry.expectedServers.filter { $0.hasPrefix("web/") }
    var found: [String] = []
    let isEqual = await eventually(within: .seconds(60), every: .milliseconds(50)) {
      let text = (try? HTTPAnswer.get("/state", port: port).text) ?? ""
      found = text.split(separator: "\n").map(String.init).sorted()
      return found == expected
    }
    guard !isEqual else { return }
    XCTFail(
      "nginx differs: \(Set(found).symmetricDifference(expected).sorted().prefix(8))\n"
        + log.suffix(6000) + server.errorLog.suffix(2000), file: file, line: line)
  }

  /// Ends everything; what the client saw is printed and returned.
  func stop(_ what: String) async throws -> LoadTally {
    let tally = await client?.stop() ?? LoadTally()
    let reloads = log.components(separatedBy: "reloaded nginx").count - 1
    print("load: \(what), nginx: \(file.changes) changes, \(reloads) reloads; \(tally)")
    try await agent.stop()
    try await server.stop()
    try await origin.stop()
    return tally
  }
}
