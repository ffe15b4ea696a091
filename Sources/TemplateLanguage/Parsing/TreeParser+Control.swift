internal import Diagnostics
internal import Values

extension TreeParser {
  /// `control | pipeline`; the left delimiter is behind.
  func action() throws(TemplateError) -> Item {
    let token = nextNonSpace()
    switch token.kind {
    case .block: return .statement(try block())
    case .break:
      try leaveRange("break")
      return .statement(keep(BreakNode(token.start..<token.end)))
    case .continue:
      try leaveRange("continue")
      return .statement(keep(ContinueNode(token.start..<token.end)))
    case .else: return try elseClause()
    case .end:
      _ = try expect(.rightDelimiter, in: "end")
      return .end
    case .if: return .statement(try ifClause(at: token.start))
    case .range: return .statement(try range(at: token.start))
    case .template: return .statement(try template())
    case .with: return .statement(try with(at: token.start))
    default:
      backup()
      let start = peek().start
      let pipeline = try pipeline("command", until: .rightDelimiter)
      return .statement(keep(ActionNode(start..<lastEnd, pipeline)))
    }
  }

  private func leaveRange(_ word: String) throws(TemplateError) {
    let shown = "{{\(word)}}"
    let token = nextNonSpace()
    guard token.kind == .rightDelimiter else { throw unexpected(token, in: shown) }
    guard rangeDepth > 0 else { throw fail("\(shown) outside {{range}}") }
  }

  /// `else}}`, or the `else` of `else if …` and `else with …`, which stay pending.
  private func elseClause() throws(TemplateError) -> Item {
    let following = peekNonSpace().kind
    if following != .if, following != .with { _ = try expect(.rightDelimiter, in: "else") }
    return .else
  }

  // MARK: Branches

  private struct Branch {
    let pipeline: Pipeline
    let body: Block
    var otherwise: Block?
  }

  private func ifClause(at start: Int) throws(TemplateError) -> Statement {
    let branch = try branch("if", chainedBy: .if) { parser, start throws(TemplateError) in
      try parser.ifClause(at: start)
    }
    let range = branch.pipeline.range(from: start)
    return keep(IfNode(range, branch.pipeline, branch.body, branch.otherwise))
  }

  private func with(at start: Int) throws(TemplateError) -> Statement {
    let branch = try branch("with", chainedBy: .with) { parser, start throws(TemplateError) in
      try parser.with(at: start)
    }
    let range = branch.pipeline.range(from: start)
    return keep(WithNode(range, branch.pipeline, branch.body, branch.otherwise))
  }

  private func range(at start: Int) throws(TemplateError) -> Statement {
    let branch = try branch("range", chainedBy: nil) { _, _ throws(TemplateError) in
      preconditionFailure("`range` has no `else range`")
    }
    let range = branch.pipeline.range(from: start)
    return keep(RangeNode(range, branch.pipeline, branch.body, branch.otherwise))
  }

  private typealias Chained = (TreeParser, Int) throws(TemplateError) -> Statement

  /// `pipeline}} list (else list)? end`, with `else if` and `else with` read as a nested branch
  /// that shares its `end` with this one.
  private func branch(
    _ word: String, chainedBy keyword: Token.Kind?, _ chained: Chained
  ) throws(TemplateError) -> Branch {
    let known = variables.count
    defer { variables.removeLast(variables.count - known) }
    let pipeline = try pipeline(word, until: .rightDelimiter)
    if word == "range" { rangeDepth += 1 }
    let (body, terminator) = try list()
    if word == "range" { rangeDepth -= 1 }
    var branch = Branch(pipeline: pipeline, body: body)
    if terminator.isEnd { return branch }
    if peek().kind == keyword {
      let start = next().start
      job.nesting += 1
      defer { job.nesting -= 1 }
      let statement = try onDeepStack { () throws(TemplateError) in try chained(self, start) }
      branch.otherwise = keep(Block([statement]))
    } else {
      let (otherwise, end) = try list()
      guard end.isEnd else { throw fail("expected end; found \(describe(end))") }
      branch.otherwise = otherwise
    }
    return branch
  }

  // MARK: Templates

  /// `"name" pipeline}} list end`: defines a template and runs it in place.
  private func block() throws(TemplateError) -> Statement {
    let context = "block clause"
    let token = nextNonSpace()
    let name = try templateName(token, in: context)
    let pipeline = try pipeline(context, until: .rightDelimiter)
    let range = token.start..<lastEnd
    let parser = TreeParser(job, name: name)
    let (body, terminator) = try parser.list()
    guard terminator.isEnd else {
      throw fail("unexpected \(describe(terminator)) in \(context)")
    }
    try parser.add(body)
    return use(name, token, range, pipeline)
  }

  /// `"name" pipeline?}}`
  private func template() throws(TemplateError) -> Statement {
    let context = "template clause"
    let token = nextNonSpace()
    let name = try templateName(token, in: context)
    var argument: Pipeline?
    if nextNonSpace().kind != .rightDelimiter {
      backup()
      argument = try pipeline(context, until: .rightDelimiter)
    }
    return use(name, token, token.start..<lastEnd, argument)
  }

  private func use(
    _ name: Bytes, _ token: Token, _ range: Range<Int>, _ pipeline: Pipeline?
  ) -> Statement {
    job.references.append(
      TemplateReference(
        name: name.string, source: job.source, span: Span(token.start, token.end)))
    let slot = job.numbering.template(name)
    return keep(TemplateNode(range, name: name, slot: slot, pipeline))
  }

  private func templateName(
    _ token: Token, in context: String
  ) throws(TemplateError) -> Bytes {
    guard token.kind == .string || token.kind == .rawString else {
      throw unexpected(token, in: context)
    }
    return try unquoted(token)
  }
}
