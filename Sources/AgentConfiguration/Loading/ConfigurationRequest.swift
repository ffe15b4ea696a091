import Diagnostics
package import SystemSupport

/// Where the configuration comes from: everything needed to read it, now and again when it changed.
package struct ConfigurationRequest: Sendable {
  /// The file that is read when none is named.
  package static let standardFile = "/etc/trimtab/trimtab.toml"
  /// The directory whose files are read when none is named.
  package static let standardDirectory = "/etc/trimtab/trimtab.d"
  /// The largest configuration file.
  package static let sizeLimit = 16 << 20

  /// The files and directories that were named; empty for the standard places.
  package var paths: [String]
  /// The variables of the environment.
  package var environment: [String: String]
  /// What flags say.
  package var overrides: ConfigurationOverrides
  /// The configuration of another tool that stands for registries and templates; then no files of
  /// ours are read.
  package var foreign: ForeignConfiguration?

  /// A request.
  package init(
    paths: [String] = [], environment: [String: String] = [:],
    overrides: ConfigurationOverrides = ConfigurationOverrides()
  ) {
    self.paths = paths
    self.environment = environment
    self.overrides = overrides
  }

  /// Reads the files and decodes them with the environment and the flags. Blocks on files only.
  package func read(from files: FileSystem = .real) -> ConfigurationReading {
    if let foreign { return read(foreign, from: files) }
    var problems: [Diagnostic] = []
    let sources = sources(from: files, &problems)
    let reading = ConfigurationReader.read(
      files: sources, environment: environment, overrides: overrides)
    guard !problems.isEmpty else { return reading }
    return ConfigurationReading(
      configuration: nil, diagnostics: problems + reading.diagnostics)
  }

  /// What another tool's configuration says, and for all that it does not know, what the
  /// environment and flags say.
  private func read(
    _ foreign: ForeignConfiguration, from files: FileSystem
  ) -> ConfigurationReading {
    let ours = ConfigurationReader.read(
      files: [], environment: environment, overrides: overrides)
    let theirs = foreign.read(from: files, environment: environment)
    var list = DiagnosticList()
    let rivals = overrides.items.filter(\.isAboutTemplates).map(\.value) + overrides.templates
    for node in rivals {
      list.error(
        "contradiction",
        "`\(node.source.name)` cannot be combined with a configuration of \(foreign.tool)",
        at: node)
    }
    var merged = list.hasErrors ? nil : ours.configuration
    if let found = theirs.configuration, var configuration = merged {
      ForeignConfiguration.merge(found, into: &configuration)
      merged = configuration
    } else {
      merged = nil
    }
    return ConfigurationReading(
      configuration: merged,
      diagnostics: theirs.diagnostics + ours.diagnostics + list.sorted(by: []),
      consulTemplate: theirs.consulTemplate)
  }

  /// Whether the standard places are read: no path was named, and flags define no templates.
  package var usesStandardPlaces: Bool {
    paths.isEmpty && !overrides.hasTemplates && foreign == nil
  }

  private func sources(from files: FileSystem, _ problems: inout [Diagnostic]) -> [Source] {
    var sources: [Source] = []
    if usesStandardPlaces {
      for path in [ConfigurationRequest.standardFile, ConfigurationRequest.standardDirectory]
      where files.exists(path) {
        sources += self.sources(at: path, files, &problems)
      }
    }
    for path in paths { sources += self.sources(at: path, files, &problems) }
    return sources
  }

  private func sources(
    at path: String, _ files: FileSystem, _ problems: inout [Diagnostic]
  ) -> [Source] {
    do throws(SystemError) {
      guard try files.status(path)?.kind == .directory else {
        return [Source(name: path, text: try files.read(path, limit: Self.sizeLimit))]
      }
      var sources: [Source] = []
      for name in try files.list(path) where name.hasSuffix(".toml") && !name.hasPrefix(".") {
        let file = FilePath.joined(path, name)
        sources.append(Source(name: file, text: try files.read(file, limit: Self.sizeLimit)))
      }
      return sources
    } catch {
      problems.append(Diagnostic(code: "unreadable", "\(error)"))
      return []
    }
  }
}
