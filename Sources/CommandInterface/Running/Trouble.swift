import AgentCore
import Diagnostics
import RegistryCore
import Rendering
import TemplateLanguage

/// Says why a collection is not complete.
struct Trouble {
  /// What to show.
  private(set) var diagnostics: [Diagnostic] = []
  /// How to end; success if there is no trouble.
  private(set) var status = ExitStatus.success

  /// Looks for trouble; `timeout` is how long was waited, as text.
  init(_ collection: Collector.Collection, timeout: String) {
    var isReported: Set<Query> = []
    for item in collection.resources {
      switch item.outcome {
      case .complete: break
      case .failed(let error):
        add(error.diagnostic, .invalid)
      case .incomplete(let missing):
        for input in missing {
          let failure = input.query.flatMap { collection.failures[$0] }
          if let query = input.query, let failure, isReported.insert(query).inserted {
            add(Trouble.describe(query, failure), .registryFailed)
          }
          let need = "`\(item.resource.name)` needs more data after \(timeout): \(input)"
          add(
            Diagnostic(code: "missing", need),
            failure == nil ? .dataMissing : .registryFailed)
        }
        if missing.isEmpty {
          add(
            Diagnostic(code: "missing", "`\(item.resource.name)` was not rendered in \(timeout)"),
            .dataMissing)
        }
      }
    }
  }

  /// The first trouble decides the status, but a wrong template outranks missing data.
  private mutating func add(_ diagnostic: Diagnostic, _ status: ExitStatus) {
    diagnostics.append(diagnostic)
    if self.status == .success || status == .invalid { self.status = status }
  }

  private static func describe(_ query: Query, _ failure: WatchFailure) -> Diagnostic {
    let times = failure.attempts == 1 ? "once" : "\(failure.attempts) times"
    return Diagnostic(
      code: "registry", "`\(query.text)` failed \(times): \(failure.error.message)")
  }
}
