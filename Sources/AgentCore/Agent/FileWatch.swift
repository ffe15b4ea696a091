import SystemSupport

/// The files being watched, and their watcher.
struct FileWatch {
  /// The watched paths.
  let paths: Set<String>
  private let watcher: FileWatcher?

  /// Watches `paths`; calls `onChange` from any thread.
  init(
    _ paths: Set<String>, log: Log, onChange: @escaping @Sendable () -> Void
  ) throws(SystemError) {
    self.paths = paths
    watcher =
      paths.isEmpty ? nil : try FileWatcher(paths: paths.sorted(), log: log, onChange: onChange)
  }

  /// Ends the watch.
  func stop() { watcher?.stop() }
}
