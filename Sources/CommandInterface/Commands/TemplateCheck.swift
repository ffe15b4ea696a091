import AgentConfiguration
import AgentCore
import Diagnostics
import RegistryCore
import Rendering
import SystemSupport
import TemplateLanguage
import Values

/// Judges the templates of a configuration without running them and without any registry.
struct TemplateCheck {
  private let configuration: Configuration
  private let grammar: QueryGrammar
  private let files: FileSystem
  /// What was found, in the order of the configuration.
  private(set) var diagnostics: [Diagnostic] = []

  /// A check of all templates.
  init(_ configuration: Configuration, files: FileSystem = .real) {
    self.configuration = configuration
    self.files = files
    let names = Set(configuration.registries.map(\.name))
    grammar = QueryGrammar(
      defaultRegistry: configuration.defaultRegistry ?? "", registries: names)
  }

  /// Everything that is wrong.
  static func diagnostics(for configuration: Configuration) -> [Diagnostic] {
    var check = TemplateCheck(configuration)
    check.registries()
    for resource in configuration.resources { check.resource(resource) }
    return check.diagnostics
  }

  private mutating func registries() {
    for registry in configuration.registries {
      guard case .file(let settings) = registry.kind, !files.exists(settings.path) else {
        continue
      }
      diagnostics.append(
        Diagnostic(
          .warning, code: "unreadable",
          "the registry `\(registry.name)` reads `\(settings.path)`, which does not exist"))
    }
  }

  private mutating func resource(_ settings: ResourceSettings) {
    do throws(DiagnosticError) {
      let resource = try ManagedResource(settings, in: configuration, id: 0, fileSystem: files)
      let templates = resource.template.templates
      let before = diagnostics.count
      diagnostics += templates.undefinedTemplates
      for call in templates.functionCalls { judge(call, settings) }
      diagnostics[before...].sort { ($0.span?.start ?? 0) < ($1.span?.start ?? 0) }
    } catch {
      diagnostics += error.diagnostics
    }
  }

  /// Reads the query of a call whose argument is a constant.
  private mutating func judge(_ call: FunctionCallSite, _ resource: ResourceSettings) {
    guard let parse = TemplateCheck.queries[call.function] else { return }
    var grammar = grammar
    if let name = resource.registry {
      grammar = QueryGrammar(
        defaultRegistry: name, registries: Set(configuration.registries.map(\.name)))
    }
    guard case .bytes(let text)?? = call.arguments.first else { return }
    do throws(QuerySyntaxError) {
      _ = try parse.query(grammar, text, call.function)
    } catch {
      diagnostics.append(
        Diagnostic(
          code: "query", "invalid query `\(error.argument)`: \(error.message)",
          source: call.source, span: call.span, hint: error.hint))
    }
  }

  private struct QueryReader: Sendable {
    let query: @Sendable (QueryGrammar, Bytes, String) throws(QuerySyntaxError) -> Query
  }

  /// The functions that ask registries, and how their first argument is read.
  private static let queries: [String: QueryReader] = {
    let service = QueryReader { (grammar, text, _) throws(QuerySyntaxError) in
      try grammar.service(text)
    }
    let key = QueryReader { (grammar, text, name) throws(QuerySyntaxError) in
      try grammar.key(text, function: name)
    }
    let prefix = QueryReader { (grammar, text, name) throws(QuerySyntaxError) in
      try grammar.prefix(text, function: name)
    }
    return [
      "service": service,
      "connect": QueryReader { (grammar, text, _) throws(QuerySyntaxError) in
        try grammar.connect(text)
      },
      "services": QueryReader { (grammar, text, _) throws(QuerySyntaxError) in
        try grammar.services(text)
      },
      "nodes": QueryReader { (grammar, text, _) throws(QuerySyntaxError) in
        try grammar.nodes(text)
      },
      "node": QueryReader { (grammar, text, _) throws(QuerySyntaxError) in
        try grammar.node(text)
      },
      "key": key, "keyExists": key, "keyOrDefault": key,
      "ls": prefix, "safeLs": prefix, "tree": prefix, "safeTree": prefix,
    ]
  }()
}
