#if canImport(Glibc)
  import Glibc
#endif

/// The operations on files that the agent needs: synchronous, with the path in every error.
///
/// Each operation passes one hook first, so that tests can make the n-th one fail, or kill the
/// process at it.
package struct FileSystem: Sendable {
  /// One step, named for faults and for tests.
  package struct Operation: Sendable, Equatable, CustomStringConvertible {
    /// What is done.
    package enum Kind: String, Sendable, CaseIterable {
      case open, create, read, write, truncate, changeMode, changeOwner, sync, syncDirectory
      case status, readLink, list, makeDirectory, rename, unlink
    }

    /// What is done.
    package let kind: Kind
    /// To which file; for a rename the new name.
    package let path: String

    /// A step.
    package init(_ kind: Kind, _ path: String) {
      self.kind = kind
      self.path = path
    }

    /// The step for messages: `rename /etc/x`.
    package var description: String { "\(kind.rawValue) \(path)" }
  }

  /// Called before each step; what it throws is the step's failure, and the step is not done.
  package typealias Hook = @Sendable (Operation) throws(SystemError) -> Void

  private let hook: Hook?

  /// The system's files, with an optional hook for tests.
  package init(hook: Hook? = nil) { self.hook = hook }

  /// The system's files.
  package static let real = FileSystem()

  /// Passes a step through the hook.
  func begin(_ kind: Operation.Kind, _ path: String) throws(SystemError) {
    if let hook { try hook(Operation(kind, path)) }
  }

  /// The limit of `read` unless another is given: 256 MiB.
  package static let readLimit = 256 << 20

  /// The bytes of a file. More than `limit` bytes are an error (`EFBIG`).
  package func read(
    _ path: String, limit: Int = FileSystem.readLimit
  ) throws(SystemError) -> [UInt8] {
    let file = try open(path)
    return try file.read(limit: limit)
  }

  /// The entries of a directory without `.` and `..`, sorted by bytes. More than `limit` are an
  /// error.
  package func list(_ path: String, limit: Int = 100_000) throws(SystemError) -> [String] {
    try begin(.list, path)
    guard let directory = opendir(path) else { throw .last("list `\(path)`") }
    defer { closedir(directory) }
    var names: [String] = []
    while true {
      Glibc.errno = 0
      guard let entry = readdir(directory) else { break }
      let name = FileSystem.name(of: entry)
      if name == "." || name == ".." { continue }
      guard names.count < limit else {
        throw SystemError(errno: EFBIG, what: "list `\(path)`: more than \(limit) entries")
      }
      names.append(name)
    }
    if Glibc.errno != 0 { throw .last("list `\(path)`") }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The name of an entry of a directory.
  static func name(of entry: UnsafeMutablePointer<dirent>) -> String {
    withUnsafePointer(to: &entry.pointee.d_name) { pointer in
      pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
  }

  /// Creates a directory and its missing parents; one that exists is no error.
  package func makeDirectories(_ path: String, mode: UInt32 = 0o755) throws(SystemError) {
    if let status = try status(path), status.kind == .directory { return }
    let parent = FilePath.directory(of: path)
    if parent != path { try makeDirectories(parent, mode: mode) }
    try begin(.makeDirectory, path)
    guard mkdir(path, mode) != 0, Glibc.errno != EEXIST else { return }
    throw .last("make directory `\(path)`")
  }

  /// Removes a file or link. Returns false if there is none.
  @discardableResult
  package func unlink(_ path: String) throws(SystemError) -> Bool {
    try begin(.unlink, path)
    if Glibc.unlink(path) == 0 { return true }
    let error = SystemError.last("remove `\(path)`")
    if error.isMissing { return false }
    // A read-only file system says so even if there is nothing to remove.
    if error.errno == EROFS, (try? linkStatus(path)) == .some(nil) { return false }
    throw error
  }

  /// Gives a file another name, atomically replacing what has it.
  package func rename(_ path: String, to newPath: String) throws(SystemError) {
    try begin(.rename, newPath)
    guard Glibc.rename(path, newPath) != 0 else { return }
    throw .last("rename `\(path)` to `\(newPath)`")
  }

  /// Makes a directory's entries survive a power failure. File systems which cannot do that are
  /// accepted.
  package func syncDirectory(_ path: String) throws(SystemError) {
    try begin(.syncDirectory, path)
    let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .last("open directory `\(path)`") }
    defer { close(descriptor) }
    if fsync(descriptor) != 0, Glibc.errno != EINVAL, Glibc.errno != EROFS {
      throw .last("sync directory `\(path)`")
    }
  }
}
