package import SystemSupport

/// A configuration in the language of another program, which becomes ours.
package protocol ForeignConfiguration: Sendable {
  /// Whether a template that cannot be used leaves the others at work, as in that program. If not,
  /// nothing is done.
  var isolatesTemplates: Bool { get }

  /// The files and directories whose changes make another reading worthwhile.
  var watchedPaths: [String] { get }

  /// Reads its files and decodes them. Blocks on files and, to find servers, on name servers.
  func read(environment: [String: String], from files: FileSystem) -> ConfigurationReading
}
