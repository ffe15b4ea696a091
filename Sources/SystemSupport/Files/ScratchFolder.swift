import CSystem
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// A directory that only this user can look into, for what is of use as long as somebody works with
/// it. It is locked until it is removed: one without a lock was left by a process that was killed.
package final class ScratchFolder: Sendable {
  /// Where it is.
  package let path: String
  private let descriptor: Mutex<Int32>
  private static let prefix = "trimtab-view-"

  /// Makes one in `TMPDIR`, else in `/tmp`.
  package init() throws(SystemError) {
    let parent = ScratchFolder.parent
    while true {
      var template = Array("\(FilePath.joined(parent, ScratchFolder.prefix))XXXXXX".utf8CString)
      guard mkdtemp(&template) != nil else { throw .last("make a directory in `\(parent)`") }
      let path = String(
        decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
      let descriptor = ScratchFolder.open(path)
      // Before it was locked somebody may have thought that nobody has it.
      if descriptor >= 0, cs_lock_exclusive(descriptor) != -EWOULDBLOCK,
        FileLock.isStillNamed(path, descriptor)
      {
        self.path = path
        self.descriptor = Mutex(descriptor)
        return
      }
      if descriptor >= 0 { close(descriptor) }
    }
  }

  deinit { remove() }

  /// Writes a file that does not exist yet, at a path within the folder.
  package func write(_ bytes: [UInt8], to path: String) throws(SystemError) {
    try FileSystem.real.create(path).write(bytes)
  }

  /// Removes the folder with all that is in it; links are removed, never what they lead to. A
  /// second call does nothing.
  package func remove() {
    descriptor.withLock { descriptor in
      guard descriptor >= 0 else { return }
      ScratchFolder.remove(path, descriptor)
      close(descriptor)
      descriptor = -1
    }
  }

  // MARK: - What killed processes left

  /// Removes the folders that killed processes of this user left, and says so.
  package static func removeAbandoned(log: Log) {
    let parent = parent
    for name in (try? FileSystem.real.list(parent)) ?? [] where name.hasPrefix(prefix) {
      let path = FilePath.joined(parent, name)
      if removeIfAbandoned(path) {
        log.info("removed what an earlier run had left", ["directory": path])
      }
    }
  }

  private static func removeIfAbandoned(_ path: String) -> Bool {
    let descriptor = open(path)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    guard isOurs(descriptor), cs_lock_exclusive(descriptor) == 0,
      FileLock.isStillNamed(path, descriptor)
    else { return false }
    remove(path, descriptor)
    return true
  }

  private static var parent: String {
    let parent = ProcessEnvironment.variables["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 }
    return FilePath.absolute(parent ?? "/tmp")
  }

  private static func open(_ path: String, in folder: Int32 = AT_FDCWD) -> Int32 {
    openat(folder, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
  }

  /// Whether a directory is this user's and nobody else's: in `/tmp` anybody may make one.
  private static func isOurs(_ descriptor: Int32) -> Bool {
    var found = stat()
    return fstat(descriptor, &found) == 0 && found.st_uid == geteuid()
      && found.st_mode & 0o077 == 0
  }

  private static func remove(_ path: String, _ descriptor: Int32) {
    empty(descriptor)
    rmdir(path)
  }

  /// Goes down by descriptors: a link that takes a directory's place meanwhile leads nowhere.
  private static func empty(_ directory: Int32) {
    guard let entries = fdopendir(dup(directory)) else { return }
    var names: [String] = []
    while let entry = readdir(entries) {
      let name = FileSystem.name(of: entry)
      if name != ".", name != ".." { names.append(name) }
    }
    closedir(entries)
    for name in names where unlinkat(directory, name, 0) != 0 {
      let inner = open(name, in: directory)
      guard inner >= 0 else { continue }
      if isOurs(inner) { empty(inner) }
      close(inner)
      unlinkat(directory, name, AT_REMOVEDIR)
    }
  }
}
