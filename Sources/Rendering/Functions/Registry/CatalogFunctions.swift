import RegistryCore
import TemplateLanguage
import Values

/// `service connect services node nodes datacenters`. A query that is not answered yet gives the
/// empty value and makes the rendering incomplete.
enum CatalogFunctions {
  static let all: [TemplateFunction] = [
    TemplateFunction("service", [.string], variadic: true, body: service),
    TemplateFunction("connect", [.string], variadic: true, body: connect),
    TemplateFunction("services", [.string], variadic: true, body: services),
    TemplateFunction("nodes", [.string], variadic: true, body: nodes),
    TemplateFunction("node", [.string], variadic: true, body: node),
    TemplateFunction("datacenters", [.any], variadic: true, body: datacenters),
  ]

  private static func service(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let context = try context.rendering(for: "service")
    let text = try joined(arguments, by: "|")
    if text.isEmpty { return noInstances }
    let query = try parsed { () throws(QuerySyntaxError) in try context.grammar.service(text) }
    return context.read(query) ?? noInstances
  }

  private static func connect(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let context = try context.rendering(for: "connect")
    let text = try joined(arguments, by: "|")
    if text.isEmpty { return noInstances }
    let query = try parsed { () throws(QuerySyntaxError) in try context.grammar.connect(text) }
    return context.read(query) ?? noInstances
  }

  private static func services(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let context = try context.rendering(for: "services")
    let text = try joined(arguments)
    let query = try parsed { () throws(QuerySyntaxError) in try context.grammar.services(text) }
    return context.read(query) ?? emptyList(of: RegistryShapes.catalogSnippet)
  }

  private static func nodes(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let context = try context.rendering(for: "nodes")
    let text = try joined(arguments)
    let query = try parsed { () throws(QuerySyntaxError) in try context.grammar.nodes(text) }
    return context.read(query) ?? emptyList(of: RegistryShapes.node)
  }

  private static func node(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let context = try context.rendering(for: "node")
    let text = try joined(arguments)
    let query = try parsed { () throws(QuerySyntaxError) in try context.grammar.node(text) }
    return context.read(query)
      ?? .pointer(PointerValue(to: nil, type: .record(RegistryShapes.catalogNode)))
  }

  /// `datacenters [REGISTRY::] [ignoreFailing]`
  private static func datacenters(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let context = try context.rendering(for: "datacenters")
    var arguments = arguments[...]
    var text = Bytes()
    if case .bytes(let registry)? = arguments.first {
      text = registry
      arguments = arguments.dropFirst()
    }
    var ignoresFailing = false
    if case .bool(let flag)? = arguments.first {
      ignoresFailing = flag
      arguments = arguments.dropFirst()
    }
    guard arguments.isEmpty else {
      throw ValueError("datacenters: expected at most a registry and a bool, found more")
    }
    let query = try parsed { () throws(QuerySyntaxError) in
      try context.grammar.datacenters(text, ignoresFailing: ignoresFailing)
    }
    return context.read(query) ?? .strings([])
  }

  private static var noInstances: Value { emptyList(of: RegistryShapes.healthService) }

  private static func joined(
    _ arguments: [Value], by separator: Bytes = ""
  ) throws(ValueError) -> Bytes {
    let parts = try arguments.strings(from: 0)
    // An empty first argument asks nothing, whatever follows.
    guard let first = parts.first, !(first.isEmpty && !separator.isEmpty) else { return "" }
    return parts.dropFirst().reduce(into: first) {
      $0.append(separator)
      $0.append($1)
    }
  }
}

extension CatalogFunctions {
  /// A list of no pointers to a struct.
  static func emptyList(of shape: RecordShape) -> Value {
    .list(ListValue([], elementType: .pointer(.record(shape))))
  }

  /// A query, its mistakes as a function's error.
  static func parsed(
    _ parse: () throws(QuerySyntaxError) -> Query
  ) throws(ValueError) -> Query {
    do throws(QuerySyntaxError) {
      return try parse()
    } catch {
      throw ValueError(error.description)
    }
  }
}
