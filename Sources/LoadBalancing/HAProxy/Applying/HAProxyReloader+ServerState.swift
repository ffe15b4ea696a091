import SystemSupport

/// Keeping the health and the administrative state of servers over a reload, where the
/// configuration has HAProxy read it from files.
///
/// The files hold it only while HAProxy reloads: at a start without us the state of a while ago
/// would put servers at ports which they have left.
extension HAProxyReloader {
  /// Writes the running state for the new process. Whatever goes wrong, the reload goes on: then
  /// servers count as healthy until they are checked, as without such files.
  func saveServerState(_ parts: HAProxyParts, _ runtime: RuntimeSocket?) async -> ServerStateFiles?
  {
    guard let configuration = parts.newConfiguration else { return nil }
    let new = BalancerLayout(configuration)
    let files = ServerStateFiles(configuration, new)
    guard !files.backends.isEmpty else { return nil }
    let old = parts.oldConfiguration.map(BalancerLayout.init)
    var state: [UInt8]?
    do throws(RuntimeError) {
      state = try await runtime?.ask("show servers state")
    } catch {
      log.warning("the state of servers is not kept over the reload", ["error": "\(error)"])
    }
    for (path, backends) in files.backends {
      let kept = state.flatMap {
        try? ServerStateFiles.contents($0, for: backends, old: old, new: new)
      }
      write(kept ?? ServerStateFiles.empty, to: path)
    }
    return files
  }

  /// Empties the files again.
  func clear(_ files: ServerStateFiles?) {
    for path in files?.backends.keys ?? [:].keys { write(ServerStateFiles.empty, to: path) }
  }

  private func write(_ contents: [UInt8], to path: String) {
    do throws(SystemError) {
      let file = AtomicFile(AtomicFile.Target(path: path))
      guard try file.current() != contents else { return }
      _ = try file.removeLeftovers()
      _ = try file.stage(contents).commit()
    } catch {
      log.warning("cannot write the state of servers", ["error": error.description])
    }
  }
}
