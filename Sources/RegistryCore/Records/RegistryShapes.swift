package import Values

/// The structs that registries hand to templates, with consul-template's field names. Every
/// registry builds its records from these shapes.
package enum RegistryShapes {
  /// One instance of a service.
  package static let healthService = RecordShape(
    "dependency.HealthService",
    [
      .init("Node", .string), .init("NodeID", .string), .init("NodeAddress", .string),
      .init("NodeTaggedAddresses", stringMap), .init("NodeMeta", stringMap),
      .init("ServiceMeta", stringMap), .init("Address", .string),
      .init("ServiceTaggedAddresses", .map(key: .string, value: .record(taggedAddress))),
      .init("ID", .string), .init("Name", .string), .init("Tags", .named(serviceTags)),
      .init("Checks", .named(healthChecks)), .init("Status", .string), .init("Port", .int),
      .init("Weights", .record(weights)),
    ])

  /// A service's address under a tag such as `wan`.
  package static let taggedAddress = RecordShape(
    "api.ServiceAddress", [.init("Address", .string), .init("Port", .int)])

  /// A service's weights by status.
  package static let weights = RecordShape(
    "api.AgentWeights", [.init("Passing", .int), .init("Warning", .int)])

  /// One health check.
  package static let healthCheck = RecordShape(
    "api.HealthCheck",
    [
      .init("Node", .string), .init("CheckID", .string), .init("Name", .string),
      .init("Status", .string), .init("Notes", .string), .init("Output", .string),
      .init("ServiceID", .string), .init("ServiceName", .string),
      .init("ServiceTags", .slice(.string)), .init("Type", .string),
      .init("Namespace", .string), .init("Partition", .string),
      .init("CreateIndex", .unsigned(.uint64)), .init("ModifyIndex", .unsigned(.uint64)),
    ])

  /// The name and all tags of a service.
  package static let catalogSnippet = RecordShape(
    "dependency.CatalogSnippet", [.init("Name", .string), .init("Tags", .named(serviceTags))])

  /// A node.
  package static let node = RecordShape(
    "dependency.Node",
    [
      .init("ID", .string), .init("Node", .string), .init("Address", .string),
      .init("Datacenter", .string), .init("TaggedAddresses", stringMap),
      .init("Meta", stringMap),
    ])

  /// A node with its services.
  package static let catalogNode = RecordShape(
    "dependency.CatalogNode",
    [
      .init("Node", .pointer(.record(node))),
      .init("Services", .slice(.pointer(.record(catalogNodeService)))),
    ])

  /// A service of a node.
  package static let catalogNodeService = RecordShape(
    "dependency.CatalogNodeService",
    [
      .init("ID", .string), .init("Service", .string), .init("Tags", .named(serviceTags)),
      .init("Meta", stringMap), .init("Port", .int), .init("Address", .string),
      .init("EnableTagOverride", .bool),
    ])

  /// A key and its value.
  package static let keyPair = RecordShape(
    "dependency.KeyPair",
    [
      .init("Path", .string), .init("Key", .string), .init("Value", .string),
      .init("CreateIndex", .unsigned(.uint64)), .init("ModifyIndex", .unsigned(.uint64)),
      .init("LockIndex", .unsigned(.uint64)), .init("Flags", .unsigned(.uint64)),
      .init("Session", .string),
    ])

  private static let stringMap = GoType.map(key: .string, value: .string)

  /// A list of tags, with `.Contains`.
  package static let serviceTags = NamedType(
    name: "dependency.ServiceTags", underlying: .slice(.string),
    methods: [
      "Contains": .init(parameters: [.string]) { receiver, arguments in
        guard case .list(let list) = receiver, case .bytes(let wanted)? = arguments.first else {
          return .bool(false)
        }
        return .bool(
          list.elements.contains {
            if case .bytes(let tag) = $0 { tag == wanted } else { false }
          })
      }
    ])

  /// A list of checks, with `.AggregatedStatus`.
  package static let healthChecks = NamedType(
    name: "api.HealthChecks", underlying: .slice(.pointer(.record(healthCheck))),
    methods: [
      "AggregatedStatus": .init(parameters: []) { receiver, _ in
        guard case .list(let list) = receiver else { return .bytes("passing") }
        return .bytes(aggregatedStatus(of: list.elements))
      }
    ])

  /// Consul's rule: maintenance before critical before warning before passing; no checks is
  /// passing, an unknown status the empty text.
  private static func aggregatedStatus(of checks: [Value]) -> Bytes {
    var worst = 0
    for check in checks {
      guard case .recordPointer(let record) = check, case .bytes(let id)? = record["CheckID"],
        case .bytes(let status)? = record["Status"]
      else { continue }
      if id == "_node_maintenance" || id.hasPrefix("_service_maintenance:") {
        return "maintenance"
      }
      switch status {
      case "critical": worst = max(worst, 2)
      case "warning": worst = max(worst, 1)
      case "passing": break
      default: return ""
      }
    }
    return ["passing", "warning", "critical"][worst]
  }
}
