import Diagnostics
import TemplateLanguage

/// Judges calls by what the table of functions knows: how many arguments they take, and whether
/// their results change by themselves.
struct CallCheck {
  private let dialect: CompiledTemplate.Dialect
  private let functions: FunctionTable
  private let volatileNames: Set<String>

  /// A check for templates of a dialect.
  init(_ dialect: CompiledTemplate.Dialect) {
    self.dialect = dialect
    functions = Builtins.table.merging(dialect.functions)
    volatileNames = FunctionManual.volatileNames(in: dialect)
  }

  /// What is wrong with a call.
  func diagnostics(for call: FunctionCallSite) -> [Diagnostic] {
    [count(of: call), constancy(of: call)].compactMap { $0 }
  }

  private func count(of call: FunctionCallSite) -> Diagnostic? {
    guard let function = functions[call.function] else { return nil }
    let found = call.arguments.count
    let wanted = function.parameters.count
    let expected: String
    if function.isVariadic {
      // Go's `eq` takes one argument and then misses the other.
      let least = max(wanted - 1, call.function == "eq" ? 2 : 0)
      if found >= least { return nil }
      expected = "at least \(CallCheck.arguments(least))"
    } else {
      if found == wanted { return nil }
      expected = CallCheck.arguments(wanted)
    }
    let signature = FunctionManual.entry(of: call.function, in: dialect)?.signature
    return Diagnostic(
      code: "argument-count", "`\(call.function)` expects \(expected), found \(found)",
      source: call.source, span: call.span, hint: signature.map { "write `\($0)`" })
  }

  private func constancy(of call: FunctionCallSite) -> Diagnostic? {
    guard volatileNames.contains(call.function) else { return nil }
    return Diagnostic(
      .warning, code: "volatile-function",
      "the result of `\(call.function)` changes by itself, and the file with it",
      source: call.source, span: call.span,
      hint: "at each full pass that is a new file, and one more apply")
  }

  private static func arguments(_ count: Int) -> String {
    switch count {
    case 0: "no arguments"
    case 1: "1 argument"
    default: "\(count) arguments"
    }
  }
}
