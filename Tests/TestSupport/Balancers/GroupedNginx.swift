/// A group of templates that follow a file of keys: nginx's main file and one that it includes.
/// Each names what the other one declares, so that neither is good beside the other's old one.
package struct GroupedNginx {
  /// The server, which is not started.
  package let server: NginxServer
  /// Where the agent's configuration, the templates and the keys are.
  package let folder: TemporaryDirectory
  /// Where it listens.
  package let port: UInt16

  /// Writes the agent's configuration and the templates, and first keys.
  package init(in folder: TemporaryDirectory) throws {
    server = try NginxServer()
    self.folder = folder
    port = try FreePort.next()
    try folder.write(
      server.preamble + """
        limit_req_zone $binary_remote_addr zone={{ key "zone" }}:1m rate=1000r/s;
        include conf.d/*.conf;
        }

        """, to: "nginx.conf.tmpl")
    try folder.write(
      """
      server {
        listen 127.0.0.1:\(port);
        {{ if key "bind" }}listen {{ key "bind" }};{{ end }}
        limit_req zone={{ key "zone" }} burst=100;
        {{ key "line" }}
        location / { return 200 "{{ key "zone" }}"; }
      }

      """, to: "web.conf.tmpl")
    try folder.write(
      """
      [registry.file]
      path = "services.toml"
      [group.balancer]
      apply = "nginx"
      main = "\(server.configurationPath)"
      reload_interval = "0s"
      [[template]]
      source = "web.conf.tmpl"
      destination = "\(server.folder.file("conf.d/web.conf"))"
      in_group = "balancer"
      [[template]]
      source = "nginx.conf.tmpl"
      destination = "\(server.configurationPath)"
      in_group = "balancer"
      """, to: "trimtab.toml")
    try want("one")
  }

  /// Changes the keys: the zone, which is the answer too, a second address to listen at, and a free
  /// line.
  package func want(_ zone: String, bind: String = "", line: String = "") throws {
    try folder.replace(
      "services.toml",
      with: """
        [keys]
        "zone" = "\(zone)"
        "bind" = "\(bind)"
        "line" = "\(line)"
        """)
  }

  /// The texts of both files.
  package var files: [String?] {
    ["nginx.conf", "conf.d/web.conf"].map { server.folder.text($0) }
  }

  /// What nginx answers.
  package var answer: String? { try? HTTPAnswer.get("/", port: port).text }
}
