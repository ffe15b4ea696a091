package import RegistryCore
package import TemplateLanguage
package import Values

/// Where in a template's text queries, variables and files are asked for.
package struct QuerySites {
  private let calls: [FunctionCallSite]
  private let grammar: QueryGrammar

  /// The places in a template.
  package init(_ template: CompiledTemplate, grammar: QueryGrammar) {
    calls = template.templates.functionCalls
    self.grammar = grammar
  }

  /// The call that asks a query: one with that query written out, else the first call of such a
  /// function whose arguments are known only when the template runs; nil if there is none.
  package func site(of query: Query) -> FunctionCallSite? {
    let word = QueryWords(Bytes(query.text))?.word ?? ""
    let functions = AnswerKind.kind(of: word).functions
    let candidates = calls.filter { functions.contains($0.function) }
    return candidates.first { asked(by: $0) == query }
      ?? candidates.first { $0.hasComputedArgument }
  }

  /// The call that asks for a variable or a file by this name, or for one whose name is computed.
  package func site(of name: Bytes, in functions: Set<String>) -> FunctionCallSite? {
    let candidates = calls.filter { functions.contains($0.function) }
    return candidates.first { $0.arguments.first??.asBytes == name }
      ?? candidates.first { $0.hasComputedArgument }
  }

  private func asked(by call: FunctionCallSite) -> Query? {
    let texts = call.arguments.map { $0?.asBytes }
    let known = texts.compactMap { $0 }
    guard call.function == "keyOrDefault" || known.count == texts.count else { return nil }
    return try? grammar.query(of: call.function, known)
  }
}

extension FunctionCallSite {
  /// Whether an argument is known only when the template runs.
  fileprivate var hasComputedArgument: Bool {
    arguments.contains { if case .none = $0 { true } else { false } }
  }
}
