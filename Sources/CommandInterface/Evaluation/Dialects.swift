import AgentConfiguration
import Rendering
import TemplateLanguage

/// The functions of the dialects that configurations and requests can name.
enum Dialects {
  /// The functions besides Go's own.
  static func functions(of dialect: ResourceSettings.Dialect) -> FunctionTable {
    switch dialect {
    case .consul: FunctionLibrary.consul
    case .confd: FunctionLibrary.confd
    case .none: FunctionTable()
    }
  }
}
