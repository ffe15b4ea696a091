import DataFormats
package import RegistryCore
package import Values

/// Makes values of Consul's answers. Pure.
///
/// Strict where a wrong answer could pass as an empty one: each element must have the parts that
/// make it what it is. Lenient where Consul is: missing and `null` fields are zero values.
package enum ConsulAnswers {
  /// The value of a query from the body of a 200 answer. What is as it was in `known`, an earlier
  /// value of the query, is taken from there.
  package static func value(
    of subject: Query.Subject, body: [UInt8], known: Value? = nil
  ) throws(ConsulAnswerError) -> Value {
    let root = try root(of: body)
    let pool = TextPool()
    switch subject {
    case .service(let query): return try services(root, query: query, known: known)
    case .services: return try snippets(root, pool)
    case .nodes(let near, _): return try nodes(root, isSorted: !near.isEmpty, pool)
    case .node: return try catalogNode(root, pool)
    case .datacenters: return .strings(try datacenters(root))
    case .key: return try keyValue(root)
    case .prefix(let path, _): return try keyPairs(root, prefix: Bytes(path))
    case .preparedQuery(_, let near, _): return try preparedQuery(root, near: near, known: known)
    case .mesh(let mesh, _): return try self.mesh(mesh, root, pool)
    }
  }

  /// The value of a query for a key, prefix or prepared query that does not exist.
  package static func missing(_ subject: Query.Subject) -> Value? {
    switch subject {
    case .key: .absent
    case .prefix: .list(ListValue([], elementType: .pointer(.record(RegistryShapes.keyPair))))
    case .preparedQuery:
      .list(ListValue([], elementType: .pointer(.record(RegistryShapes.healthService))))
    default: nil
    }
  }

  /// The datacenters of the body of a 200 answer, sorted.
  package static func datacenters(body: [UInt8]) throws(ConsulAnswerError) -> [Bytes] {
    try datacenters(try root(of: body))
  }

  /// The name of the agent's node, from the body of a 200 answer about the agent.
  package static func nodeName(agent body: [UInt8]) throws(ConsulAnswerError) -> String {
    let root = try root(of: body)
    guard let name = root["Config"]?["NodeName"]?.string, !name.isEmpty else {
      throw ConsulAnswerError("expected the agent's `Config.NodeName`")
    }
    return name
  }

  private static func root(of body: [UInt8]) throws(ConsulAnswerError) -> JSONCursor {
    do throws(JSONError) {
      return try JSONTape(body, limits: .init(depth: 64)).root
    } catch { throw ConsulAnswerError("expected JSON: \(error)") }
  }

  private static func datacenters(_ root: JSONCursor) throws(ConsulAnswerError) -> [Bytes] {
    var names: [Bytes] = []
    for element in try root.list("the answer") {
      guard let name = element.bytes else {
        throw ConsulAnswerError(expected: "a string", as: "a datacenter", found: element)
      }
      names.append(name)
    }
    return names.sorted()
  }
}
