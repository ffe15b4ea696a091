/// A backend for each service and a server for each instance.
enum BalancerTemplate {
  static let text = """
    {{- range services }}
    backend {{ .Name }}
      balance roundrobin
    {{- range service .Name }}
      server {{ .ID }} {{ .Address }}:{{ .Port }} weight {{ .Weights.Passing }}
    {{- end }}
    {{ end }}
    """
}
