import DataFormats
package import Diagnostics
package import SystemSupport

/// Where a configuration of consul-template comes from: everything needed to read it, now and again
/// when it changed.
package struct ConsulTemplateRequest: Sendable {
  /// The files and directories, in the order of the flags.
  package var paths: [String]
  /// What flags say.
  package var arguments = ConsulTemplateArguments()
  /// Whether everything is read as the original does, odd or not.
  package var isStrict = false
  /// Whether nothing is written and no command of a template runs.
  package var isDryRun = false

  /// Files and directories.
  package init(paths: [String]) { self.paths = paths }

  /// What reading gave.
  package struct Reading: Sendable {
    /// The configuration and what only consul-template has; nil if there are errors.
    package let result: (configuration: Configuration, settings: ConsulTemplateSettings)?
    /// Everything that is wrong or doubtful, in the order of the texts, without secrets.
    package let diagnostics: [Diagnostic]
  }

  /// Flags that the original takes as they are, and judges with the configuration.
  private static let judgedLater: Set<String> = ["-log-level", "-syslog-facility"]

  /// What is wrong with the flags alone.
  package var wrongArguments: [Diagnostic] {
    var list = DiagnosticList()
    var tree = ConsulTemplateTree()
    tree.add(arguments.table, &list)
    _ = ConsulTemplateRequest.draft(of: tree, isStrict: isStrict, &list)
    let found = SecretBlot.clean(list.sorted(by: [])).filter {
      !ConsulTemplateRequest.judgedLater.contains($0.source?.name ?? "")
    }
    return found.contains { $0.severity == .error } ? found : []
  }

  /// Reads the files and decodes them with the environment and the flags. Blocks on files only.
  package func read(
    from files: FileSystem = .real, environment: [String: String]
  ) -> Reading {
    var list = DiagnosticList()
    var sources = ConsulTemplateFiles.sources(at: paths, in: files, &list)
    let fileCount = sources.count
    if let text = environment["CT_LOCAL_CONFIG"], !text.isEmpty {
      sources.append(Source(name: "CT_LOCAL_CONFIG", text: text))
    }
    var layers: [ConsulTemplateTree] = [ConsulTemplateTree(), ConsulTemplateTree()]
    for (index, source) in sources.enumerated() {
      do throws(DiagnosticError) {
        let document = try ConsulTemplateFiles.document(source)
        layers[index < fileCount ? 0 : 1].add(document, of: source, &list)
      } catch {
        for diagnostic in error.diagnostics { list.add(diagnostic) }
      }
    }
    layers[1].add(arguments.table, &list)
    layers[0].add(layers[1].root, &list)
    var draft = ConsulTemplateRequest.draft(of: layers[0], isStrict: isStrict, &list)
    if arguments.table["template_error_fatal"] != nil {
      draft.templateErrorFatalForAll = draft.templateErrorFatal
    }
    let translation = ConsulTemplateTranslation(draft, layers[0].root, environment: environment)
    var result = translation.translated(&list)
    result.configuration.keepsMarks = !isStrict
    if isDryRun { result.configuration.makeDry() }
    return Reading(
      result: list.hasErrors ? nil : result,
      diagnostics: SecretBlot.clean(list.sorted(by: sources)))
  }

  private static func draft(
    of tree: ConsulTemplateTree, isStrict: Bool, _ list: inout DiagnosticList
  ) -> ConsulTemplateDraft {
    var draft = ConsulTemplateDraft(isStrict: isStrict)
    TableReader("the configuration", ConsulTemplateTables.root)
      .read(tree.root, into: &draft, &list)
    return draft
  }
}

extension Configuration {
  /// Nothing is written, so that there is nothing to tell anybody.
  fileprivate mutating func makeDry() {
    for index in resources.indices {
      resources[index].isDryRun = true
      resources[index].apply = .nothing
    }
  }
}
