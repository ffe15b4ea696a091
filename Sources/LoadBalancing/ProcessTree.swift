import SystemSupport

/// What the system tells about the processes of others.
enum ProcessTree {
  /// The living children of a process.
  static func children(of process: Int32) -> Set<Int32> {
    let path = "/proc/\(process)/task/\(process)/children"
    guard let bytes = try? FileSystem.real.read(path, limit: 1 << 20) else { return [] }
    let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
    return Set(words.compactMap { Int32($0) })
  }

  /// The command line of a process, which many servers replace by a title; words are separated by
  /// blanks. Nil if there is no such process; empty for one that has ended.
  static func title(of process: Int32, in folder: String = "/proc") -> String? {
    guard let bytes = try? FileSystem.real.read("\(folder)/\(process)/cmdline", limit: 1 << 17)
    else { return nil }
    let end = bytes.lastIndex { $0 != 0 }.map { $0 + 1 } ?? 0
    return String(decoding: bytes[..<end].map { $0 == 0 ? 0x20 : $0 }, as: UTF8.self)
  }
}
