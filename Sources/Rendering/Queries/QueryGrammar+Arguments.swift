import RegistryCore
import Values

extension QueryGrammar {
  /// The query that a registry function makes of these arguments; nil for other functions and for
  /// arguments that ask nothing.
  func query(of function: String, _ arguments: [Bytes]) throws(QuerySyntaxError) -> Query? {
    switch function {
    case "service", "connect", "services", "nodes", "node":
      return try catalogQuery(of: function, arguments)
    case "datacenters":
      return try datacenters(QueryGrammar.joined(arguments), ignoresFailing: false)
    case "query", "caLeaf":
      let text = QueryGrammar.joined(arguments)
      if text.isEmpty { return nil }
      return try function == "query" ? preparedQuery(text) : mesh(text, function: function)
    case "key", "keyExists", "keyOrDefault":
      guard let path = arguments.first, !path.isEmpty else { return nil }
      return try key(path, function: function)
    case "ls", "tree", "safeLs", "safeTree":
      guard let path = arguments.first, !path.isEmpty else { return nil }
      return try prefix(path, function: function)
    default: return try mesh(QueryGrammar.joined(arguments), function: function)
    }
  }

  private func catalogQuery(
    of function: String, _ arguments: [Bytes]
  ) throws(QuerySyntaxError) -> Query? {
    let (texts, filter) = try QueryGrammar.split(arguments, function: function)
    let query: Query
    switch function {
    case "service", "connect":
      // An empty first argument asks nothing, whatever follows.
      if texts.first?.isEmpty ?? true { return nil }
      let text = QueryGrammar.joined(texts, by: "|")
      query = try function == "service" ? service(text) : connect(text)
    case "services": query = try services(QueryGrammar.joined(texts))
    case "nodes": query = try nodes(QueryGrammar.joined(texts))
    default: query = try node(QueryGrammar.joined(texts))
    }
    return try QueryGrammar.adding(filter, to: query)
  }

  private static func joined(_ texts: [Bytes], by separator: Bytes = "") -> Bytes {
    texts.dropFirst().reduce(into: texts.first ?? Bytes()) {
      $0.append(separator)
      $0.append($1)
    }
  }
}
