package import SystemSupport

#if canImport(Glibc)
  import Glibc
#endif

/// Applies a change by a signal to the process whose id is in a file, as nginx and HAProxy's master
/// take it. That the process received it is all that can be known.
package struct SignalReloader: Reloader {
  private let signal: SignalName
  private let pidFile: String

  /// A signal, and the file that has the process id in its first line, read anew for each change.
  package init(signal: SignalName, pidFile: String) {
    self.signal = signal
    self.pidFile = pidFile
  }

  /// ``send SIGHUP to the process of `/run/x.pid` ``.
  package var summary: String { "send \(signal) to the process of `\(pidFile)`" }

  /// Sends the signal.
  package func apply(_ change: AppliedChange) async throws(ReloadError) -> ReloadReport {
    let process = try PidFile(path: pidFile).process()
    // Whether the file is stale cannot be told from its text, but whether the process is ours can.
    guard process != getpid() else {
      throw ReloadError(.badPidFile, "pid file `\(pidFile)` names this process (\(process))")
    }
    do {
      try Signals.send(signal, to: process)
    } catch {
      let why = error.errno == ESRCH ? "there is no such process" : "\(error)"
      throw ReloadError(
        .noProcess, "cannot send \(signal) to process \(process) of `\(pidFile)`: \(why)")
    }
    return ReloadReport(
      method: .signal, summary: "sent \(signal) to process \(process) of `\(pidFile)`")
  }
}
