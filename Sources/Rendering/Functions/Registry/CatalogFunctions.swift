import RegistryCore
import TemplateLanguage
import Values

/// `service connect services node nodes datacenters query`. A query that is not answered yet gives
/// the empty value and makes the rendering incomplete.
enum CatalogFunctions {
  static let all: [TemplateFunction] = [
    asking("service", none: emptyList(of: RegistryShapes.healthService)),
    asking("connect", none: emptyList(of: RegistryShapes.healthService)),
    asking("services", none: emptyList(of: RegistryShapes.catalogSnippet)),
    asking("nodes", none: emptyList(of: RegistryShapes.node)),
    asking("node", none: nilPointer(to: RegistryShapes.catalogNode)),
    TemplateFunction("datacenters", [.any], variadic: true, body: datacenters),
    asking("query", none: emptyList(of: RegistryShapes.healthService)),
  ]

  /// A function whose arguments are one query, and what it returns without an answer.
  static func asking(_ name: String, none: Value) -> TemplateFunction {
    TemplateFunction(name, [.string], variadic: true) { arguments, context throws(ValueError) in
      let context = try context.rendering(for: name)
      let texts = try arguments.strings(from: 0)
      return try context.query(of: name, texts).flatMap { context.read($0) } ?? none
    }.depending(on: .answers)
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
    do throws(QuerySyntaxError) {
      let query = try context.grammar.datacenters(text, ignoresFailing: ignoresFailing)
      return context.read(query) ?? .strings([])
    } catch { throw ValueError(error.description) }
  }
}

extension CatalogFunctions {
  /// A list of no pointers to a struct.
  static func emptyList(of shape: RecordShape) -> Value {
    .list(ListValue([], elementType: .pointer(.record(shape))))
  }

  /// A nil pointer to a struct.
  static func nilPointer(to shape: RecordShape) -> Value {
    .pointer(PointerValue(to: nil, type: .record(shape)))
  }
}
