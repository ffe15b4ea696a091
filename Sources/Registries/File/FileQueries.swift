package import RegistryCore
package import Values

/// Answers queries from a catalogue. Pure.
///
/// The catalogue holds all datacenters; a query that names none sees them all. Keys belong to no
/// datacenter. Distances are unknown: `near` changes nothing.
package enum FileQueries {
  /// Refuses what a file cannot answer: proxies, namespaces, partitions and peers.
  package static func check(_ subject: Query.Subject) throws(RegistryError) {
    let scope: Query.Scope
    switch subject {
    case .service(let query):
      if query.connect {
        throw RegistryError(.unsupported, "a file registry has no connect proxies")
      }
      scope = query.scope
    case .services(let other), .nodes(_, let other), .node(_, let other), .key(_, let other),
      .prefix(_, let other):
      scope = other
    case .datacenters: return
    case .preparedQuery:
      throw RegistryError(.unsupported, "a file registry has no prepared queries")
    case .mesh(let mesh, _):
      throw RegistryError(.unsupported, "a file registry does not answer `\(mesh.function)`")
    }
    guard scope.filter.isEmpty else {
      throw RegistryError(.unsupported, "a file registry has no filters")
    }
    let options = [
      ("namespaces", scope.namespace), ("partitions", scope.partition),
      ("peers", scope.peer), ("sameness groups", scope.samenessGroup),
    ]
    for (what, value) in options where !value.isEmpty && value != "default" {
      throw RegistryError(.unsupported, "a file registry has no \(what), found `\(value)`")
    }
  }

  /// The answer to a query that `check` accepts.
  package static func value(of subject: Query.Subject, in catalog: FileCatalog) -> Value {
    switch subject {
    case .service(let query): services(query, catalog)
    case .services(let scope): snippets(catalog, scope)
    case .nodes(_, let scope): nodes(catalog, scope)
    case .node(let name, let scope): node(name, catalog, scope)
    case .datacenters: .strings(datacenters(catalog))
    case .key(let path, _): key(path, catalog)
    case .prefix(let path, _): pairs(path, catalog)
    case .preparedQuery, .mesh: preconditionFailure("`check` refuses them")
    }
  }

  // MARK: - Services

  private static func services(_ query: Query.ServiceQuery, _ catalog: FileCatalog) -> Value {
    let wanted = query.statuses.map(\.rawValue)
    let found = catalog.instances(of: query.name).filter { instance in
      (query.tag.isEmpty || instance.tags.contains { $0.utf8.elementsEqual(query.tag.utf8) })
        && (wanted.isEmpty || wanted.contains(instance.status.rawValue))
        && isIn(query.scope, instance)
    }
    let addresses = nodeAddresses(catalog)
    return list(
      found.map { healthService($0, nodeAddress: addresses[NodeName($0)] ?? $0.address) },
      RegistryShapes.healthService)
  }

  private static func healthService(
    _ instance: FileCatalog.Instance, nodeAddress: String
  ) -> RecordValue {
    RecordValue(
      RegistryShapes.healthService,
      [
        .string(instance.node), .string(""), .string(nodeAddress), emptyMap, emptyMap,
        map(instance.meta), .string(instance.address), noTaggedAddresses,
        .string(instance.id), .string(instance.name), tags(instance.tags), checks(instance),
        .string(instance.status.rawValue), .int(instance.port, .int), weights(instance),
      ])
  }

  private static func weights(_ instance: FileCatalog.Instance) -> Value {
    .record(
      RecordValue(
        RegistryShapes.weights,
        [.int(instance.passingWeight, .int), .int(instance.warningWeight, .int)]))
  }

  /// One check that has the status of the instance, so that the aggregate agrees.
  private static func checks(_ instance: FileCatalog.Instance) -> Value {
    let isMaintenance = instance.status == .maintenance
    let prefix = isMaintenance ? "_service_maintenance:" : "service:"
    let status = isMaintenance ? "critical" : instance.status.rawValue
    let check = RecordValue(
      RegistryShapes.healthCheck,
      [
        .string(instance.node), .string(prefix + instance.id),
        .string("Status of `\(instance.id)`"), .string(status), .string(""),
        .string(""), .string(instance.id), .string(instance.name),
        .strings(instance.tags.map { Bytes($0) }), .string(""), .string(""), .string(""),
        .uint64(0), .uint64(0),
      ])
    return .list(
      ListValue(
        [.recordPointer(check)], elementType: .pointer(.record(RegistryShapes.healthCheck)),
        named: RegistryShapes.healthChecks))
  }

  private static func snippets(_ catalog: FileCatalog, _ scope: Query.Scope) -> Value {
    var records: [RecordValue] = []
    for name in catalog.serviceNames {
      let instances = catalog.instances(of: name).filter { isIn(scope, $0) }
      guard !instances.isEmpty else { continue }
      let all = Set(instances.flatMap(\.tags).map { Bytes($0) }).sorted()
      records.append(
        RecordValue(RegistryShapes.catalogSnippet, [.string(name), tags(all)]))
    }
    return list(records, RegistryShapes.catalogSnippet)
  }

  // MARK: - Nodes

  /// A node: its name counts within its datacenter.
  private struct NodeName: Hashable {
    let datacenter: Bytes
    let name: Bytes

    init(_ instance: FileCatalog.Instance) {
      datacenter = Bytes(instance.datacenter)
      name = Bytes(instance.node)
    }
  }

  /// The address of each node: that of its first instance.
  private static func nodeAddresses(_ catalog: FileCatalog) -> [NodeName: String] {
    var addresses: [NodeName: String] = [:]
    for instance in catalog.instances where addresses[NodeName(instance)] == nil {
      addresses[NodeName(instance)] = instance.address
    }
    return addresses
  }

  private static func nodes(_ catalog: FileCatalog, _ scope: Query.Scope) -> Value {
    var known: Set<NodeName> = []
    let firsts = catalog.instances.filter { isIn(scope, $0) && known.insert(NodeName($0)).inserted }
    return list(firsts.map(nodeRecord), RegistryShapes.node)
  }

  private static func nodeRecord(_ instance: FileCatalog.Instance) -> RecordValue {
    RecordValue(
      RegistryShapes.node,
      [
        .string(""), .string(instance.node), .string(instance.address),
        .string(instance.datacenter), emptyMap, emptyMap,
      ])
  }

  private static func node(
    _ name: String, _ catalog: FileCatalog, _ scope: Query.Scope
  ) -> Value {
    let all = catalog.instances.filter {
      $0.node.utf8.elementsEqual(name.utf8) && isIn(scope, $0)
    }
    // Nodes of one name in several datacenters are different nodes.
    let instances = all.filter { $0.datacenter == all.first?.datacenter }.sorted {
      FileCatalog.precedes([$0.name, $0.id], [$1.name, $1.id])
    }
    let node: Value =
      all.first.map { .recordPointer(nodeRecord($0)) }
      ?? .pointer(PointerValue(to: nil, type: .record(RegistryShapes.node)))
    let services = list(instances.map(nodeService), RegistryShapes.catalogNodeService)
    return .recordPointer(RecordValue(RegistryShapes.catalogNode, [node, services]))
  }

  private static func nodeService(_ instance: FileCatalog.Instance) -> RecordValue {
    RecordValue(
      RegistryShapes.catalogNodeService,
      [
        .string(instance.id), .string(instance.name), tags(instance.tags), map(instance.meta),
        .int(instance.port, .int), .string(instance.address), .bool(false),
      ])
  }

  private static func datacenters(_ catalog: FileCatalog) -> [Bytes] {
    Set(catalog.instances.map { Bytes($0.datacenter) }).sorted()
  }

  // MARK: - Keys

  private static func key(_ path: String, _ catalog: FileCatalog) -> Value {
    let path = Bytes(path)
    return catalog.keys.first { Bytes($0.key) == path }.map { .string($0.value) } ?? .absent
  }

  private static func pairs(_ prefix: String, _ catalog: FileCatalog) -> Value {
    let prefix = Bytes(prefix)
    let found = catalog.keys.filter { Bytes($0.key).hasPrefix(prefix) }
    return list(
      found.map { pair in
        let rest = Bytes(pair.key).storage.dropFirst(prefix.count)
        let key = Bytes(Array(rest.drop { $0 == UInt8(ascii: "/") }))
        return RecordValue(
          RegistryShapes.keyPair,
          [
            .string(pair.key), .bytes(key), .string(pair.value), .uint64(0), .uint64(0),
            .uint64(0), .uint64(0), .string(""),
          ])
      }, RegistryShapes.keyPair)
  }

  // MARK: - Parts

  private static func isIn(_ scope: Query.Scope, _ instance: FileCatalog.Instance) -> Bool {
    scope.datacenter.isEmpty || scope.datacenter == instance.datacenter
  }

  private static func list(_ records: [RecordValue], _ shape: RecordShape) -> Value {
    .list(
      ListValue(records.map(Value.recordPointer), elementType: .pointer(.record(shape))))
  }

  private static func tags(_ tags: [String]) -> Value { self.tags(tags.map { Bytes($0) }) }

  private static func tags(_ tags: [Bytes]) -> Value {
    .list(
      ListValue(
        tags.map(Value.bytes), elementType: .string, named: RegistryShapes.serviceTags))
  }

  private static func map(_ pairs: [FileCatalog.Pair]) -> Value {
    .map(MapValue(pairs.map { (Bytes($0.key), .string($0.value)) }, valueType: .string))
  }

  private static let emptyMap = Value.map(MapValue([], valueType: .string))
  private static let noTaggedAddresses = Value.map(
    MapValue([], valueType: .record(RegistryShapes.taggedAddress)))
}
