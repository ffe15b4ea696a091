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
  /// What is read instead, if the configuration is that of another program.
  package var foreign: (any ForeignConfiguration)?

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
    if let foreign { return foreign.read(environment: environment, from: files) }
    var problems: [Diagnostic] = []
    let sources = sources(from: files, &problems)
    let reading = ConfigurationReader.read(
      files: sources, environment: environment, overrides: overrides)
    guard !problems.isEmpty else { return reading }
    return ConfigurationReading(
      configuration: nil, diagnostics: problems + reading.diagnostics)
  }

  /// Whether the standard places are read: no path was named, and flags define no templates.
  package var usesStandardPlaces: Bool { paths.isEmpty && !overrides.hasTemplates }

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
