import AgentConfiguration
import SystemSupport

extension ManagedResource {
  /// What `lock` locks, as text; nil if there is no file.
  var lockPlace: String? {
    file.map { file in
      let end = (try? file.destination()) ?? file.target.path
      return "\(file.target.stateDirectory ?? "")\u{0}\(end)"
    }
  }

  /// Keeps other processes from managing the destination, as long as the lock lives. Nil if there
  /// is no file, or it is never written.
  func lock() throws(FileLock.Failure) -> FileLock? {
    guard let file, !settings.isDryRun else { return nil }
    if file.target.createsDirectories {
      // The lock lies beside the destination. If the directory cannot be made, the lock says why.
      _ = try? FileSystem.real.makeDirectories(FilePath.directory(of: file.target.path))
    }
    return try FileLock(
      destination: (try? file.destination()) ?? file.target.path,
      stateDirectory: file.target.stateDirectory)
  }
}
