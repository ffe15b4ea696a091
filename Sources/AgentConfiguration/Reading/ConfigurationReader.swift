import DataFormats
package import Diagnostics

/// Reads the native configuration: files in TOML, the environment and flags, in rising
/// precedence.
///
/// Pure: texts and variables in, one `Configuration` or diagnostics out. All that is wrong is
/// said at once.
package enum ConfigurationReader {
  /// Reads files in the order given; keys of later files win, their templates are added.
  package static func read(
    files: [Source], environment: [String: String] = [:],
    overrides: ConfigurationOverrides = ConfigurationOverrides()
  ) -> ConfigurationReading {
    var list = DiagnosticList()
    var documents: [(source: Source, document: DocumentNode)] = []
    for file in files {
      do throws(DiagnosticError) {
        documents.append((file, try TOMLReader.document(file)))
      } catch {
        for diagnostic in error.diagnostics { list.add(diagnostic) }
      }
    }
    let hasBrokenFile = list.hasErrors
    var tree = ConfigurationTree(documents, &list)
    tree.apply(overrides.templates)
    EnvironmentLayer(environment, other: overrides.otherVariables).apply(to: &tree, &list)
    tree.apply(overrides.items, &list)
    var decoder = ConfigurationDecoder(environment: environment, isPartial: hasBrokenFile)
    let configuration = decoder.decode(tree, &list)
    let diagnostics = SecretBlot.clean(list.sorted(by: files))
    return ConfigurationReading(
      configuration: list.hasErrors ? nil : configuration, diagnostics: diagnostics)
  }
}
