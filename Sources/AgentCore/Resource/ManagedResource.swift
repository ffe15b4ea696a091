package import AgentConfiguration
package import Diagnostics
package import LoadBalancing
package import RegistryCore
package import Rendering
package import SystemSupport
import TemplateLanguage

/// One resource, ready to work: settings, compiled template and the parts that act on its file.
package struct ManagedResource: Sendable {
  /// Stable over reconfigurations while name and destination stay.
  package let id: Int
  /// What the configuration says.
  package let settings: ResourceSettings
  /// The compiled template.
  package internal(set) var template: CompiledTemplate
  /// The registry of unqualified queries; empty if none is configured.
  package let registry: String
  /// The file to write; nil where the result only goes to standard output.
  package let file: AtomicFile?
  /// Accepts or refuses candidates; nil accepts all.
  package let checker: Checker?
  /// How it is applied, with the paths filled in; equal ways share their runs.
  package let apply: ApplySettings
  /// Where "committed but not applied" is remembered; nil where nothing is to be applied.
  package let mark: PendingMark?

  /// Where a guard keeps what it believes; nil without a file.
  let guardRecord: GuardRecord?

  /// How messages name it.
  package var name: String { settings.name }

  /// Whether its check may look at a view of the files.
  var isCheckedInView: Bool { settings.group != nil || checker?.judgesTogether == true }

  /// The destination's path, or `-`.
  package var destination: String { settings.destination?.path ?? "-" }

  /// Reads and compiles the template; throws what is wrong with it.
  package init(
    _ settings: ResourceSettings, in configuration: Configuration, id: Int,
    fileSystem: FileSystem = .real
  ) throws(DiagnosticError) {
    self.id = id
    self.settings = settings
    registry = settings.registry ?? configuration.defaultRegistry ?? ""
    template = try ManagedResource.compile(
      try ManagedResource.source(of: settings, fileSystem), settings)
    try ManagedResource.refuseUnsupported(in: template)
    if settings.keys.secretKeyring == nil { try ManagedResource.refuseEncrypted(in: template) }
    if configuration.registries.isEmpty { try ManagedResource.refuseQueries(in: template) }
    guardRecord = settings.destination.map {
      GuardRecord(
        path: PlausibilityPlace.path(
          destination: $0.path, stateDirectory: configuration.stateDirectory))
    }
    let file = settings.destination.map {
      AtomicFile($0.target(in: configuration.stateDirectory), fileSystem: fileSystem)
    }
    self.file = file
    let checker = settings.check.map { Checker($0.child) } ?? settings.apply.usualChecker
    self.checker = settings.format.map { FormatCheck($0).checker(then: checker) } ?? checker
    apply = settings.apply.filled(destination: settings.destination?.path ?? "")
    if let file, apply != .nothing, configuration.keepsMarks {
      mark = PendingMark(
        destination: file.target.path, stateDirectory: configuration.stateDirectory,
        fileSystem: fileSystem)
    } else {
      mark = nil
    }
  }

  /// Renders over a snapshot. `memory` is that of the last rendering of the same template.
  package func render(
    from snapshot: Snapshot, in environment: RenderEnvironment, files: any FileProvider,
    memory: RenderMemory? = nil
  ) -> RenderOutcome {
    var surroundings = environment.surroundings(files: files)
    surroundings.keys = settings.keySpace
    surroundings.keyRing = settings.keys.secretKeyring
    surroundings.sandbox = settings.sandbox
    surroundings.includeDirectory = settings.includeDirectory
    let context = RenderContext(
      snapshot: snapshot,
      grammar: QueryGrammar(defaultRegistry: registry, registries: environment.registries),
      surroundings: surroundings)
    return RenderPass.run(template, in: context, memory: memory)
  }

  /// The template compiled from its file's present text; nil if the text is the same.
  package func rereadTemplate(
    _ fileSystem: FileSystem = .real
  ) throws(DiagnosticError) -> CompiledTemplate? {
    let source = try ManagedResource.source(of: settings, fileSystem)
    guard source.text != template.source.text else { return nil }
    return try ManagedResource.compile(source, settings)
  }

  private static func source(
    of settings: ResourceSettings, _ fileSystem: FileSystem
  ) throws(DiagnosticError) -> Source {
    switch settings.template {
    case .inline(let text): return Source(name: settings.name, text: text)
    case .file(let path):
      do throws(SystemError) {
        return Source(name: path, text: try fileSystem.read(path))
      } catch {
        throw DiagnosticError(
          Diagnostic(
            code: "template-unreadable", error.description, source: settings.origin?.source,
            span: settings.origin?.span))
      }
    }
  }

  /// Without any registry a template which asks one would wait for ever.
  private static func refuseQueries(in template: CompiledTemplate) throws(DiagnosticError) {
    try refuse(FunctionLibrary.registryFunctions, in: template) {
      Diagnostic(
        code: "no-registry", "`\($0)` asks a registry, but none is configured",
        hint: "add a `[registry.NAME]` table, or `--consul ADDRESS` or `--file PATH`")
    }
  }

  /// Without a key ring a template which decrypts values would fail at every pass.
  private static func refuseEncrypted(in template: CompiledTemplate) throws(DiagnosticError) {
    try refuse(FunctionLibrary.decryptingFunctions, in: template) {
      Diagnostic(
        code: "no-key-ring", "`\($0)` needs a key ring, but none is configured",
        hint: "name its file by `secret_keyring`, for confd by `-secret-keyring`")
    }
  }

  private static func refuse(
    _ names: Set<String>, in template: CompiledTemplate, _ complaint: (String) -> Diagnostic
  ) throws(DiagnosticError) {
    let found = template.templates.functionCalls.filter { names.contains($0.function) }.map {
      var diagnostic = complaint($0.function)
      diagnostic.source = $0.source
      diagnostic.span = $0.span
      return diagnostic
    }
    if !found.isEmpty { throw DiagnosticError(found) }
  }

  /// A registry that nobody can ask would be missing at every pass.
  private static func refuseUnsupported(in template: CompiledTemplate) throws(DiagnosticError) {
    guard template.options.dialect == .consul else { return }
    let found = template.templates.functionCalls.compactMap { call in
      FunctionLibrary.unsupportedFunctions[call.function].map { registry in
        Diagnostic(
          code: "unsupported-registry",
          "`\(call.function)` asks \(registry), which Trimtab does not support",
          source: call.source, span: call.span,
          hint: "let another program write what it would give to a file, and read it by `file`")
      }
    }
    if !found.isEmpty { throw DiagnosticError(found) }
  }

  private static func compile(
    _ source: Source, _ settings: ResourceSettings
  ) throws(DiagnosticError) -> CompiledTemplate {
    do throws(TemplateError) {
      return try CompiledTemplate(source, options: settings.templateOptions)
    } catch {
      throw DiagnosticError(error.diagnostics)
    }
  }
}
