import DataFormats
import RegistryCore
import Values

extension ConsulAnswers {
  /// `/v1/query/NAME/execute`: an object whose `Nodes` are instances. Consul shuffles them, unless
  /// they are sorted by the distance to `near`.
  static func preparedQuery(
    _ root: JSONCursor, near: String, known: Value?
  ) throws(ConsulAnswerError) -> Value {
    guard let nodes = root["Nodes"] else {
      throw ConsulAnswerError("expected an answer with `Nodes`")
    }
    let query = Query.ServiceQuery(name: "", statuses: [], near: near)
    return try services(nodes, query: query, known: known)
  }

  /// The answers about the mesh and the federation.
  static func mesh(
    _ mesh: Query.Mesh, _ root: JSONCursor, _ pool: TextPool
  ) throws(ConsulAnswerError) -> Value {
    switch mesh {
    case .caRoots: return try roots(root)
    case .caLeaf: return try leaf(root)
    case .peerings: return try peerings(root, pool)
    case .partitions: return try partitions(root)
    case .exportedServices: return try exportedServices(root)
    case .importedServices: return try importedServices(root)
    }
  }

  /// `/v1/partitions`: an object whose `Partitions` are the partitions, or these alone.
  private static func partitions(_ root: JSONCursor) throws(ConsulAnswerError) -> Value {
    var partitions: [Value] = []
    for element in try (root["Partitions"] ?? root).list("`Partitions`") {
      let fields = try MeshFields(element, "a partition")
      partitions.append(
        try fields.record(RegistryShapes.partition, requiring: ["Name"], pointer: true))
    }
    return .list(
      ListValue(partitions, elementType: .pointer(.record(RegistryShapes.partition))))
  }

  /// `/v1/exported-services`: an array.
  private static func exportedServices(_ root: JSONCursor) throws(ConsulAnswerError) -> Value {
    var services: [Value] = []
    for element in try root.list("the answer") {
      let fields = try MeshFields(element, "an exported service")
      services.append(
        try fields.record(RegistryShapes.exportedService, requiring: ["Service"], pointer: false))
    }
    return .list(ListValue(services, elementType: .record(RegistryShapes.exportedService)))
  }

  /// `/v1/imported-services`: an object whose `ImportedServices` are the services, or these alone.
  private static func importedServices(_ root: JSONCursor) throws(ConsulAnswerError) -> Value {
    var services: [Value] = []
    let member = root["ImportedServices"]
    // Go writes an empty list of an object as null.
    if member?.isNull != true {
      for element in try (member ?? root).list("`ImportedServices`") {
        let fields = try MeshFields(element, "an imported service")
        services.append(
          try fields.record(RegistryShapes.importedService, requiring: ["Service"], pointer: false))
      }
    }
    return .list(ListValue(services, elementType: .record(RegistryShapes.importedService)))
  }

  /// `/v1/peerings`: an array, sorted by name here.
  private static func peerings(
    _ root: JSONCursor, _ pool: TextPool
  ) throws(ConsulAnswerError) -> Value {
    var peerings: [(name: Bytes, value: Value)] = []
    for element in try root.list("the answer") {
      let fields = try MeshFields(element, "a peering", renamed: ["PeeringState": "State"])
      let record = try fields.record(RegistryShapes.peering, requiring: ["Name"], pointer: true)
      peerings.append((try fields.text("Name"), record))
    }
    peerings.sort { $0.name < $1.name }
    return .list(
      ListValue(
        peerings.map(\.value), elementType: .pointer(.record(RegistryShapes.peering))))
  }

  /// `/v1/agent/connect/ca/roots`: an object whose `Roots` are the certificates.
  private static func roots(_ root: JSONCursor) throws(ConsulAnswerError) -> Value {
    guard let list = root["Roots"] else { throw ConsulAnswerError("expected `Roots`") }
    var roots: [Value] = []
    for element in try list.list("`Roots`") {
      let fields = try MeshFields(element, "a root", renamed: ["RootCertPEM": "RootCert"])
      roots.append(
        try fields.record(RegistryShapes.caRoot, requiring: ["RootCertPEM"], pointer: true))
    }
    return .list(ListValue(roots, elementType: .pointer(.record(RegistryShapes.caRoot))))
  }

  /// `/v1/agent/connect/ca/leaf/NAME`: an object.
  private static func leaf(_ root: JSONCursor) throws(ConsulAnswerError) -> Value {
    try MeshFields(root, "the certificate").record(
      RegistryShapes.leafCert, requiring: ["CertPEM", "PrivateKeyPEM"], pointer: true)
  }
}
