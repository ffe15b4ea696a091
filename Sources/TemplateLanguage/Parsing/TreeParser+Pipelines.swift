internal import Diagnostics
internal import Values

extension TreeParser {
  /// `declarations? command ("|" command)*` up to and with a token of kind `end`.
  func pipeline(_ context: String, until end: Token.Kind) throws(TemplateError) -> Pipeline {
    let start = peekNonSpace().start
    var declarations = Declarations()
    while try declaration(context, &declarations) {}
    var commands: [Command] = []
    while true {
      let token = nextNonSpace()
      switch token.kind {
      case end:
        if commands.isEmpty { throw fail("missing value for \(context)") }
        for (index, command) in commands.enumerated().dropFirst() where !command.isExecutable {
          throw fail("non executable command in pipeline stage \(index + 1)")
        }
        notePiped(commands)
        let stop = end == .rightParenthesis ? token.end : token.start
        let range = start..<max(start, stop)
        return keep(
          Pipeline(
            range, commands.map(\.expression), declarations.variables,
            isAssignment: declarations.isAssignment))
      case .bool, .characterConstant, .complex, .dot, .field, .identifier, .number, .nil,
        .rawString, .string, .variable, .leftParenthesis:
        backup()
        commands.append(try command())
      default: throw unexpected(token, in: context)
      }
    }
  }

  private struct Declarations {
    var variables: [VariableName] = []
    var isAssignment = false
  }

  /// `$x :=`, `$x =` or, in a `range`, `$x,`; true if another declaration must follow.
  private func declaration(
    _ context: String, _ declarations: inout Declarations
  ) throws(TemplateError) -> Bool {
    let variable = peekNonSpace()
    guard variable.kind == .variable else { return false }
    _ = next()
    let adjacent = peek()
    let following = peekNonSpace()
    switch following.kind {
    case .assign, .declare:
      declarations.isAssignment = following.kind == .assign
      _ = nextNonSpace()
      declarations.variables.append(declare(variable))
      return false
    case .character where text(following).elementsEqual([0x2C]):
      _ = nextNonSpace()
      declarations.variables.append(declare(variable))
      guard context == "range", declarations.variables.count < 2 else {
        throw fail("too many declarations in \(context)")
      }
      switch peekNonSpace().kind {
      case .variable, .rightDelimiter, .rightParenthesis: return true
      default: throw fail("range can only initialize variables")
      }
    default:
      if adjacent.kind == .space { backup3(variable, adjacent) } else { backup2(variable) }
      return false
    }
  }

  private func declare(_ token: Token) -> VariableName {
    let name = Bytes(copying: text(token))
    let number = job.numbering.variable(name)
    variables.append(number)
    return VariableName(name: name, number: number)
  }

  // MARK: Commands

  struct Command {
    let expression: Expression
    /// Whether it may receive a piped value.
    let isExecutable: Bool
    /// Its place among the calls of the text, of a function.
    var call: Int?
    /// Its value, of a literal that stands alone.
    var literal: Value?
  }

  /// `operand (space operand)*`
  private func command() throws(TemplateError) -> Command {
    let start = peekNonSpace().start
    var operands: [Expression] = []
    reading: while true {
      _ = peekNonSpace()
      if let operand = try operand() { operands.append(operand) }
      let token = next()
      switch token.kind {
      case .space: continue
      case .rightDelimiter, .rightParenthesis:
        backup()
        break reading
      case .pipe: break reading
      default: throw unexpected(token, in: "operand")
      }
    }
    guard let first = operands.first else { throw fail("empty command") }
    let arguments = operands.dropFirst().map { operand($0) }
    return command(first, arguments, start)
  }

  private func command(
    _ first: Expression, _ arguments: [Expression], _ start: Int
  ) -> Command {
    let end = Int((arguments.last ?? first).end)
    let range = start..<max(start, end)
    switch first {
    case let identifier as IdentifierNode:
      let call = call(identifier, arguments, range)
      return Command(expression: call, isExecutable: true, call: job.calls.count - 1)
    case let path as PathExpression:
      let expression = arguments.isEmpty ? path : keep(MethodCommand(range, path, arguments))
      return Command(expression: expression, isExecutable: true)
    case let pipeline as Pipeline:
      let expression =
        arguments.isEmpty ? pipeline : keep(RefusedCommand(range, pipeline, arguments))
      return Command(expression: expression, isExecutable: true)
    case is NilNode:
      return Command(
        expression: keep(RefusedCommand(range, first, arguments)), isExecutable: false)
    default:
      let expression =
        arguments.isEmpty ? first : keep(RefusedCommand(range, first, arguments))
      let literal = arguments.isEmpty ? first.literal : nil
      return Command(expression: expression, isExecutable: false, literal: literal)
    }
  }

  /// What an operand means where it is not a command's first word.
  private func operand(_ expression: Expression) -> Expression {
    guard let identifier = expression as? IdentifierNode else { return expression }
    return call(identifier, [], identifier.range)
  }

