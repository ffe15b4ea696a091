import CSystem
import Glibc

/// Clocks and what the kernel knows of processes.
enum Measuring {
  /// Seconds that `work` takes.
  static func seconds(_ work: () throws(BenchmarkError) -> Void) throws(BenchmarkError) -> Double {
    let start = cs_monotonic_nanoseconds()
    try work()
    return Double(cs_monotonic_nanoseconds() - start) / 1e9
  }

  /// The processor time of this process so far, in seconds.
  static var processSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// A line of `/proc/PID/status`, in bytes.
  static func bytes(of field: String, process: pid_t) -> Int? {
    guard let text = text(of: "/proc/\(process)/status") else { return nil }
    for line in text.split(separator: "\n") where line.hasPrefix("\(field):") {
      let number = line.split(whereSeparator: \.isWhitespace).dropFirst().first
      return number.flatMap { Int($0) }.map { $0 * 1024 }
    }
    return nil
  }

  /// The processor time of another process so far, in nanoseconds.
  static func processorNanoseconds(of process: pid_t) -> Int? {
    var clock = clockid_t()
    var time = timespec()
    guard clock_getcpuclockid(process, &clock) == 0, clock_gettime(clock, &time) == 0 else {
      return nil
    }
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }

  /// How many sockets a process has open.
  static func sockets(of process: pid_t) -> Int {
    let folder = "/proc/\(process)/fd"
    guard let directory = opendir(folder) else { return 0 }
    defer { closedir(directory) }
    var count = 0
    var target = [CChar](repeating: 0, count: 64)
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard readlink("\(folder)/\(name)", &target, target.count) > 7 else { continue }
      if target.starts(with: "socket:".utf8.map(CChar.init(bitPattern:))) { count += 1 }
    }
    return count
  }

  private static func text(of path: String) -> String? {
    guard let file = fopen(path, "re") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 16 << 10)
    let count = fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes[..<count], as: UTF8.self)
  }
}
