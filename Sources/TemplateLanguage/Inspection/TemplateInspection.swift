package import Diagnostics
internal import Values

/// Looks at templates without running them: variables that nobody reads, templates that nobody
/// uses, and fields that no struct of a certain type has.
package struct TemplateInspection {
  /// What was found, in the order of the text of each template.
  package private(set) var diagnostics: [Diagnostic] = []

  private let types: StaticTypes
  private let body: TemplateBody
  /// The type of the template's data.
  private let root: GoType?
  /// What the templates are given by the calls so far.
  private var given: DotTypes
  private var variables: [Variable] = []
  /// Variables that `=` changes somewhere; their types are not certain.
  private var assigned: Set<Int32> = []

  private struct Variable {
    let name: VariableName
    let type: GoType?
    let range: Range<Int>
    /// The first of two variables of `range` has to stand there for the second.
    let isPlaceholder: Bool
    var isRead = false
  }

  /// Inspects all templates that stand in a source; `entry` is the one that runs first, on
  /// anything.
  package static func diagnostics(
    for templates: TemplateSet, in source: Source, entry: String, types: StaticTypes
  ) -> [Diagnostic] {
    var dots = DotTypes(entry: entry)
    var found: [Diagnostic] = []
    // What a template is given is known when its callers' own data is: one more level each round.
    for _ in 0..<DotTypes.roundLimit {
      var given = DotTypes(entry: entry)
      found = []
      for case let body? in templates.bodies {
        var inspection = TemplateInspection(body, types, dot: dots[body.name], given)
        inspection.run()
        given = inspection.given
        if body.source === source { found += inspection.diagnostics }
      }
      if given == dots { break }
      dots = given
    }
    return found.sorted { ($0.span?.start ?? 0) < ($1.span?.start ?? 0) }
  }

  private init(_ body: TemplateBody, _ types: StaticTypes, dot: GoType?, _ given: DotTypes) {
    self.body = body
    self.types = types
    root = dot
    self.given = given
  }

  private mutating func run() {
    assigned = body.assignedVariables
    block(body.root, dot: root)
    close(to: 0)
  }

  // MARK: Statements

  private mutating func block(_ block: Block?, dot: GoType?) {
    guard let block else { return }
    let mark = variables.count
    for statement in block.statements { self.statement(statement, dot: dot) }
    close(to: mark)
  }

  private mutating func statement(_ statement: Statement, dot: GoType?) {
    switch statement {
    case let action as ActionNode: _ = pipeline(action.pipeline, dot: dot)
    case let call as TemplateNode:
      given.add(call.name, call.pipeline.flatMap { pipeline($0, dot: dot) })
    case let branch as BranchNode: self.branch(branch, dot: dot)
    default: break
    }
  }

  private mutating func branch(_ branch: BranchNode, dot: GoType?) {
    let mark = variables.count
    var inner = dot
    if branch is RangeNode {
      let (key, element) = StaticTypes.elements(of: value(of: branch.pipeline, dot: dot))
      let names = branch.pipeline.declarations
      if !branch.pipeline.isAssignment {
        for (index, name) in names.enumerated() {
          let isKey = names.count > 1 && index == 0
          declare(name, isKey ? key : element, branch.pipeline, isPlaceholder: isKey)
        }
      }
      inner = element
    } else {
      let type = pipeline(branch.pipeline, dot: dot)
      if branch is WithNode { inner = type }
    }
    block(branch.body, dot: inner)
    block(branch.otherwise, dot: dot)
    close(to: mark)
  }

  // MARK: Variables

  private mutating func declare(
    _ name: VariableName, _ type: GoType?, _ pipeline: Pipeline, isPlaceholder: Bool = false
  ) {
    variables.append(
      Variable(
        name: name, type: assigned.contains(name.number) ? nil : type, range: pipeline.range,
        isPlaceholder: isPlaceholder))
  }

  private mutating func close(to mark: Int) {
    for (index, variable) in variables.enumerated().dropFirst(mark)
    where !variable.isRead && !variable.isPlaceholder {
      // Who wants the key of a `range` needs both, and finds the element in the dot as well.
      if index > mark, variables[index - 1].isPlaceholder, variables[index - 1].isRead { continue }
      // `$_ := scratch.Set ...` is how templates throw a value away.
      if variable.name.name.hasPrefix("$_") { continue }
      report(
        .warning, "unused-variable", "`\(variable.name.name.string)` is never read",
        at: variable.range, hint: "drop it, or begin its name with `$_`")
    }
    variables.removeLast(variables.count - mark)
  }

  private mutating func read(_ variable: VariableName) -> GoType? {
    if variable.number == 0 { return root }
    guard let index = variables.lastIndex(where: { $0.name.number == variable.number }) else {
      return nil
    }
    variables[index].isRead = true
    return variables[index].type
  }

  // MARK: Expressions

  /// The type of a pipeline, whose variables are declared.
  private mutating func pipeline(_ pipeline: Pipeline, dot: GoType?) -> GoType? {
    let type = value(of: pipeline, dot: dot)
    if !pipeline.isAssignment {
      for name in pipeline.declarations { declare(name, type, pipeline) }
    }
    return type
  }

  private mutating func value(of pipeline: Pipeline, dot: GoType?) -> GoType? {
    var type: GoType?
    for (index, command) in pipeline.commands.enumerated() {
      type = value(of: command, dot: dot, piped: index == 0 ? nil : .some(type))
    }
    return type
  }

  /// The type of an expression; `piped` is the type of what is piped into it, if anything is.
  private mutating func value(
    of expression: Expression, dot: GoType?, piped: GoType?? = nil
  ) -> GoType? {
    switch expression {
    case is DotNode: return dot
    case let nested as Pipeline: return value(of: nested, dot: dot)
    case let call as FunctionCall:
      var types = call.arguments.map { value(of: $0, dot: dot) }
      if let piped { types.append(piped) }
      if call.identifier.name == "executeTemplate" { noteExecution(call, types) }
      return self.types.result(call.identifier.name, types)
    case let logic as LogicCall:
      for argument in logic.arguments { _ = value(of: argument, dot: dot) }
      return nil
    case let method as MethodCommand:
      for argument in method.arguments { _ = value(of: argument, dot: dot) }
      _ = value(of: method.path, dot: dot)
      return nil
    case let refused as RefusedCommand:
      for argument in refused.arguments { _ = value(of: argument, dot: dot) }
      return value(of: refused.first, dot: dot)
    case let variable as VariableNode: return path(variable, from: read(variable.variable))
    case let field as FieldNode: return path(field, from: dot)
    case let chain as ChainNode: return path(chain, from: value(of: chain.head, dot: dot))
    default: return nil
    }
  }

  /// A template that a function runs; of a computed name it may be any.
  private mutating func noteExecution(_ call: FunctionCall, _ types: [GoType?]) {
    guard let name = call.arguments.first as? StringNode, case .bytes(let text) = name.value else {
      return given.addToAll()
    }
    given.add(text, types.count > 1 ? types[1] : nil)
  }

  private mutating func path(_ path: PathExpression, from start: GoType?) -> GoType? {
    var type = start
    for field in path.names {
      let found = StaticTypes.field(field.name, of: type)
      if !found.exists, let type = StaticTypes.target(of: type) {
        reportMissing(field.name.string, type, at: path.range)
        return nil
      }
      type = found.type
    }
    return type
  }

  private mutating func reportMissing(_ name: String, _ type: GoType, at range: Range<Int>) {
    guard case .record(let shape) = type else {
      return report(
        .error, "unknown-field", "`\(type.name)` has no field `\(name)`", at: range, hint: nil)
    }
    let names = shape.fields.map(\.name.string)
    report(
      .error, "unknown-field", "`\(shape.typeName ?? "the struct")` has no field `\(name)`",
      at: range,
      hint: Suggestion.hint(for: name, among: names)
        ?? "known are \(names.map { "`\($0)`" }.joined(separator: ", "))")
  }

  private mutating func report(
    _ severity: Diagnostic.Severity, _ code: String, _ message: String, at range: Range<Int>,
    hint: String?
  ) {
    diagnostics.append(
      Diagnostic(
        severity, code: code, message, source: body.source,
        span: Span(range.lowerBound, range.upperBound), hint: hint))
  }
}
