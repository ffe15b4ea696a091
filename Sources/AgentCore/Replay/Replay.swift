package import AgentConfiguration
package import Diagnostics
import RegistryCore
package import Rendering
package import SystemSupport
import TemplateLanguage
import Values

/// Rendering from a snapshot file instead of registries: without network, and always the same.
package struct Replay: Sendable {
  /// What the file holds.
  package let recording: Recording
  /// How messages name the file.
  package let name: String
  /// What is doubtful about the file.
  package let warnings: [Diagnostic]

  /// Reads a snapshot file; throws everything that is wrong with it.
  package init(
    path: String, fileSystem: FileSystem = .real
  ) throws(DiagnosticError) {
    name = path
    let text: [UInt8]
    do throws(SystemError) {
      text = try fileSystem.read(path, limit: RecordingReader.sizeLimit)
    } catch {
      throw DiagnosticError(Diagnostic(code: "unreadable", "\(error)"))
    }
    let result = try RecordingReader.read(Source(name: path, text: text))
    recording = result.recording
    var warnings = result.warnings
    let count = result.recording.redactedCount
    if count > 0 {
      warnings.append(
        Diagnostic(
          .warning, code: "redacted",
          "\(count) \(count == 1 ? "text" : "texts") of `\(path)` "
            + "\(count == 1 ? "was" : "were") hidden when it was recorded and "
            + "\(count == 1 ? "reads" : "read") `redacted`"))
    }
    self.warnings = warnings
  }

  /// The same configuration with all registries replaced by the file. Where none is configured,
  /// there are those that the file names, or one without a name of its own.
  package func adapt(_ configuration: Configuration) -> Configuration {
    var configuration = configuration
    var names = configuration.registries.map(\.name)
    if names.isEmpty {
      names = recording.registries.sorted()
      if names.isEmpty { names = ["snapshot"] }
      configuration.defaultRegistry = names.count == 1 ? names[0] : nil
    }
    configuration.registries = names.map { RegistrySettings(name: $0, kind: .replay) }
    return configuration
  }

  /// What templates may know besides readings.
  func environment(_ variables: [String: String], registries: Set<String>) -> RenderEnvironment {
    var environment = RenderEnvironment(variables: variables, registries: registries)
    if let recorded = recording.environment {
      environment = RenderEnvironment(
        variables: recorded.compactMapValues { $0 }, registries: registries)
    }
    environment.time = recording.time
    environment.network = FixedNetwork()
    return environment
  }

  /// Renders every resource from the recorded answers. Writes nothing, asks nobody.
  package func collect(_ assembly: Assembly) -> Collector.Collection {
    var readings: [Query: Reading] = [:]
    var passes: [Pass] = []
    // Answers lead to further queries, until no pass asks for more that is known.
    var hasMore = true
    while hasMore {
      hasMore = false
      passes = assembly.resources.map {
        Pass($0, from: Snapshot(readings: readings), in: assembly.environment, recording)
      }
      for query in passes.flatMap(\.outcome.inputs.queries) where readings[query] == nil {
        guard let value = recording.answer(to: query) else { continue }
        readings[query] = Reading(value: value, index: 0)
        hasMore = true
      }
    }
    let isKnown = Set(readings.keys)
    return Collector.Collection(
      resources: passes.map(\.collected), snapshot: Snapshot(readings: readings), failures: [:],
      toldRegistries: [], isInterrupted: false,
      unrecorded: passes.flatMap { unrecorded($0, besides: isKnown, in: assembly) })
  }

  /// One resource rendered.
  private struct Pass {
    let resource: ManagedResource
    let outcome: RenderOutcome
    let files: ReplayFiles

    init(
      _ resource: ManagedResource, from snapshot: Snapshot, in environment: RenderEnvironment,
      _ recording: Recording
    ) {
      self.resource = resource
      files = ReplayFiles(recording)
      outcome = resource.render(from: snapshot, in: environment, files: files)
    }

    var collected: Collector.Collected {
      let result: Collector.Outcome =
        switch outcome {
        case .complete(let bytes, _): .complete(bytes)
        case .incomplete(let missing, _): .incomplete(missing)
        case .failed(let error, _): .failed(error)
        }
      return Collector.Collected(resource: resource, outcome: result, inputs: outcome.inputs)
    }
  }

  // MARK: - What is not in the file

  private func unrecorded(
    _ pass: Pass, besides known: Set<Query>, in assembly: Assembly
  ) -> [Diagnostic] {
    let inputs = pass.outcome.inputs
    let sites = QuerySites(
      pass.resource.template,
      grammar: QueryGrammar(
        defaultRegistry: pass.resource.registry, registries: assembly.environment.registries))
    var found = inputs.queries.filter { !known.contains($0) }.map { query in
      let site = sites.site(of: query)
      return Diagnostic(
        code: "unrecorded", "the query `\(query.text)` is not in `\(name)`",
        source: site?.source, span: site?.span, hint: hint(for: query))
    }
    if let variables = recording.environment {
      found += inputs.environmentNames.filter { variables[Bytes($0)] == nil }.map { variable in
        let site = sites.site(
          of: Bytes(variable), in: ["env", "mustEnv", "envOrDefault", "getenv"])
        return Diagnostic(
          code: "unrecorded", "the variable `\(variable)` is not in `\(name)`",
          source: site?.source, span: site?.span,
          hint: Suggestion.hint(for: variable, among: variables.keys.map(\.string)))
      }
    }
    found += pass.files.unrecorded.map { path in
      let site = sites.site(of: Bytes(path), in: ["file", "fileExists"])
      return Diagnostic(
        code: "unrecorded", "the file `\(path)` is not in `\(name)`", source: site?.source,
        span: site?.span,
        hint: Suggestion.hint(for: path, among: (recording.files ?? [:]).keys.map(\.string)))
    }
    return found
  }

  /// The recorded query that comes nearest.
  private func hint(for query: Query) -> String {
    if let near = recording.nearest(to: query) { return "the nearest there is `\(near)`" }
    return "record it anew with `trimtab snapshot`, or add the answer"
  }
}
