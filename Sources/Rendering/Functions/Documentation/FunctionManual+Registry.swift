extension FunctionManual {
  private static let consul = FunctionFamily(origin: .consulTemplate, dialects: [.consul])

  /// consul-template's questions to the registries and the environment.
  static let registry: [FunctionDocumentation] = [
    consul.entry(
      "service", "QUERY...",
      "Lists the healthy instances of a service: `[TAG.]NAME[@DATACENTER][~NEAR]`, then statuses.",
      "{{range service \"web\"}}{{.Node}} {{.Address}}:{{.Port}}\n{{end}}",
      "web1 10.0.0.1:80\nweb2 10.0.0.2:8080\n"),
    consul.entry(
      "connect", "QUERY...", "Lists the instances of a service that speak Consul Connect."),
    consul.entry(
      "services", "[QUERY]...", "Lists the names and tags of all services.",
      "{{range services}}{{.Name}}{{.Tags}} {{end}}", "db[] web[blue green] "),
    consul.entry(
      "nodes", "[QUERY]...", "Lists all nodes.", "{{range nodes}}{{.Node}} {{.Address}};{{end}}",
      "web1 10.0.0.1;"),
    consul.entry(
      "node", "[QUERY]...", "Returns one node with its services; without a name the agent's own.",
      "{{with node \"web1\"}}{{.Node.Address}}{{end}}", "10.0.0.1"),
    consul.entry(
      "datacenters", "[OPTION]...",
      "Lists the datacenters; with `true` only those that answer.", "{{datacenters}}", "[dc1 dc2]"),
    consul.entry(
      "key", "PATH", "Returns a key's value; the rendering waits until the key exists.",
      "{{key \"app/port\"}}", "8080"),
    consul.entry(
      "keyExists", "PATH", "Says whether a key exists.", "{{keyExists \"app/none\"}}", "false"),
    consul.entry(
      "keyOrDefault", "PATH DEFAULT",
      "Returns a key's value, or the default if it is missing or empty.",
      "{{keyOrDefault \"app/none\" \"80\"}}", "80"),
    consul.entry(
      "ls", "PREFIX", "Lists the keys directly below a prefix.",
      "{{range ls \"app\"}}{{.Key}}={{.Value}} {{end}}", "port=8080 "),
    consul.entry(
      "tree", "PREFIX", "Lists all keys below a prefix.",
      "{{range tree \"app\"}}{{.Key}}={{.Value}} {{end}}", "db/host=db1 port=8080 "),
    consul.entry(
      "safeLs", "PREFIX", "Like `ls`, but the rendering waits until there are keys.",
      "{{range safeLs \"app\"}}{{.Key}} {{end}}", "port "),
    consul.entry(
      "safeTree", "PREFIX", "Like `tree`, but the rendering waits until there are keys.",
      "{{len (safeTree \"app\")}}", "2"),
    consul.entry("env", "NAME", "Returns an environment variable.", "{{env \"ZONE\"}}", "a"),
    consul.entry(
      "mustEnv", "NAME", "Returns an environment variable, which must be set and not be empty.",
      "{{mustEnv \"ZONE\"}}", "a"),
    consul.entry(
      "envOrDefault", "NAME DEFAULT", "Returns an environment variable if it is set.",
      "{{envOrDefault \"NONE\" \"b\"}}", "b"),
    consul.entry(
      "file", "PATH", "Returns a file's bytes; the rendering waits until it can be read.",
      "{{file \"/etc/motd\"}}", "hello"),
    consul.entry(
      "timestamp", "[LAYOUT]...", "Returns the time of the pass, UTC; `unix` gives seconds.",
      "{{timestamp \"2006-01-02\"}} {{timestamp}}", "2024-02-29 2024-02-29T13:04:05Z", .volatile),
    consul.entry(
      "plugin", "PROGRAM...", "Is refused: templates do not run programs."),
    consul.entry(
      "writeToFile", "PATH...", "Is refused: templates do not write other files."),
    consul.entry(
      "sockaddr", "EXPRESSION...",
      "Asks for this machine's addresses, in the language of go-sockaddr.",
      #"{{sockaddr "GetPrivateIP"}} {{sockaddr `GetInterfaceIP "eth1"`}}"#, "10.1.1.1 198.18.0.9",
      .volatile),
  ]

  /// consul-template's questions to registries which nobody answers here.
  static let unsupported: [FunctionDocumentation] = RefusedFunctions.foreign
    .sorted { $0.key < $1.key }
    .map { name, registry in
      consul.entry(name, "ARGUMENT...", "Is refused: Trimtab does not ask \(registry).")
    }
}
