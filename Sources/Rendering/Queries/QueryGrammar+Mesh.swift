package import RegistryCore
package import Values

/// The queries about prepared queries, the mesh and the federation.
extension QueryGrammar {
  /// The argument of `query`: the name or id of a prepared query.
  package func preparedQuery(_ text: Bytes) throws(QuerySyntaxError) -> Query {
    var (reader, registry) = start(text, function: "query")
    let name = reader.run(QueryReader.isHostByte)
    guard !name.isEmpty else { throw expectedName("a prepared query's name", reader) }
    let scope = try reader.scope()
    let near = try reader.near()
    try reader.end()
    guard scope.filter.isEmpty else {
      throw reader.error("a prepared query takes no `filter`", at: name.count)
    }
    return Query(registry: registry, .preparedQuery(name: name.string, near: near, scope))
  }

  /// The argument of one of the functions about the mesh, by its name; `nil` for other names.
  package func mesh(
    _ text: Bytes, function: String
  ) throws(QuerySyntaxError) -> Query? {
    let mesh: Query.Mesh
    var (reader, registry) = start(text, function: function)
    var partition = ""
    switch function {
    case "caRoots": mesh = .caRoots
    case "peerings": mesh = .peerings
    case "partitions": mesh = .partitions
    case "caLeaf":
      let name = reader.run(QueryReader.isNameByte)
      guard !name.isEmpty else { throw expectedName("a service's name", reader) }
      mesh = .caLeaf(service: name.string)
    case "exportedServices":
      partition = reader.run(QueryReader.isNameByte).string
      mesh = .exportedServices
    case "importedServices":
      let name = reader.run(QueryReader.isNameByte)
      guard !name.isEmpty else { throw expectedName("a partition's name", reader) }
      partition = name.string
      mesh = .importedServices
    default: return nil
    }
    var scope = try reader.scope()
    try reader.end()
    if !partition.isEmpty { scope.partition = partition }
    return Query(registry: registry, .mesh(mesh, scope))
  }

  /// The names of the functions of `mesh`.
  package static let meshFunctions = [
    "caLeaf", "caRoots", "exportedServices", "importedServices", "partitions", "peerings",
  ]
}
