extension FunctionManual {
  private static let consul = FunctionFamily(origin: .consulTemplate, dialects: [.consul])
  private static let trimtab = FunctionFamily(origin: .trimtab, dialects: [.consul])

  /// Questions about Consul's mesh, its federation and its prepared queries.
  static let mesh: [FunctionDocumentation] = [
    trimtab.entry(
      "query", "NAME...",
      "Lists the instances that a prepared query of Consul chooses, looked at again and again.",
      "{{range query \"nearest-web\"}}{{.Address}}:{{.Port}} {{end}}", "10.0.0.1:80 "),
    consul.entry(
      "caRoots", "[QUERY]...", "Lists the root certificates of Consul's mesh.",
      "{{range caRoots}}{{if .Active}}{{.RootCertPEM}}{{end}}{{end}}", "-----BEGIN CERTIFICATE-----"
    ),
    consul.entry(
      "caLeaf", "SERVICE...",
      "Returns a service's certificate of Consul's mesh with its private key.",
      "{{with caLeaf \"web\"}}{{.ServiceURI}}{{end}}", "spiffe://mesh/svc/web"),
    consul.entry(
      "peerings", "[QUERY]...", "Lists the clusters with which Consul's cluster is peered.",
      "{{range peerings}}{{.Name}} {{.PeeringState}}{{end}}", "east ACTIVE"),
    consul.entry(
      "partitions", "[QUERY]...", "Lists the admin partitions of Consul Enterprise.",
      "{{range partitions}}{{.Name}}{{end}}", "default"),
    consul.entry(
      "exportedServices", "[PARTITION]...",
      "Lists the services of a partition that others may use.",
      "{{range exportedServices}}{{.Service}} {{.Consumers.Peers}}{{end}}", "web [east]"),
    consul.entry(
      "importedServices", "PARTITION...", "Lists the services of others that a partition may use.",
      "{{range importedServices \"default\"}}{{.Service}} {{.SourcePeer}}{{end}}", "db east"),
  ]
}
