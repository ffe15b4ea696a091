package import SystemSupport

#if canImport(Glibc)
  import Glibc
#endif

/// The files of this machine: regular files up to a size.
package struct LocalFiles: FileProvider {
  /// The largest file that is read, in bytes.
  package let limit: Int

  /// Files up to `limit` bytes.
  package init(limit: Int = 64 << 20) { self.limit = limit }

  /// All bytes of a regular file; a directory, device, pipe or larger file is an error.
  package func contents(of path: String) throws(SystemError) -> [UInt8] {
    // Without O_NONBLOCK the open of a pipe would wait for its writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw SystemError(errno: errno, what: "open `\(path)`") }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw SystemError(errno: errno, what: "inspect `\(path)`")
    }
    let kind = status.st_mode & S_IFMT
    guard kind == S_IFREG else {
      throw SystemError(
        errno: kind == S_IFDIR ? EISDIR : EINVAL, what: "read `\(path)` as a regular file")
    }
    return try readAll(descriptor, path: path, expecting: Int(status.st_size))
  }

  /// Whether the path leads to something, symbolic links followed.
  package func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// The path without links, `.` and `..`.
  package func resolved(_ path: String) -> String? {
    guard let found = realpath(path, nil) else { return nil }
    defer { free(found) }
    return String(cString: found)
  }

  private func readAll(
    _ descriptor: Int32, path: String, expecting size: Int
  ) throws(SystemError) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(min(size, limit))
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count == 0 { return bytes }
      if count < 0 {
        if errno == EINTR { continue }
        throw SystemError(errno: errno, what: "read `\(path)`")
      }
      guard bytes.count + count <= limit else {
        throw SystemError(errno: EFBIG, what: "read `\(path)`: it is above \(limit) bytes")
      }
      bytes.append(contentsOf: buffer[..<count])
    }
  }
}
