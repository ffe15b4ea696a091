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

  /// The same of an upstream's keys in place of a service.
  static let upstreams = """
    {{- range $i := loop 500 }}
    upstream u{{ $i }} {
    {{- range ls (printf "up/%d/" $i) }}
      server {{ .Value }}; # {{ .Key }}
    {{- end }}
    }
    {{- end }}

    """
}
