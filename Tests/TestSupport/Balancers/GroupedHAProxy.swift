import Foundation

/// A group of templates that follow a file of keys: a HAProxy's configuration and a map which it
/// names. The map comes first, as what is before the configuration must not hide what that was.
package struct GroupedHAProxy {
  /// The balancer, which is not started.
  package let balancer: HAProxyServer
  /// Where the agent's configuration, the templates, the keys and the map are.
  package let folder: TemporaryDirectory
  /// Where the frontend listens unless it is told otherwise.
  package let bind: String

  /// Writes the agent's configuration and the templates, and first keys.
  package init(program: String = "haproxy", in folder: TemporaryDirectory) throws {
    balancer = try HAProxyServer(program: program)
    self.folder = folder
    bind = "127.0.0.1:\(try FreePort.next())"
    try folder.write(
      balancer.preamble + """
        frontend front
          bind {{ key "bind" }}
          http-request set-header x %[src,map_ip(\(map),none)]
          default_backend web
        backend web
          server a 127.0.0.1:1 weight {{ key "weight" }}

        """, to: "haproxy.cfg.tmpl")
    try folder.write("{{ key \"network\" }} inside\n", to: "nets.map.tmpl")
    try folder.write(
      """
      [registry.file]
      path = "services.toml"
      [group.balancer]
      apply = "haproxy"
      main = "\(balancer.configurationPath)"
      reload_interval = "0s"
      check = ["\(balancer.binary)", "-c", "-f", "{{.src}}"]
      [[template]]
      source = "nets.map.tmpl"
      destination = "nets.map"
      in_group = "balancer"
      [[template]]
      source = "haproxy.cfg.tmpl"
      destination = "\(balancer.configurationPath)"
      in_group = "balancer"
      """, to: "trimtab.toml")
    try want()
  }

  /// Changes the keys: what the frontend listens at, a server's weight, and the map's network.
  package func want(
    bind: String? = nil, weight: Int = 1, network: String = "10.0.0.0/8"
  ) throws {
    try folder.replace(
      "services.toml",
      with: """
        [keys]
        "bind" = "\(bind ?? self.bind)"
        "weight" = "\(weight)"
        "network" = "\(network)"
        """)
  }

  /// Something to listen at that `haproxy -c` accepts, nobody tries before the reload, and the
  /// reload then fails for.
  package var impossibleBind: String { "unix@\(folder.file("missing"))/x.sock" }

  /// The map's path.
  package var map: String { folder.file("nets.map") }

  /// The texts of both files.
  package var files: [String?] {
    [balancer.configurationPath, map].map { try? String(contentsOfFile: $0, encoding: .utf8) }
  }

  /// Whether the running HAProxy has a weight and a network.
  package func serves(weight: Int, network: String) throws -> Bool {
    try balancer.showServersState().first?.weight == weight
      && balancer.command("show map \(map)").contains(network)
  }
}
