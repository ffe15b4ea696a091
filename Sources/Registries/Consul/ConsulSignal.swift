/// Something of Consul's that can be watched and tells which of many queries may have moved.
enum ConsulSignal: Hashable, Sendable {
  /// The checks in a state that few have: small, and names what it is about.
  case critical, warning
  /// The nodes themselves.
  case nodes
  /// The instances on one node, each with the position of its last change.
  case node(String)
  /// The names of all services: it is told that an instance moved, but not which.
  case services
  /// The keys below a prefix, each with the position of its last change.
  case keys(prefix: String)
  /// As `keys`, where these are too many: it is told that one moved, but not which.
  case keyNames(prefix: String)

  /// What to ask.
  var target: ConsulTarget {
    switch self {
    case .critical: ConsulTarget("/v1/health/state/critical")
    case .warning: ConsulTarget("/v1/health/state/warning")
    case .nodes: ConsulTarget("/v1/catalog/nodes")
    case .node(let name): ConsulTarget("/v1/catalog/node-services/", name: name)
    case .services: ConsulTarget("/v1/catalog/services")
    case .keys(let prefix):
      ConsulTarget("/v1/kv/", name: prefix, [.init("recurse", "")])
    case .keyNames(let prefix):
      ConsulTarget("/v1/kv/", name: prefix, [.init("keys", ""), .init("separator", "/")])
    }
  }

  /// The most bytes of an answer. Beyond, another signal is better.
  static let sizeLimit = 8 << 20
}
