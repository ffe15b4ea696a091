#if canImport(Glibc)
  import Glibc
#endif

extension FileSystem {
  /// What the system knows about a file.
  package struct Status: Sendable, Equatable {
    /// The sort of file.
    package enum Kind: Sendable {
      case file, directory, link, other
    }

    /// The sort of file.
    package let kind: Kind
    /// Permission bits, at most 0o7777.
    package let mode: UInt32
    /// The owner's id.
    package let user: UInt32
    /// The group's id.
    package let group: UInt32
    /// Bytes.
    package let size: Int
    /// The last change of the contents, in nanoseconds since 1970.
    package let modified: Int64
    /// The file's number on its device.
    package let inode: UInt64
    /// The device's number.
    package let device: UInt64

    init(_ raw: stat) {
      switch raw.st_mode & S_IFMT {
      case S_IFREG: kind = .file
      case S_IFDIR: kind = .directory
      case S_IFLNK: kind = .link
      default: kind = .other
      }
      mode = UInt32(raw.st_mode & 0o7777)
      user = raw.st_uid
      group = raw.st_gid
      size = Int(raw.st_size)
      let (scaled, _) = Int64(raw.st_mtim.tv_sec).multipliedReportingOverflow(by: 1_000_000_000)
      modified = scaled &+ Int64(raw.st_mtim.tv_nsec)
      inode = UInt64(raw.st_ino)
      device = UInt64(raw.st_dev)
    }
  }

  /// The state of a file, links followed; nil if there is none.
  package func status(_ path: String) throws(SystemError) -> Status? {
    try begin(.status, path)
    var raw = stat()
    return try optional(fstatat(AT_FDCWD, path, &raw, 0), "look at `\(path)`") ? Status(raw) : nil
  }

  /// The state of a file or of a link itself; nil if there is none.
  package func linkStatus(_ path: String) throws(SystemError) -> Status? {
    try begin(.status, path)
    var raw = stat()
    let code = fstatat(AT_FDCWD, path, &raw, AT_SYMLINK_NOFOLLOW)
    return try optional(code, "look at `\(path)`") ? Status(raw) : nil
  }

  /// When a file was last put in its place or changed in any way, in nanoseconds since 1970, links
  /// followed; nil if there is none or it cannot be looked at.
  package func lastChange(_ path: String) -> Int64? {
    var raw = stat()
    guard (try? begin(.status, path)) != nil, fstatat(AT_FDCWD, path, &raw, 0) == 0 else {
      return nil
    }
    return Int64(raw.st_ctim.tv_sec) * 1_000_000_000 + Int64(raw.st_ctim.tv_nsec)
  }

  /// Whether something is there, links followed. What cannot be looked at is not there.
  package func exists(_ path: String) -> Bool { ((try? status(path)) ?? nil) != nil }

  /// Where a symbolic link points, as written; nil if the path is no link or does not exist.
  package func readLink(_ path: String) throws(SystemError) -> String? {
    try begin(.readLink, path)
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let length = Glibc.readlink(path, &buffer, buffer.count)
    if length >= 0 {
      return String(decoding: buffer[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
    if [EINVAL, ENOENT, ENOTDIR].contains(Glibc.errno) { return nil }
    throw .last("read link `\(path)`")
  }

  /// The absolute path without links, `.` and `..`. The file must exist.
  package func realPath(_ path: String) throws(SystemError) -> String {
    try begin(.readLink, path)
    guard let resolved = Glibc.realpath(path, nil) else { throw .last("resolve `\(path)`") }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// The path at the end of the chain of links that starts at `path`, which need not exist. Links
  /// in directories are left to the system. More than 40 links are an error (`ELOOP`).
  package func followLinks(_ path: String) throws(SystemError) -> String {
    var current = path
    for _ in 0..<40 {
      guard let next = try readLink(current) else { return current }
      current = FilePath.joined(FilePath.directory(of: current), next)
    }
    throw SystemError(errno: ELOOP, what: "follow link `\(path)`")
  }

  /// False for "does not exist", an error for other failures.
  private func optional(
    _ code: Int32, _ what: @autoclosure () -> String
  ) throws(SystemError) -> Bool {
    if code == 0 { return true }
    if Glibc.errno == ENOENT || Glibc.errno == ENOTDIR { return false }
    throw .last(what())
  }
}

extension FileSystem.Status {
  /// Whether both are of one file, whatever its names.
  package func isSameFile(as other: FileSystem.Status) -> Bool {
    inode == other.inode && device == other.device
  }
}
