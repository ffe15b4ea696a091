import AgentConfiguration
import AgentCore
import Diagnostics
import LoadBalancing
import RegistryCore
import Rendering
import SystemSupport
import TemplateLanguage

/// One pass of confd: fetch, render, check, write and reload each resource. What goes wrong with
/// one does not keep the others from their work.
struct ConfdPass: Sendable {
  let options: ConfdOptions
  let world: Surroundings
  let log: Log

  private typealias Item = (resource: ManagedResource, bytes: [UInt8], hasSecrets: Bool)

  /// Makes the pass; returns whether everything went well.
  func run(_ configuration: Configuration) async -> Bool {
    var hasOmitted = false
    let assembly: Assembly
    do throws(DiagnosticError) {
      assembly = try Assembly.make(
        configuration, environment: world.environment, numbers: ResourceNumbers(), log: log,
        omitting: { resource, error in
          hasOmitted = true
          OmittedTemplates(log: log).tell(resource, error)
        })
    } catch {
      for diagnostic in error.diagnostics { log.error(OmittedTemplates.line(diagnostic)) }
      return false
    }
    let collector = Collector(assembly, attempts: attempts(configuration), log: log)
    let collection = await collector.collect(within: options.backendTimeout)
    let isGood = await work(collection, isGood: !hasOmitted)
    await assembly.shutdown()
    return isGood
  }

  private func work(_ collection: Collector.Collection, isGood: Bool) async -> Bool {
    if collection.isInterrupted { return false }
    var items: [Item] = []
    var isGood = isGood
    for item in collection.resources {
      if !isGood, options.mode.failureMode == .failFast { break }
      if case .complete(let bytes) = item.outcome {
        items.append((item.resource, bytes, item.inputs.hasSecrets))
      } else {
        tell(item, in: collection)
        isGood = false
      }
    }
    if options.mode.isPreflight {
      if isGood { log.info("backends answer", ["resources": String(items.count)]) }
      return isGood
    }
    let isInstalled = options.mode.isNoop ? show(items) : await install(items)
    return isInstalled && isGood
  }

  /// How often each registry is asked that fails. A file is not better when it is read again.
  private func attempts(_ configuration: Configuration) -> [String: Int] {
    var attempts: [String: Int] = [:]
    for registry in configuration.registries {
      if case .file = registry.kind {
        attempts[registry.name] = 1
      } else {
        attempts[registry.name] = max(Int(options.attempts), options.backend.nodes.count)
      }
    }
    return attempts
  }

  // MARK: - Data

  /// Says why a resource could not be rendered.
  private func tell(_ item: Collector.Collected, in collection: Collector.Collection) {
    let destination = ("destination", item.resource.destination)
    switch item.outcome {
    case .complete: return
    case .failed(let error):
      log.error(
        "template failed; the file stays as it is",
        [destination.0: destination.1, "detail": OmittedTemplates.line(error.diagnostic)])
    case .incomplete(let missing):
      let failure = missing.compactMap { $0.query.flatMap { collection.failures[$0] } }.first
      log.error(
        "data are missing; the file stays as it is",
        [
          destination.0: destination.1,
          "detail": failure?.error.message
            ?? missing.prefix(5).map(\.description).joined(separator: "; "),
        ])
    }
  }

  // MARK: - Files

  /// Says what would change, as `-noop` does.
  private func show(_ items: [Item]) -> Bool {
    var isGood = true
    for (resource, bytes, hasSecrets) in items {
      guard let file = resource.file else { continue }
      do throws(SystemError) {
        if try file.difference(from: bytes) == .none {
          log.debug("file is as it should be", ["destination": resource.destination])
        } else {
          let old = try file.current()
          log.warning(
            "file would change, but nothing is written", ["destination": resource.destination])
          if options.mode.showsDiff {
            show(old, bytes, resource.destination, hidesLines: hasSecrets)
          }
        }
        if options.mode.keepsStage { try keepStage(file, bytes) }
      } catch {
        log.error("file cannot be compared", ["error": error.description])
        isGood = false
      }
    }
    return isGood
  }

  private func show(
    _ old: [UInt8]?, _ bytes: [UInt8], _ destination: String, hidesLines: Bool
  ) {
    let diff = UnifiedDiff.render(
      old: old, new: bytes, oldName: destination, newName: destination,
      colour: options.mode.usesColour, context: Int(options.mode.diffContext),
      hidesLines: hidesLines)
    world.standardOutput.write(diff.text)
  }

  private func keepStage(_ file: AtomicFile, _ bytes: [UInt8]) throws(SystemError) {
    let path = try file.stage(bytes).path
    log.info("staged file stays", ["path": path])
  }

  private func install(_ items: [Item]) async -> Bool {
    let installer = OneShotInstaller(log: log)
    guard options.mode.failureMode == .failFast else {
      return tell(await install(items, by: installer), items)
    }
    for item in items where !tell(await install([item], by: installer), [item]) { return false }
    return true
  }

  private func install(
    _ items: [Item], by installer: OneShotInstaller
  ) async -> [OneShotInstaller.Outcome] {
    await installer.install(items.map { ($0.resource, $0.bytes) })
  }

  /// Says what became of the files; returns whether all went well.
  private func tell(_ outcomes: [OneShotInstaller.Outcome], _ items: [Item]) -> Bool {
    var isGood = true
    for (outcome, item) in zip(outcomes, items) {
      let destination = item.resource.destination
      if let problem = outcome.problem(destination) {
        log.error(problem.message)
        isGood = false
        continue
      }
      switch outcome {
      case .installed: log.info("file updated", ["destination": destination])
      case .applied(let report):
        log.info("file updated", ["destination": destination, "how": report.summary])
      default:
        log.debug("file is as it should be", ["destination": destination])
        if options.mode.keepsStage, let file = item.resource.file {
          try? keepStage(file, item.bytes)
        }
      }
    }
    return isGood
  }
}
