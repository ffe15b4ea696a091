import Foundation

/// What the system says about processes.
enum ProcessList {
  /// Whether a process is gone, or waits only for its parent to notice.
  static func hasEnded(_ pid: pid_t) -> Bool {
    guard let state = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else {
      return true
    }
    return state.contains(") Z ")
  }
}
