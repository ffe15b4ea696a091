import AgentCore
import Diagnostics
import RegistryCore
import Rendering
import TemplateLanguage

/// Says why a collection is not complete: each cause once.
struct Trouble {
  /// What to show.
  private(set) var diagnostics: [Diagnostic] = []
  /// How to end; success if there is no trouble.
  private(set) var status = ExitStatus.success
  private let collection: Collector.Collection
  private let timeout: String
  private var told: Set<String> = []

  /// How many missing inputs of a template are named.
  private static let shown = 5

  /// Looks for trouble; `timeout` is how long was waited, as text.
  init(_ collection: Collector.Collection, timeout: String) {
    self.collection = collection
    self.timeout = timeout
    for diagnostic in collection.unrecorded ?? [] { add(diagnostic, .dataMissing) }
    for item in collection.resources {
      switch item.outcome {
      case .complete: break
      case .failed(let error): add(error.diagnostic, .invalid)
      case .incomplete(let missing) where collection.unrecorded != nil:
        tellReplayed(missing, of: item.resource.name)
      case .incomplete(let missing): tell(missing, of: item.resource.name)
      }
    }
  }

  private mutating func tell(_ noted: [MissingInput], of name: String) {
    // What came after the last attempt, while something else was missing, is not missing any more.
    let missing = noted.filter { input in
      if case .unanswered(let query) = input { collection.snapshot[query] == nil } else { true }
    }
    guard !collection.isInterrupted else {
      return add(
        Diagnostic(code: "interrupted", "`\(name)` was not rendered: interrupted"), .dataMissing)
    }
    let failures = missing.compactMap { input in
      input.query.flatMap { query in collection.failures[query].map { (query, $0) } }
    }
    let status: ExitStatus = failures.isEmpty ? .dataMissing : .registryFailed
    for (query, failure) in failures { tell(failure, of: query) }
    // What is refused was not waited for, and is told above.
    guard !failures.contains(where: { $1.error.isPermanent }) else {
      self.status = self.status == .success ? status : self.status
      return
    }
    guard !missing.isEmpty else {
      return add(
        Diagnostic(code: "missing", "`\(name)` was not rendered in \(timeout)"), status)
    }
    var inputs = missing.prefix(Trouble.shown).map(\.description).joined(separator: "; ")
    if missing.count > Trouble.shown { inputs += "; and \(missing.count - Trouble.shown) more" }
    add(
      Diagnostic(code: "missing", "`\(name)` needs more data after \(timeout): \(inputs)"), status)
  }

  /// Nothing more will come: what the file lacks is told with its places, the rest are answers that
  /// say no.
  private mutating func tellReplayed(_ missing: [MissingInput], of name: String) {
    for input in missing {
      switch input {
      case .unanswered: continue
      case .unreadableFile where !(collection.unrecorded ?? []).isEmpty: continue
      case .absentKey, .emptyPrefix, .unreadableFile:
        add(
          Diagnostic(code: "missing", "`\(name)` cannot be rendered: \(input.description)"),
          .dataMissing)
      }
    }
  }

  /// Failures of one registry in one way are one fault; the first query stands for all.
  private mutating func tell(_ failure: WatchFailure, of query: Query) {
    let error = failure.error
    let isLogged = collection.toldRegistries.contains(query.registry) && !error.isPermanent
    guard !isLogged, told.insert("\(error.code)::\(query.registry)").inserted else { return }
    let alike = collection.failures.filter {
      $0.key != query && $0.key.registry == query.registry && $0.value.error.code == error.code
    }.count
    let others = alike == 0 ? "" : ", as \(alike) more \(alike == 1 ? "query" : "queries")"
    add(
      Diagnostic(
        code: "registry", "`\(query.text)` cannot be answered\(others): \(error.message)"),
      .registryFailed)
  }

  /// The first trouble decides the status, but a wrong template outranks missing data.
  private mutating func add(_ diagnostic: Diagnostic, _ status: ExitStatus) {
    diagnostics.append(diagnostic)
    if self.status == .success || status == .invalid { self.status = status }
  }
}
