import CSystem
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Reports that a file or the contents of a directory may have changed.
///
/// It follows what editors and orchestrators do: writing in place, renaming over, links that are
/// switched (as Kubernetes does with `..data`), deleting and creating again, directories on the way
/// that appear later. Changes within 20 ms are reported once; a report without a change happens, a
/// change without a report does not. A directory is watched with its entries, not with its
/// subdirectories.
///
/// When the system has no inotify watches left, the paths are polled every 2 s, and the log says
/// so.
package final class FileWatcher: Sendable {
  /// How changes are noticed.
  package enum Method: Sendable {
    /// By inotify, and by polling what inotify cannot watch.
    case automatic
    /// By looking at the paths from time to time.
    case polling(every: Duration)
  }

  private let core: WatcherCore

  /// Watches paths, which need not exist. What changes after this returns is reported. `onChange`
  /// runs on the event loop's thread and must not block.
  package init(
    paths: [String], method: Method = .automatic, log: Log = .silent,
    onChange: @escaping @Sendable () -> Void
  ) throws(SystemError) {
    core = WatcherCore(paths: paths.map(FilePath.absolute), log: log, onChange: onChange)
    try core.start(method)
  }

  deinit { core.stop() }

  /// Ends the reports. One that is under way may still finish.
  package func stop() { core.stop() }
}