  private func call(
    _ identifier: IdentifierNode, _ arguments: [Expression], _ range: Range<Int>
  ) -> Expression {
    job.calls.append(
      FunctionCallSite(
        function: identifier.name, arguments: arguments.map(\.literal), source: job.source,
        span: Span(range.lowerBound, range.upperBound)))
    if let function = job.functions[identifier.name] {
      return keep(
        FunctionCall(
          range, identifier, function, arguments, isBuiltin: job.isBuiltin(identifier.name)))
    }
    return keep(LogicCall(range, identifier, arguments))
  }

  /// Tells the calls of a pipeline what is piped into them.
  private func notePiped(_ commands: [Command]) {
    for (index, command) in commands.enumerated().dropFirst() {
      guard let call = command.call else { continue }
      job.calls[call].arguments.append(commands[index - 1].literal)
    }
  }

  // MARK: Operands

  /// `term .Field*`, or nil if no operand begins here.
  private func operand() throws(TemplateError) -> Expression? {
    guard let term = try term() else { return nil }
    guard peek().kind == .field else { return term }
    let start = peek().start
    var names: [FieldName] = []
    while peek().kind == .field { names.append(fieldName(next())) }
    let range = start..<lastEnd
    switch term {
    case let field as FieldNode: return keep(FieldNode(range, field.names + names))
    case let variable as VariableNode:
      return keep(VariableNode(range, variable.variable, variable.names + names))
    case is BoolNode, is StringNode, is NumberNode, is NilNode, is DotNode:
      let shown = Quoting.quote(Bytes(term.printed(with: job.options)))
      throw fail("unexpected . after term \(shown)")
    default: return keep(ChainNode(range, operand(term), names))
    }
  }

  private func fieldName(_ token: Token) -> FieldName {
    job.numbering.field(Bytes(copying: text(token).dropFirst()))
  }

  /// `literal | function | . | .Field | $variable | "(" pipeline ")"`, or nil.
  private func term() throws(TemplateError) -> Expression? {
    let token = nextNonSpace()
    let range = token.start..<token.end
    switch token.kind {
    case .identifier: return try identifier(token)
    case .dot: return keep(DotNode(range))
    case .nil: return keep(NilNode(range))
    case .variable: return try variable(token)
    case .field: return keep(FieldNode(range, [fieldName(token)]))
    case .bool: return keep(BoolNode(range, text(token).first == 0x74))
    case .characterConstant, .complex, .number: return try number(token)
    case .leftParenthesis: return try parenthesized()
    case .string, .rawString:
      let value = try unquoted(token)
      return keep(StringNode(range, literal: Array(text(token)), value))
    default:
      backup()
      return nil
    }
  }

  private func parenthesized() throws(TemplateError) -> Expression {
    guard parenthesisDepth < job.options.limits.parseNesting else {
      throw fail("max expression depth exceeded")
    }
    parenthesisDepth += 1
    defer { parenthesisDepth -= 1 }
    return try onDeepStack { () throws(TemplateError) in
      try self.pipeline("parenthesized pipeline", until: .rightParenthesis)
    }
  }

  private func identifier(_ token: Token) throws(TemplateError) -> Expression {
    let name = Bytes(copying: text(token)).string
    guard job.hasFunction(name) else {
      let names = job.functions.names + LogicCall.names
      let hint = job.options.functionHint(name) ?? Suggestion.hint(for: name, among: names)
      try refuse(
        fail(
          "function \(Quoting.quote(name)) not defined", code: "unknown-function",
          span: Span(token.start, token.end), hint: hint))
      return keep(IdentifierNode(token.start..<token.end, name))
    }
    return keep(IdentifierNode(token.start..<token.end, name))
  }

  private func variable(_ token: Token) throws(TemplateError) -> Expression {
    let name = Bytes(copying: text(token))
    var number = job.numbering.variables[name] ?? -1
    if !variables.contains(number) {
      // `$` is near every short name, and nobody means it.
      let known = job.numbering.variables.filter { $0.value != 0 && variables.contains($0.value) }
      try refuse(
        fail(
          "undefined variable \(Quoting.quote(name))", code: "unknown-variable",
          span: Span(token.start, token.end),
          hint: Suggestion.hint(for: name.string, among: known.keys.map(\.string).sorted())))
      number = job.numbering.variable(name)
    }
    return keep(
      VariableNode(token.start..<token.end, VariableName(name: name, number: number), []))
  }

  /// Throws the error of an unknown name, or keeps it where the text is only looked at.
  private func refuse(_ error: TemplateError) throws(TemplateError) {
    guard job.unknownNames != nil else { throw error }
    job.unknownNames?.append(error.diagnostic)
  }

  private func number(_ token: Token) throws(TemplateError) -> Expression {
    let literal: NumberLiteral
    do throws(NumberLiteral.Refusal) {
      switch token.kind {
      case .characterConstant: literal = try NumberLiteral(character: text(token))
      case .complex: literal = try NumberLiteral(complex: text(token))
      default: literal = try NumberLiteral(number: text(token))
      }
    } catch {
      throw fail(error.message, span: Span(token.start, token.end))
    }
    return keep(NumberNode(token.start..<token.end, text: Array(text(token)), literal))
  }
}
