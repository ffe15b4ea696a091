internal import Values

/// Whether what the body of a `range` writes depends on the elements alone, or besides on answers
/// from outside that are noted: no variables from outside, no functions that look at anything else,
/// no other templates.
struct ClosedBody {
  private var asks = false
  private var variables: [Int32] = []
  private var budget = 256

  /// How deep a body may be nested to be looked at; beyond, it counts as open.
  private static let depth = 8

  /// The judgement on a `range` of a list.
  static func dependence(
    _ pipeline: Pipeline, _ body: Block
  ) -> TemplateFunction.Dependence {
    guard !pipeline.isAssignment else { return .anything }
    var search = ClosedBody()
    search.variables = pipeline.declarations.map(\.number)
    guard search.block(body, depth) else { return .anything }
    return search.asks ? .answers : .arguments
  }

  private mutating func block(_ block: Block?, _ depth: Int) -> Bool {
    guard let block else { return true }
    let mark = variables.count
    defer { variables.removeLast(variables.count - mark) }
    return block.statements.allSatisfy { statement($0, depth) }
  }

  private mutating func statement(_ statement: Statement, _ depth: Int) -> Bool {
    budget -= 1
    guard budget > 0, depth > 0 else { return false }
    switch statement {
    case is TextNode, is BreakNode, is ContinueNode: return true
    case let action as ActionNode: return pipeline(action.pipeline, depth)
    case let branch as BranchNode:
      let mark = variables.count
      defer { variables.removeLast(variables.count - mark) }
      return pipeline(branch.pipeline, depth) && block(branch.body, depth - 1)
        && block(branch.otherwise, depth - 1)
    default: return false
    }
  }

  private mutating func pipeline(_ pipeline: Pipeline, _ depth: Int) -> Bool {
    guard !pipeline.isAssignment, expressions(pipeline.commands, depth) else { return false }
    variables += pipeline.declarations.map(\.number)
    return true
  }

  private mutating func expressions(_ expressions: [Expression], _ depth: Int) -> Bool {
    expressions.allSatisfy { expression($0, depth) }
  }

  private mutating func expression(_ expression: Expression, _ depth: Int) -> Bool {
    budget -= 1
    guard budget > 0, depth > 0 else { return false }
    switch expression {
    case is DotNode, is FieldNode, is NumberNode, is StringNode, is BoolNode, is NilNode:
      return true
    case let variable as VariableNode: return variables.contains(variable.variable.number)
    case let chain as ChainNode: return self.expression(chain.head, depth - 1)
    case let method as MethodCommand:
      return self.expression(method.path, depth - 1) && expressions(method.arguments, depth - 1)
    case let pipeline as Pipeline: return self.pipeline(pipeline, depth - 1)
    case let call as LogicCall: return expressions(call.arguments, depth - 1)
    case let call as FunctionCall:
      if call.dependence == .answers { asks = true }
      return call.dependence != .anything && expressions(call.arguments, depth - 1)
    default: return false
    }
  }
}
