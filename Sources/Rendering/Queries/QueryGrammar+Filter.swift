import RegistryCore
import Values

/// Filters that stand in an argument of their own, which needs no parentheses:
///
///     service "web" "filter=Service.Meta.zone == \"a\""
///
/// consul-template accepts no such argument. An argument with the text of the query comes first,
/// for a tag may begin with `filter=`; what asks for a list may do without one.
extension QueryGrammar {
  private static let mark = Bytes("filter=")

  /// The arguments without the filter, and the filter.
  static func split(
    _ arguments: [Bytes], function: String
  ) throws(QuerySyntaxError) -> (texts: [Bytes], filter: Bytes) {
    let first = ["services", "nodes"].contains(function) ? 0 : 1
    var texts: [Bytes] = []
    var filter = Bytes()
    for (index, argument) in arguments.enumerated() {
      guard index >= first, argument.hasPrefix(mark) else {
        texts.append(argument)
        continue
      }
      let reader = QueryReader(function: function, text: argument)
      if !filter.isEmpty { throw reader.error("expected one filter, found two") }
      let expression = argument[mark.count..<argument.count]
      filter = try reader.filter(expression, at: mark.count)
    }
    return (texts, filter)
  }

  /// The query with a filter that stood in an argument of its own.
  static func adding(_ filter: Bytes, to query: Query) throws(QuerySyntaxError) -> Query {
    guard !filter.isEmpty else { return query }
    let subject: Query.Subject
    switch query.subject {
    case .service(var service):
      service.scope = try adding(filter, to: service.scope)
      subject = .service(service)
    case .services(let scope): subject = .services(try adding(filter, to: scope))
    case .nodes(let near, let scope): subject = .nodes(near: near, try adding(filter, to: scope))
    case .node(let name, let scope):
      subject = .node(name: name, try adding(filter, to: scope))
    case .datacenters, .key, .prefix, .preparedQuery, .mesh:
      preconditionFailure("only lists of the catalogue take filters")
    }
    return Query(registry: query.registry, subject)
  }

  private static func adding(
    _ filter: Bytes, to scope: Query.Scope
  ) throws(QuerySyntaxError) -> Query.Scope {
    guard scope.filter.isEmpty else {
      throw QuerySyntaxError(
        function: "filter", argument: filter, position: 0,
        message: "expected one filter, found two")
    }
    var scope = scope
    scope.filter = filter
    return scope
  }
}
