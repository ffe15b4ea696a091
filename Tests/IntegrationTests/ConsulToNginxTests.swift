import TestSupport
import XCTest

/// The template of `templates/nginx` with a real Consul and a real nginx.
final class ConsulToNginxTests: XCTestCase {
  private let folder = TemporaryDirectory.fresh

  /// The main configuration, with `upstreams` as the file of the upstreams.
  private func mainConfiguration(port: UInt16, upstreams: String) -> String {
    let places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map {
      "  \($0)_temp_path \(folder.path)/\($0);"
    }
    return """
      worker_processes 1;
      pid \(folder.file("nginx.pid"));
      error_log \(folder.file("error.log"));
      events { worker_connections 64; }
      http {
        access_log off;
      \(places.joined(separator: "\n"))
        include \(upstreams);
        server {
          listen 127.0.0.1:\(port);
          location / { proxy_pass http://web; proxy_next_upstream off; }
        }
      }
      """
  }

  private func startAgent(consul: ConsulServer, nginx: String) throws -> RunningProcess {
    let template = RepositoryRoot.path + "/templates/nginx/upstreams.conf.tmpl"
    try folder.write(
      """
      registry.consul = { address = "127.0.0.1:\(consul.port)" }
      [[template]]
      source = "\(template)"
      destination = "upstreams.conf"
      # What is to be installed is only a part: the check puts it into a copy of the whole.
      check = "sed 's#PLACE#{{.src}}#' whole.conf > check.conf && \(nginx) -t -c $PWD/check.conf"
      signal = { name = "SIGHUP", pid_file = "nginx.pid" }
      """, to: "trimtab.toml")
    return try RunningProcess(
      TrimtabBinary.path(), ["run", "-c", folder.file("trimtab.toml")],
      environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"], directory: folder.path)
  }

  func testNginxFollowsTheServicesOfConsul() async throws {
    let consul = try await ConsulServer.started()
    let nginx = try ServerBinaries.nginx()
    let (one, two) = (try TinyBackend("one"), try TinyBackend("two"))
    let port = try FreePort.next()
    try folder.write(
      mainConfiguration(port: port, upstreams: folder.file("upstreams.conf")), to: "nginx.conf")
    try folder.write(mainConfiguration(port: port, upstreams: "PLACE"), to: "whole.conf")
    try consul.register("web", id: "web-1", port: one.port, tags: ["nginx", "v1"])

    let agent = try startAgent(consul: consul, nginx: nginx)
    try await agent.waitUntilReady { folder.text("upstreams.conf") != nil }
    let server = try RunningProcess(
      nginx, ["-c", folder.file("nginx.conf"), "-g", "daemon off;"])
    func answers(_ expected: String, line: UInt = #line) async {
      let isSo = await eventually {
        (try? HTTPAnswer.get("/", port: port).text) == expected
      }
      XCTAssertTrue(
        isSo, "no `\(expected)`: \(agent.standardError)\(folder.text("error.log") ?? "")",
        line: line)
    }
    await answers("one\n")

    try consul.register("web", id: "web-2", port: two.port, tags: ["nginx", "v2"])
    await answers("two\n")
    try consul.deregister(id: "web-1")
    let isGone = await eventually { folder.text("upstreams.conf")?.contains("v1") == false }
    XCTAssertTrue(isGone, agent.standardError)
    await answers("two\n")
    try consul.setStatus(of: "web-2", to: .critical)
    let isDown = await eventually { (try? HTTPAnswer.get("/", port: port).status) == 502 }
    XCTAssertTrue(isDown, agent.standardError)

    let end = try await agent.stop()
    XCTAssertEqual(end, .exited(0), agent.standardError)
    try await server.stop()
    try await consul.stop()
  }
}
