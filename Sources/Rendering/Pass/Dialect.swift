package import TemplateLanguage

/// Whose functions a template may call, besides Go's own.
package enum Dialect: String, Sendable, CaseIterable {
  case consul, confd, none

  /// The functions.
  package var functions: FunctionTable {
    switch self {
    case .consul: FunctionLibrary.consul
    case .confd: FunctionLibrary.confd
    case .none: FunctionTable()
    }
  }

  /// What the tool of that dialect does with a missing key, unless it is told otherwise.
  package var missingKey: MissingKey {
    switch self {
    case .consul: .zero
    case .confd, .none: .default
    }
  }
}
