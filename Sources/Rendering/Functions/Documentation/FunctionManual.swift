/// The documentation of all functions of all dialects.
package enum FunctionManual {
  /// All entries, by name, Go's before others of the same name.
  package static let entries: [FunctionDocumentation] = {
    let all: [FunctionDocumentation] =
      builtins + registry + unsupported + mesh + consulTexts
      + consulData + confdKeys + confd + confdFork
      + balancer + sprigAll + dockerGen
    return all.enumerated().sorted { ($0.element.name, $0.offset) < ($1.element.name, $1.offset) }
      .map(\.element)
  }()

  /// The entries of a name: a name may mean different functions in different dialects.
  package static func entries(of name: String) -> [FunctionDocumentation] {
    entries.filter { $0.name == name }
  }

  /// The entry of a function in a dialect.
  package static func entry(
    of name: String, in dialect: CompiledTemplate.Dialect
  ) -> FunctionDocumentation? {
    let found = entries(of: name).filter { $0.dialects.contains(dialect) }
    // A dialect's own function hides Go's of the same name.
    return found.last
  }

  /// The names of the functions of a dialect whose results change by themselves.
  package static func volatileNames(in dialect: CompiledTemplate.Dialect) -> Set<String> {
    Set(
      entries.filter { $0.dialects.contains(dialect) && $0.constancy == .volatile }.map(\.name))
  }
}
