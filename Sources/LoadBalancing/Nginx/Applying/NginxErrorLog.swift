import SystemSupport

/// What a master of nginx writes to its logs of errors from a moment on.
struct NginxErrorLog: Sendable {
  /// Logs and how long they were.
  private let starts: [(path: String, size: Int)]

  /// Looks from now on.
  init(_ paths: [String]) {
    starts = Set(paths).sorted().compactMap { path in
      // A log that is a terminal or a pipe cannot be read again.
      guard let status = try? FileSystem.real.status(path) else { return (path, 0) }
      return status.kind == .file ? (path, status.size) : nil
    }
  }

  /// The lines of a process with the level `emerg`, at most the last 20.
  func emergencies(of process: Int32) -> [String] {
    var lines: [String] = []
    for start in starts {
      guard let status = try? FileSystem.real.status(start.path), status.kind == .file,
        let bytes = try? FileSystem.real.read(start.path)
      else { continue }
      let begin = bytes.count >= start.size ? start.size : 0
      for line in bytes[begin...].split(separator: 0x0A) {
        let text = String(decoding: line, as: UTF8.self)
        if text.contains(" [emerg] \(process)#"), !lines.contains(text) { lines.append(text) }
      }
    }
    return lines.suffix(20)
  }
}
