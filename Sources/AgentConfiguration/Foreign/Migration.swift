package import Diagnostics
package import SystemSupport

/// Another tool's configuration in our own form.
package struct Migration: Sendable {
  /// What was read.
  package let original: Configuration
  /// The text of our form, with comments on what gets better and what is left out.
  package let text: String
  /// What reading the text gives.
  package let configuration: Configuration
  /// What is doubtful, in both directions.
  package let diagnostics: [Diagnostic]

  /// Translates; throws what is wrong with the original.
  package init(
    _ foreign: ForeignConfiguration, environment: [String: String],
    from files: FileSystem = .real
  ) throws(DiagnosticError) {
    let reading = foreign.read(from: files, environment: environment)
    guard var original = reading.configuration else { throw DiagnosticError(reading.errors) }
    guard !original.resources.isEmpty else {
      let diagnostic = Diagnostic(
        code: "no-template", "\(foreign.tool) was told of no template: there is nothing to migrate")
      throw DiagnosticError(reading.diagnostics + [diagnostic])
    }
    original.becomeOurs(from: foreign)
    var notes = ConfigurationWriter.Notes()
    notes.top = MigrationNotes.top(foreign, environment: environment, from: files)
    for resource in original.resources {
      notes.templates[resource.name] = MigrationNotes.notes(on: resource)
    }
    let text = ConfigurationWriter.text(of: original, notes: notes)
    let written = ConfigurationReader.read(
      files: [Source(name: "trimtab.toml", text: text)], environment: environment)
    guard let configuration = written.configuration else {
      throw DiagnosticError(written.errors)
    }
    self.original = original
    self.text = text
    self.configuration = configuration
    diagnostics = reading.diagnostics + written.diagnostics
  }

  /// The destinations that our form writes, checks or applies otherwise, and `exec` if its program
  /// is run otherwise: none, unless we are wrong.
  package var differences: [String] {
    var names = zip(original.resources, configuration.resources).filter { before, after in
      before.destination != after.destination || before.check != after.check
        || before.apply != after.apply || before.quiescence != after.quiescence
    }.map { $0.0.name }
    if original.exec != configuration.exec { names.append("exec") }
    return names
  }
}

extension Configuration {
  /// Other tools' relative paths begin where they are started, ours where the file is; and what
  /// they always say need not be said here.
  fileprivate mutating func becomeOurs(from foreign: ForeignConfiguration) {
    for index in registries.indices { registries[index].becomeOurs() }
    for index in resources.indices {
      resources[index].becomeOurs(from: foreign)
      if resources[index].registry == defaultRegistry { resources[index].registry = nil }
    }
    exec?.environment.granted = [:]
  }
}

extension ResourceSettings {
  fileprivate mutating func becomeOurs(from foreign: ForeignConfiguration) {
    if case .file(let path) = template { template = .file(FilePath.absolute(path)) }
    sandbox = sandbox.map(FilePath.absolute)
    includeDirectory = includeDirectory.map(FilePath.absolute)
    if case .file(let path) = template, FilePath.directory(of: path) == includeDirectory {
      includeDirectory = nil
    }
    apply = apply.ours
    guard var destination else { return }
    let hasOwnName = name != destination.path
    destination.path = FilePath.absolute(destination.path)
    if !hasOwnName { name = destination.path }
    // confd gives files to its own user, who is nobody in particular.
    if case .confd = foreign {
      if destination.owner == String(Accounts.effectiveUser) { destination.owner = nil }
      if destination.group == String(Accounts.effectiveGroup) { destination.group = nil }
    }
    // What is better here is better for good.
    destination.stageName = .marked
    destination.keepsStage = false
    destination.drift = .repaired
    destination.replacesLink = false
    self.destination = destination
  }
}

extension ApplySettings {
  /// The same with our commands' manners: what they write is logged, they are tried again, and they
  /// get our variables.
  fileprivate var ours: ApplySettings {
    switch self {
    case .command(var command):
      command.environment.granted = [:]
      command.sharesDescriptors = false
      command.isRetried = true
      return .command(command)
    case .both(let first, let second): return .both(first.ours, then: second.ours)
    case .spaced(let settings, let spacing): return .spaced(settings.ours, spacing)
    case .nothing, .signal, .haproxy, .exec, .nginx: return self
    }
  }
}

extension RegistrySettings {
  fileprivate mutating func becomeOurs() {
    switch kind {
    case .consul(var settings):
      settings.retry = RetryPauses()
      kind = .consul(settings)
    case .etcd(var settings):
      settings.retry = RetryPauses()
      kind = .etcd(settings)
    case .etcdV2(var settings):
      settings.retry = RetryPauses()
      kind = .etcdV2(settings)
    case .redis(var settings):
      settings.retry = RetryPauses()
      kind = .redis(settings)
    case .file(var settings):
      settings.path = FilePath.absolute(settings.path)
      settings.morePaths = settings.morePaths.map(FilePath.absolute)
      kind = .file(settings)
    case .environment, .replay: break
    }
  }
}
