import TemplateLanguage
import Values

/// consul-template's functions that act on the world. A template is evaluated whenever its data
/// changes, and before all of it has arrived: what it does to the world would happen at every pass.
enum RefusedFunctions {
  static let all: [TemplateFunction] = [
    TemplateFunction("plugin", [.string], variadic: true, body: plugin),
    TemplateFunction("writeToFile", [.string], variadic: true, body: writeToFile),
  ]

  /// consul-template's functions of registries which Trimtab does not ask, with their registries.
  static let foreign: [String: String] = [
    "secret": "Vault", "secrets": "Vault", "pkiCert": "Vault",
    "nomadServices": "Nomad", "nomadService": "Nomad", "nomadVar": "Nomad",
    "nomadVarExists": "Nomad", "nomadVarList": "Nomad", "nomadVarListSafe": "Nomad",
  ]

  /// They are known so that a template that calls one is told why it cannot.
  static let unsupported: [TemplateFunction] = foreign.map { name, registry in
    TemplateFunction(name, [.any], variadic: true) { _, _ throws(ValueError) in
      throw ValueError("`\(name)` asks \(registry), which Trimtab does not support")
    }
  }

  private static func plugin(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    throw ValueError(
      "templates do not run programs: it would happen at every evaluation, also of incomplete "
        + "data; run the program outside and read its result with `file`, `key` or `env`")
  }

  private static func writeToFile(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    throw ValueError(
      "templates do not write files: it would happen at every evaluation, also of incomplete "
        + "data; make it a template of its own with that destination")
  }
}
