package import SystemSupport

#if canImport(Glibc)
  import Glibc
#endif

/// Whether a process would notice a signal now, as the kernel tells.
///
/// HAProxy's master replaces itself at each reload. From there until it is in its loop again it
/// blocks the signals and then throws away the ones that came; a server that starts has not set its
/// handlers yet and would die. Both last for a moment only.
package enum SignalReadiness: Equatable, Sendable {
  /// It has a handler that runs at once.
  case ready
  /// It has no handler, or has not taken an earlier one: it starts, or waits for signals in another
  /// way.
  case starting
  /// It blocks the signal: it is busy.
  case blocking
  /// It would not notice.
  case ignoring
  /// It has ended, and nobody has taken note.
  case ended

  /// The state of a process; nil where the system does not tell.
  package static func of(_ process: Int32, for signal: SignalName) -> SignalReadiness? {
    guard let bytes = try? FileSystem.real.read("/proc/\(process)/status", limit: 64 << 10),
      let state = SignalReadiness(status: String(decoding: bytes, as: UTF8.self), signal)
    else { return nil }
    // A program that takes its signals from a descriptor blocks them for ever.
    let isClosed = state == .starting || state == .blocking
    return isClosed && hasSignalDescriptor(process) ? .ready : state
  }

  /// Reads the text of `/proc/PID/status`.
  package init?(status: String, _ signal: SignalName) {
    guard (1...64).contains(signal.number) else { return nil }
    var fields: [Substring: Substring] = [:]
    for line in status.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { continue }
      fields[parts[0]] = parts[1].drop { $0 == " " || $0 == "\t" }
    }
    func contains(_ name: Substring) -> Bool? {
      guard let mask = fields[name].flatMap({ UInt64($0, radix: 16) }) else { return nil }
      return mask & (1 << UInt64(signal.number - 1)) != 0
    }
    // One that was sent and not taken yet: whoever gets it will be busy with it.
    let isPending = contains("ShdPnd") ?? false
    guard let isBlocked = contains("SigBlk"), let isIgnored = contains("SigIgn"),
      let isCaught = contains("SigCgt")
    else { return nil }
    switch fields["State"]?.first {
    case "Z", "X": self = .ended
    default:
      self =
        isIgnored
        ? .ignoring
        : isBlocked ? .blocking : isCaught && !isPending ? .ready : .starting
    }
  }

  private static func hasSignalDescriptor(_ process: Int32) -> Bool {
    let folder = "/proc/\(process)/fd"
    guard let directory = opendir(folder) else { return false }
    defer { closedir(directory) }
    var target = [CChar](repeating: 0, count: 64)
    while let entry = readdir(directory) {
      let length = withUnsafePointer(to: &entry.pointee.d_name) { name in
        readlinkat(
          dirfd(directory), UnsafeRawPointer(name).assumingMemoryBound(to: CChar.self), &target,
          target.count)
      }
      guard length > 0 else { continue }
      let bytes = target[..<length].map(UInt8.init(bitPattern:))
      if bytes.elementsEqual("anon_inode:[signalfd]".utf8) { return true }
    }
    return false
  }
}
