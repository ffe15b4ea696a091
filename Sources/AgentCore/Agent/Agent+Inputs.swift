import AgentConfiguration
import Diagnostics
import RegistryCore
import Rendering
import SystemSupport

/// Following what renderings use: queries and files.
extension Agent {
  /// Makes watchers and file watches equal to what the last renderings used.
  func followInputs() {
    guard hasNewInputs, !isStopping else { return }
    hasNewInputs = false
    var queries: Set<Query> = []
    var paths: Set<String> = []
    for unit in units.values {
      queries.formUnion(unit.inputs.inputs.queries)
      paths.formUnion(unit.inputs.inputs.files)
      if case .file(let path) = unit.resource.settings.template { paths.insert(path) }
    }
    shareInputs()
    pool.reconcile(wanted: queries, sources: sources)
    awaitAnswers(to: queries)
    watch(paths)
  }

  private func watch(_ paths: Set<String>) {
    guard fileWatch?.paths != paths else { return }
    fileWatch?.stop()
    let queue = queue
    do throws(SystemError) {
      fileWatch = try FileWatch(paths, log: log) { queue.send(.filesChanged) }
      // What changed between the rendering and the new watch has no event of its own.
      queue.send(.filesChanged)
    } catch {
      fileWatch = nil
      log.warning(
        "cannot watch files; changes are noticed at the next full pass",
        ["error": error.description])
    }
  }

  /// Reads changed template files and renders what they, or files that templates read, concern.
  func filesChanged() {
    guard !isStopping else { return }
    for id in units.keys.sorted() {
      guard let unit = units[id] else { continue }
      if unit.refreshTemplate(log: log) || unit.hasChangedFiles { changed.insert(id) }
    }
  }

  /// Reads the configuration again. A bad one keeps the old.
  func reconfigure() {
    guard !isStopping, let reconfiguration else { return }
    manner.reconfigures?()
    defer { manner.reconfigured?() }
    do throws(DiagnosticError) {
      let next = try reconfiguration.read(assembly).get()
      guard lockAll(next) else { return noteReconfiguration(isAdopted: false) }
      reconfiguration.adopted(next)
      log.info("configuration read again", ["templates": String(next.resources.count)])
      replaceAssembly(with: next)
      noteReconfiguration(isAdopted: true)
    } catch {
      noteReconfiguration(isAdopted: false)
      log.error(
        "new configuration refused; the old one stays in force",
        ["error": DiagnosticRenderer().render(error.diagnostics)])
    }
  }

  private func lockAll(_ next: Assembly) -> Bool {
    do throws(FileLock.Failure) {
      locks = try locks(of: next.resources)
      return true
    } catch {
      log.error(
        "new configuration refused; the old one stays in force", ["error": error.description])
      return false
    }
  }

  private func replaceAssembly(with next: Assembly) {
    let old = assembly
    assembly = next
    let kept = Set(next.resources.map(\.id))
    for id in units.keys where !kept.contains(id) { leave(id) }
    let fresh = kept.subtracting(units.keys)
    for resource in next.resources { adopt(resource) }
    recallCandidates()
    recoverPending(of: fresh)
    changeCache(from: old)
    changeSources(from: old)
    hasNewInputs = true
    moveApplies()
    changed.formUnion(units.keys)
    let retired = old.registries(notIn: next)
    Task { for registry in retired { await registry.shutdown() } }
  }
}
