import DataFormats
import Diagnostics
import SystemSupport

/// Reads the directory of resources and makes one configuration of everything.
struct ConfdReader {
  let options: ConfdOptions
  let form: ConfdSource.Form
  let environment: [String: String]
  let files: FileSystem

  /// The most files of resources.
  private static let limit = 10_000

  /// The configuration; of use only if no errors were added. `sources` are the files in order.
  func read(_ sources: inout [Source], _ list: inout DiagnosticList) -> Configuration {
    var configuration = Configuration()
    if options.level == nil {
      list.add(
        Diagnostic(
          code: "invalid-value", "not a valid log level: `\(options.logLevel)`",
          hint: Suggestion.hint(for: options.logLevel, among: ConfdOptions.levels.keys.sorted())
            ?? "known are `panic`, `fatal`, `error`, `warn`, `info` and `debug`"))
    }
    var registries = ConfdRegistries(environment: environment, form: form)
    let standard = registries.registry(
      options.backend, serviceRecord: serviceRecord, at: nil, &list)
    var destinations: [(path: String, node: SettingNode)] = []
    for path in paths(&list) {
      guard let document = ConfdReader.document(path, files, &list) else { continue }
      sources.append(document.source)
      guard let draft = draft(path, document, &list) else { continue }
      var resource = draft.resource
      resource.registry = standard
      if let (own, entry) = draft.backend {
        resource.registry = registries.registry(own, serviceRecord: nil, at: entry, &list)
      }
      resource.keys.match = registries.match(of: resource.registry)
      configuration.resources.append(resource)
      destinations.append((resource.destination?.path ?? "", draft.destination))
    }
    DuplicateTemplates.findWriters(destinations, &list)
    configuration.registries = registries.all
    configuration.defaultRegistry = standard
    return configuration
  }

  /// The name whose SRV records are the nodes, if there is one.
  private var serviceRecord: String? {
    guard options.backend.name != "env" else { return nil }
    if !options.serviceRecord.isEmpty { return options.serviceRecord }
    guard !options.serviceDomain.isEmpty else { return nil }
    return "_\(options.backend.name)._tcp.\(options.serviceDomain)."
  }

  // MARK: - Files

  /// Reads a file of TOML; nil after adding errors.
  static func document(
    _ path: String, _ files: FileSystem, _ list: inout DiagnosticList
  ) -> (source: Source, entries: [SettingEntry])? {
    do {
      let text = try files.read(path, limit: ConfigurationRequest.sizeLimit)
      let source = Source(name: path, text: text)
      let node = SettingNode(try TOMLReader.document(source), source: source)
      guard case .table(let table) = node.kind else { return nil }
      return (source, table.entries)
    } catch let error as DiagnosticError {
      for diagnostic in error.diagnostics { list.add(diagnostic) }
    } catch {
      list.add(Diagnostic(code: "unreadable", "\(error)"))
    }
    return nil
  }

  /// The files of resources: every name below `conf.d` that ends in `toml`, in the order of paths.
  private func paths(_ list: inout DiagnosticList) -> [String] {
    let directory = FilePath.joined(options.directory, "conf.d")
    var paths: [String] = []
    do throws(SystemError) {
      guard try files.status(options.directory) != nil else {
        list.add(
          Diagnostic(
            .warning, code: "unreadable",
            "the directory `\(options.directory)` does not exist: there is nothing to do"))
        return []
      }
      guard try files.status(directory) != nil else { return [] }
      try collect(directory, into: &paths)
    } catch {
      list.add(Diagnostic(code: "unreadable", "\(error)"))
    }
    let wanted = options.mode.resource
    guard !wanted.isEmpty else { return paths }
    let found = paths.filter {
      $0 == wanted || FilePath.name(of: $0) == wanted || $0.hasSuffix("/" + wanted)
    }
    if found.isEmpty {
      list.add(
        Diagnostic(
          code: "unknown-resource", "no resource is in a file `\(wanted)`",
          hint: Suggestion.hint(for: wanted, among: paths.map(FilePath.name(of:)))))
    }
    return found
  }

  private func collect(_ directory: String, into paths: inout [String]) throws(SystemError) {
    for name in try files.list(directory) {
      let path = FilePath.joined(directory, name)
      let status = try files.linkStatus(path)
      if status?.kind == .directory {
        // Kubernetes keeps the files of a volume a second time in a folder of this name.
        if !name.hasPrefix("..") { try collect(path, into: &paths) }
      } else if name.hasSuffix("toml"), try files.status(path)?.kind == .file {
        guard paths.count < ConfdReader.limit else {
          throw SystemError(
            errno: 27, what: "read `\(directory)`: more than \(ConfdReader.limit) resources")
        }
        paths.append(path)
      }
    }
  }

  // MARK: - Resources

  private struct Draft {
    var resource: ResourceSettings
    var destination: SettingNode
    var backend: (settings: ConfdBackendOptions, entry: SettingEntry)?
  }

  private func draft(
    _ path: String, _ document: (source: Source, entries: [SettingEntry]),
    _ list: inout DiagnosticList
  ) -> Draft? {
    let reader = ConfdResourceReader(options: options, path: path, source: document.source)
    guard let read = reader.read(document.entries, &list) else { return nil }
    var backend: (ConfdBackendOptions, SettingEntry)?
    if let entry = read.backend {
      let settings = ConfdRegistries.read(entry, over: options.backend, &list)
      if let settings { backend = (settings, entry) }
    }
    return Draft(resource: read.resource, destination: read.destination, backend: backend)
  }
}
