import SystemSupport

#if canImport(Glibc)
  import Glibc
#endif

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

  /// The parent of a process; nil if there is no such process.
  static func parent(of process: Int32, in folder: String = "/proc") -> Int32? {
    fields(of: process, in: folder).flatMap { $0.count > 1 ? Int32($0[1]) : nil }
  }

  /// For how long a process has been there; nil if there is no such process.
  static func age(of process: Int32) -> Duration? {
    guard let fields = fields(of: process, in: "/proc"), fields.count > 19,
      let start = Int64(fields[19])
    else { return nil }
    var now = timespec()
    clock_gettime(CLOCK_BOOTTIME, &now)
    let ticks = Int64(sysconf(Int32(_SC_CLK_TCK)))
    return .seconds(now.tv_sec) + .nanoseconds(now.tv_nsec)
      - .milliseconds(start * 1000 / max(1, ticks))
  }

  /// The fields of `/proc/PID/stat` from the third on; the second is a name in parentheses.
  private static func fields(of process: Int32, in folder: String) -> [Substring]? {
    guard let bytes = try? FileSystem.real.read("\(folder)/\(process)/stat", limit: 4096),
      let end = bytes.lastIndex(of: UInt8(ascii: ")"))
    else { return nil }
    return String(decoding: bytes[(end + 1)...], as: UTF8.self).split(separator: " ")
  }
}
