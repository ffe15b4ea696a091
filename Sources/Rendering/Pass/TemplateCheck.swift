package import Diagnostics
package import RegistryCore
import TemplateLanguage
import Values

/// What can be said of a template without running it: the queries and patterns that are written out
/// in it, and whether they are right.
package struct TemplateCheck: Sendable {
  /// The queries whose texts are written out, in the order of the text, each once. Others appear
  /// only when the template runs.
  package private(set) var queries: [Query] = []
  /// The mistakes, in the order of the text.
  package private(set) var diagnostics: [Diagnostic] = []

  /// Looks at all calls in the texts of a template.
  package init(_ template: CompiledTemplate, grammar: QueryGrammar) {
    let dialect = template.options.dialect
    let calls = CallCheck(dialect)
    for call in template.templates.functionCalls {
      diagnostics += calls.diagnostics(for: call)
      // confd's functions of the same names ask in another way.
      if dialect == .consul { check(call, grammar) }
      if dialect == .confd, call.function.hasPrefix("regex") { checkPattern(call) }
    }
    diagnostics += TemplateCheck.findings(in: template.templates, template.source, dialect)
    sort(template.source)
  }

  /// What is wrong besides the unknown name for which a text was refused; nothing after any other
  /// mistake, behind which the text cannot be read.
  static func others(
    beside error: TemplateError, in source: Source, _ templates: TemplateSet,
    _ dialect: CompiledTemplate.Dialect
  ) -> [Diagnostic] {
    guard ["unknown-function", "unknown-variable"].contains(error.diagnostic.code) else {
      return []
    }
    var seen = templates
    let unknown = seen.addToLookAt(source, name: source.name)
    let calls = CallCheck(dialect)
    return unknown.dropFirst() + seen.functionCalls.flatMap(calls.diagnostics)
      + findings(in: seen, source, dialect)
  }

  /// What is wrong with the use of templates, variables and fields.
  private static func findings(
    in templates: TemplateSet, _ source: Source, _ dialect: CompiledTemplate.Dialect
  ) -> [Diagnostic] {
    templates.undefinedTemplates + templates.unusedTemplates(of: source, entry: source.name)
      + TemplateInspection.diagnostics(
        for: templates, in: source, entry: source.name, types: ResultTypes.types(in: dialect))
  }

  /// In the order of the text, those of other texts first.
  private mutating func sort(_ source: Source) {
    let places = diagnostics.enumerated().map { offset, diagnostic in
      (diagnostic.source === source ? diagnostic.span?.start ?? 0 : -1, offset)
    }
    diagnostics = places.sorted { $0 < $1 }.map { diagnostics[$0.1] }
  }

  private mutating func check(_ call: FunctionCallSite, _ grammar: QueryGrammar) {
    switch call.function {
    case "regexMatch", "regexReplaceAll": checkPattern(call)
    case "plugin", "writeToFile": refuse(call)
    case "sockaddr": checkAddressExpression(call)
    default: checkQuery(call, grammar)
    }
  }

  private mutating func checkQuery(_ call: FunctionCallSite, _ grammar: QueryGrammar) {
    let texts = call.arguments.map { $0?.asBytes }
    let known = texts.compactMap { $0 }
    // `datacenters true` has an argument that is no text; `keyOrDefault` one that is no query.
    let isKnown = call.function == "keyOrDefault" ? texts.first != nil : known.count == texts.count
    guard isKnown else { return }
    do throws(QuerySyntaxError) {
      guard let query = try grammar.query(of: call.function, known) else { return }
      if !queries.contains(query) { queries.append(query) }
    } catch {
      diagnostics.append(
        Diagnostic(
          code: "query-syntax",
          "invalid query `\(error.argument)` at character \(error.position + 1): "
            + error.message, source: call.source, span: call.span, hint: error.hint))
    }
  }

  private mutating func checkPattern(_ call: FunctionCallSite) {
    guard case .bytes(let pattern)?? = call.arguments.first else { return }
    do throws(ValueError) {
      _ = try RegexCache.shared.regex(pattern)
    } catch {
      diagnostics.append(
        Diagnostic(
          code: "pattern-syntax", error.message, source: call.source, span: call.span))
    }
  }

  private mutating func checkAddressExpression(_ call: FunctionCallSite) {
    let words = call.arguments.compactMap { $0?.asBytes }
    guard words.count == call.arguments.count else { return }
    do throws(ValueError) {
      _ = try AddressExpression(words)
    } catch {
      diagnostics.append(
        Diagnostic(
          code: "sockaddr-syntax", error.message, source: call.source, span: call.span))
    }
  }

  private mutating func refuse(_ call: FunctionCallSite) {
    diagnostics.append(
      Diagnostic(
        code: "refused-function", "`\(call.function)` acts on the world, which templates may not",
        source: call.source, span: call.span,
        hint: "use `file`, `key` or `env`, and one template for each file"))
  }
}
