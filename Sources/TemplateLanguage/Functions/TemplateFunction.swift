package import Values

/// A function that templates can call.
///
/// The evaluator checks the number of arguments and their static types against `parameters`, adapts
/// constants and obvious conversions (`int64` for `int`, a list of strings for `[]string`), and
/// only then calls `body`, which may rely on the types.
package struct TemplateFunction: Sendable {
  /// What the function does: arguments (already adapted) in order, and the running evaluation.
  package typealias Body =
    @Sendable (_ arguments: [Value], _ context: EvaluationContext) throws(ValueError) -> Value

  /// The name in templates.
  package let name: String
  /// The static types of the parameters; of a variadic function the last one may occur any number
  /// of times, also never.
  package let parameters: [GoType]
  /// Whether the last parameter is variadic.
  package let isVariadic: Bool
  /// What it does.
  package let body: Body
  /// What the result depends on.
  package private(set) var dependence = Dependence.anything

  /// What a result can depend on.
  package enum Dependence: Sendable {
    /// The arguments alone, and nothing else happens.
    case arguments
    /// Besides the arguments, answers that the context notes; see `EvaluationContext.note`.
    case answers
    /// Anything.
    case anything
  }

  /// The function as one whose result depends on its arguments alone.
  package var pure: TemplateFunction { depending(on: .arguments) }

  /// The function as one whose result depends on so much.
  package func depending(on dependence: Dependence) -> TemplateFunction {
    var function = self
    function.dependence = dependence
    return function
  }

  /// Declares a function.
  package init(
    _ name: String, _ parameters: [GoType], variadic: Bool = false, body: @escaping Body
  ) {
    precondition(!variadic || !parameters.isEmpty, "a variadic function has a last parameter")
    self.name = name
    self.parameters = parameters
    self.isVariadic = variadic
    self.body = body
  }
}

/// The functions of a dialect, by name.
package struct FunctionTable: Sendable {
  /// The functions.
  package private(set) var functions: [String: TemplateFunction]

  /// A table of functions; of equal names the last wins.
  package init(_ functions: [TemplateFunction] = []) {
    self.functions = Dictionary(functions.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
  }

  /// The function of a name, if the dialect has it.
  package subscript(name: String) -> TemplateFunction? { functions[name] }

  /// All names, sorted.
  package var names: [String] { functions.keys.sorted() }

  /// This table with the functions of another, which win.
  package func merging(_ other: FunctionTable) -> FunctionTable {
    var merged = self
    merged.functions.merge(other.functions) { $1 }
    return merged
  }
}
