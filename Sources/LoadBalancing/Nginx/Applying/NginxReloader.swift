import Networking
import SystemSupport

/// Applies changes to a running nginx by a reload, and says only that it was done when new workers
/// run.
package struct NginxReloader: Reloader {
  private let settings: NginxSettings

  /// A reloader; it looks for what the settings leave open at each change.
  package init(_ settings: NginxSettings) { self.settings = settings }

  /// `reload nginx`.
  package var summary: String { "reload nginx" }

  /// Applies a change. `.rejected` means that nginx runs on with the old configuration, so that the
  /// old file is the one to put back.
  package func apply(_ change: AppliedChange) async throws(ReloadError) -> ReloadReport {
    let place = await place(for: change)
    let new = NginxTree(main: place.main)
    let old = oldTree(place, change)
    let master = try master(place)
    if let refusal = bindRefusal(old, new, master) {
      throw ReloadError(.rejected, "not reloaded: \(refusal)")
    }
    let logs =
      settings.errorLog.map { [$0] }
      ?? place.errorLogs(new.directives) + place.errorLogs(old?.directives ?? [])
    let reload = NginxReload(
      settings: settings, master: master, errorLogs: Set(logs).sorted(), change: change)
    return try await reload.run()
  }

  /// Which process would be reloaded, or why that would fail.
  package func preview(_ change: AppliedChange) async -> [String] {
    let place = await place(for: change)
    let changed = contents(of: change, \.newContents)
    do throws(ReloadError) {
      let master = try master(place)
      let (old, new) = (
        NginxTree(main: place.main), NginxTree(main: place.main, changed: changed)
      )
      if let refusal = bindRefusal(old, new, master) { return ["no reload: \(refusal)"] }
      return ["reload of nginx (process \(master))"]
    } catch {
      return ["no reload: \(error)"]
    }
  }

  /// The workers that are shutting down.
  package func oldWorkers() async -> OldWorkers? {
    let place = await NginxPlace.find(settings, changed: [:])
    guard let master = try? master(place) else { return nil }
    let leaving = NginxMaster.workers(of: master).leaving
    return OldWorkers(
      configuration: place.main, count: leaving.count,
      oldest: leaving.compactMap(ProcessTree.age).max())
  }

  private func place(for change: AppliedChange) async -> NginxPlace {
    await NginxPlace.find(settings, changed: contents(of: change, \.newContents))
  }

  private func contents(
    of change: AppliedChange, _ part: (AppliedChange.File) -> [UInt8]?
  ) -> [String: [UInt8]] {
    var contents: [String: [UInt8]] = [:]
    for file in change.files {
      contents[file.path] = part(file) ?? (try? FileSystem.real.read(file.path)) ?? []
    }
    return contents
  }

  /// The configuration before the change; nil if nobody knows it.
  private func oldTree(_ place: NginxPlace, _ change: AppliedChange) -> NginxTree? {
    guard change.files.allSatisfy({ $0.oldContents != nil }) else { return nil }
    return NginxTree(main: place.main, changed: contents(of: change, \.oldContents))
  }

  /// Finds out whether nginx could listen at new addresses: `nginx -t` takes one that is in use for
  /// good, and the reload needs 2.5 seconds to say no.
  private func bindRefusal(
    _ old: NginxTree?, _ new: NginxTree, _ master: Int32
  ) -> String? {
    guard let old else { return nil }
    let sockets = ListeningSockets(of: master)
    let added = NginxListen.addresses(new.directives)
      .subtracting(NginxListen.addresses(old.directives))
      .map(\.socketAddress)
    for address in added.sorted(by: { $0.description < $1.description }) {
      // What it does have, though the file did not say so, it keeps.
      guard sockets.canBeTried(address) else { continue }
      if let problem = address.bindProblem { return "nginx could not listen at \(problem)" }
    }
    return nil
  }

  private func master(_ place: NginxPlace) throws(ReloadError) -> Int32 {
    if let path = settings.pidFile {
      let process = try PidFile(path: path).process()
      // SIGHUP ends those who do not expect it, and a stale file may name anybody.
      guard NginxMaster.isMaster(process) else {
        throw ReloadError(
          .noProcess, "process \(process) of `\(path)` is no master of nginx that can be seen here")
      }
      return process
    }
    guard let master = place.master else {
      throw ReloadError(
        .noProcess,
        "no running nginx was found that uses `\(place.main)`; start it, or set `configuration` or "
          + "`pid_file`")
    }
    return master.process
  }
}
