import CSystem

#if canImport(Glibc)
  import Glibc
#endif

/// The process's own handling of signals, and sending them.
package enum Signals {
  /// To be called first in `main`, before other threads start: a closed pipe is an error of `write`
  /// instead of the end of the process, and signals that a careless parent blocked arrive.
  package static func prepare() {
    _ = cs_signal_ignore(SIGPIPE)
    _ = cs_signal_unblock_all()
  }

  /// Sends a signal to a process. Groups and "everybody" (ids below 1) are refused.
  package static func send(_ signal: SignalName, to process: Int32) throws(SystemError) {
    let what = "send \(signal) to process \(process)"
    guard process > 0 else { throw SystemError(errno: EINVAL, what: what) }
    let code = cs_signal_send(process, signal.number)
    guard code == 0 else { throw SystemError(errno: -code, what: what) }
  }

  /// Whether a process exists, whoever owns it.
  package static func processExists(_ process: Int32) -> Bool {
    guard process > 0 else { return false }
    let code = cs_signal_send(process, 0)
    return code == 0 || code == -EPERM
  }
}
