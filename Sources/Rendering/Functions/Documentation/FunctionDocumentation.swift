/// What people are told of a function.
package struct FunctionDocumentation: Sendable {
  /// Which tool a function comes from.
  package enum Origin: String, Sendable, CaseIterable {
    case go = "Go's text/template"
    case consulTemplate = "consul-template"
    case confd
    case confdFork = "abtreece/confd"
    case sprig = "Sprig"
    case dockerGen = "docker-gen"
    case trimtab
  }

  /// Whether the result differs from pass to pass, so that the file may change without any change
  /// of the registries' data.
  package enum Constancy: Sendable {
    case constant, volatile
  }

  /// The name in templates.
  package let name: String
  /// The parameters in order: `[X]` may be left out, `X...` may stand any number of times.
  package let parameters: String
  /// One sentence.
  package let sentence: String
  /// A template that uses it; empty where no example can show a result.
  package let example: String
  /// What the example prints, on the sample data of the tests.
  package let output: String
  /// Which tool it comes from.
  package let origin: Origin
  /// The dialects that have it.
  package let dialects: Set<CompiledTemplate.Dialect>
  /// Whether its result changes by itself.
  package let constancy: Constancy

  /// The name and the parameters.
  package var signature: String { parameters.isEmpty ? name : "\(name) \(parameters)" }
}

/// The documentation of one family of functions, whose origin and dialects they share.
struct FunctionFamily {
  let origin: FunctionDocumentation.Origin
  let dialects: Set<CompiledTemplate.Dialect>

  /// The documentation of one function.
  func entry(
    _ name: String, _ parameters: String, _ sentence: String, _ example: String = "",
    _ output: String = "", _ constancy: FunctionDocumentation.Constancy = .constant
  ) -> FunctionDocumentation {
    FunctionDocumentation(
      name: name, parameters: parameters, sentence: sentence, example: example, output: output,
      origin: origin, dialects: dialects, constancy: constancy)
  }
}
