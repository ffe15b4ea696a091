import CSystem

#if canImport(Glibc)
  import Glibc
#endif

/// An open file; closed at the end of its life.
package struct OpenFile: ~Copyable {
  /// The descriptor, for calls this type lacks.
  package let descriptor: Int32
  /// The path it was opened with.
  package let path: String
  private let fileSystem: FileSystem

  init(descriptor: Int32, path: String, fileSystem: FileSystem) {
    self.descriptor = descriptor
    self.path = path
    self.fileSystem = fileSystem
  }

  deinit { close(descriptor) }

  /// The state of the file.
  package func status() throws(SystemError) -> FileSystem.Status {
    var raw = stat()
    guard fstat(descriptor, &raw) == 0 else { throw .last("look at `\(path)`") }
    return FileSystem.Status(raw)
  }

  /// The bytes from here to the end; more than `limit` are an error (`EFBIG`).
  package func read(limit: Int) throws(SystemError) -> [UInt8] {
    try fileSystem.begin(.read, path)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(min(limit, try status().size + 1))
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count == 0 { return bytes }
      if count < 0 {
        if Glibc.errno == EINTR { continue }
        throw .last("read `\(path)`")
      }
      guard bytes.count + count <= limit else {
        throw SystemError(errno: EFBIG, what: "read `\(path)`: more than \(limit) bytes")
      }
      bytes.append(contentsOf: chunk[..<count])
    }
  }

  /// Writes all bytes, here.
  package func write(_ bytes: [UInt8]) throws(SystemError) {
    try fileSystem.begin(.write, path)
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.write(descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
      }
      if count < 0 {
        if Glibc.errno == EINTR { continue }
        throw .last("write `\(path)`")
      }
      if count == 0 { throw SystemError(errno: EIO, what: "write `\(path)`") }
      written += count
    }
  }

  /// Cuts the file to a size in bytes.
  package func truncate(to size: Int) throws(SystemError) {
    try fileSystem.begin(.truncate, path)
    guard ftruncate(descriptor, off_t(size)) == 0 else { throw .last("truncate `\(path)`") }
  }

  /// Sets the permission bits.
  package func changeMode(_ mode: UInt32) throws(SystemError) {
    try fileSystem.begin(.changeMode, path)
    guard fchmod(descriptor, mode) == 0 else { throw .last("change the mode of `\(path)`") }
  }

  /// Sets owner and group; nil keeps one.
  package func changeOwner(user: UInt32?, group: UInt32?) throws(SystemError) {
    try fileSystem.begin(.changeOwner, path)
    guard fchown(descriptor, user ?? .max, group ?? .max) == 0 else {
      throw .last("change the owner of `\(path)`")
    }
  }

  /// Waits until the contents would survive a power failure.
  package func sync() throws(SystemError) {
    try fileSystem.begin(.sync, path)
    guard fsync(descriptor) == 0 else { throw .last("sync `\(path)`") }
  }

  /// Takes access control lists and other extended attributes from another file, as far as that is
  /// possible.
  package func copyExtendedAttributes(from other: borrowing OpenFile) {
    cs_copy_extended_attributes(other.descriptor, descriptor)
  }
}

extension FileSystem {
  /// Opens a file for reading.
  package func open(_ path: String) throws(SystemError) -> OpenFile {
    try open(path, flags: O_RDONLY, kind: .open, what: "open")
  }

  /// Opens an existing file for writing, without truncating it.
  package func openForWriting(_ path: String) throws(SystemError) -> OpenFile {
    try open(path, flags: O_WRONLY, kind: .open, what: "open for writing")
  }

  /// Creates a file that must not exist.
  package func create(_ path: String, mode: UInt32 = 0o600) throws(SystemError) -> OpenFile {
    try open(path, flags: O_WRONLY | O_CREAT | O_EXCL, mode: mode, kind: .create, what: "create")
  }

  /// Opens a file for reading and writing, creating it if needed.
  package func openOrCreate(
    _ path: String, mode: UInt32 = 0o600
  ) throws(SystemError) -> OpenFile {
    try open(path, flags: O_RDWR | O_CREAT, mode: mode, kind: .create, what: "open")
  }

  private func open(
    _ path: String, flags: Int32, mode: UInt32 = 0, kind: Operation.Kind, what: String
  ) throws(SystemError) -> OpenFile {
    try begin(kind, path)
    while true {
      let descriptor = Glibc.open(path, flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, mode)
      if descriptor >= 0 {
        return OpenFile(descriptor: descriptor, path: path, fileSystem: self)
      }
      if Glibc.errno != EINTR { throw .last("\(what) `\(path)`") }
    }
  }
}
