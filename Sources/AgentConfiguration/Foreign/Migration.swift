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
    original.makePathsAbsolute()
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
}

extension Configuration {
  /// Other tools' relative paths begin where they are started, ours where the file is.
  fileprivate mutating func makePathsAbsolute() {
    for index in resources.indices {
      let name = resources[index].name
      if case .file(let path) = resources[index].template {
        resources[index].template = .file(FilePath.absolute(path))
      }
      if let destination = resources[index].destination {
        let path = FilePath.absolute(destination.path)
        resources[index].destination?.path = path
        if name == destination.path { resources[index].name = path }
      }
    }
    for index in registries.indices {
      if case .file(let settings) = registries[index].kind {
        registries[index].kind = .file(.init(path: FilePath.absolute(settings.path)))
      }
    }
  }
}
