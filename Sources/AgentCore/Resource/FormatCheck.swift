import AgentConfiguration
import DataFormats
import Diagnostics
import LoadBalancing

/// Judges whether a file is written in a language.
struct FormatCheck: Sendable {
  private let format: DocumentFormat

  /// A check for a configured language.
  init(_ format: ResourceSettings.Format) {
    self.format =
      switch format {
      case .json: .json
      case .yaml: .yaml
      case .toml: .toml
      }
  }

  /// The check, and another one after it.
  func checker(then next: Checker?) -> Checker {
    let format = format
    return Checker(
      { bytes in
        do throws(DiagnosticError) {
          _ = try DocumentReader.read(Source(name: "the new file", text: bytes), format)
          return nil
        } catch {
          return DiagnosticRenderer().render(error.diagnostics[0])
        }
      }, what: format.rawValue.uppercased(), then: next)
  }
}
