/// How the templates of a set are read and run.
package struct TemplateOptions: Sendable {
  /// What begins an action; "" stands for `{{`.
  package var leftDelimiter: String
  /// What ends an action; "" stands for `}}`.
  package var rightDelimiter: String
  /// What a missing key of a map means.
  package var missingKey: MissingKey
  /// The functions besides Go's builtins, which they may replace.
  package var functions: FunctionTable
  /// When an evaluation is stopped.
  package var limits: EvaluationLimits
  /// What to do about a function that is not there, if more is known than names that are near.
  package var functionHint: @Sendable (String) -> String? = { _ in nil }

  /// Go's defaults, unless something else is given.
  package init(
    leftDelimiter: String = "", rightDelimiter: String = "", missingKey: MissingKey = .default,
    functions: FunctionTable = FunctionTable(), limits: EvaluationLimits = EvaluationLimits()
  ) {
    self.leftDelimiter = leftDelimiter
    self.rightDelimiter = rightDelimiter
    self.missingKey = missingKey
    self.functions = functions
    self.limits = limits
  }

  /// The bytes that begin an action.
  var left: [UInt8] { Array((leftDelimiter.isEmpty ? "{{" : leftDelimiter).utf8) }
  /// The bytes that end an action.
  var right: [UInt8] { Array((rightDelimiter.isEmpty ? "}}" : rightDelimiter).utf8) }
}

/// What a missing key of a map means: Go's option `missingkey`.
package enum MissingKey: String, Sendable, CaseIterable {
  /// No value, which prints `<no value>`.
  case `default`
  /// The same as `default`.
  case invalid
  /// The zero value of the map's element type.
  case zero
  /// An error.
  case error
}

/// When templates are refused or stopped. Each has a generous default.
package struct EvaluationLimits: Sendable {
  /// The most statements and rounds of loops in one execution.
  package var steps: Int
  /// The most templates that call each other.
  package var templateDepth: Int
  /// The most executions of templates by functions inside each other.
  package var nestedExecutions: Int
  /// The most bytes of output, and of any text on the way to it.
  package var outputBytes: Int
  /// The deepest nesting of parentheses, and of control structures, in a text.
  package var parseNesting: Int

  /// The default of `steps`: minutes of work for a runaway loop, hundreds of times a large render.
  package static let defaultSteps = 1_000_000_000
  /// The default of `templateDepth`, Go's.
  package static let defaultTemplateDepth = 100_000
  /// The default of `nestedExecutions`.
  package static let defaultNestedExecutions = 1000
  /// The default of `parseNesting`, Go's for parentheses.
  package static let defaultParseNesting = 10_000

  /// Limits, by default generous ones.
  package init(
    steps: Int = EvaluationLimits.defaultSteps,
    templateDepth: Int = EvaluationLimits.defaultTemplateDepth,
    nestedExecutions: Int = EvaluationLimits.defaultNestedExecutions,
    outputBytes: Int = OutputBuffer.defaultLimit,
    parseNesting: Int = EvaluationLimits.defaultParseNesting
  ) {
    self.steps = steps
    self.templateDepth = templateDepth
    self.nestedExecutions = nestedExecutions
    self.outputBytes = outputBytes
    self.parseNesting = parseNesting
  }
}
