import ProcessControl
package import SystemSupport

#if canImport(Glibc)
  import Glibc
#endif

/// Applies a change by a signal to the process whose id is in a file, as nginx and HAProxy's master
/// take it. That the process received it is all that can be known; a process that is just replacing
/// itself would lose it, so the signal is sent once the process listens.
package struct SignalReloader: Reloader {
  private let signal: SignalName
  private let target: Target
  private let patience: Duration

  /// Who gets the signal.
  private enum Target: Sendable {
    case pidFile(String)
    case process(Int32)
  }

  /// A signal, and the file that has the process id in its first line, read anew for each change.
  /// `patience` is how long a process that does not listen for the signal is waited for.
  package init(signal: SignalName, pidFile: String, patience: Duration = .seconds(5)) {
    self.signal = signal
    target = .pidFile(pidFile)
    self.patience = patience
  }

  /// A signal, and the process that gets it.
  init(signal: SignalName, process: Int32, patience: Duration = .seconds(5)) {
    self.signal = signal
    target = .process(process)
    self.patience = patience
  }

  /// ``send SIGHUP to the process of `/run/x.pid` ``.
  package var summary: String {
    switch target {
    case .pidFile(let path): "send \(signal) to the process of `\(path)`"
    case .process(let process): "send \(signal) to process \(process)"
    }
  }

  /// Sends the signal.
  package func apply(_ change: AppliedChange) async throws(ReloadError) -> ReloadReport {
    let process = try process()
    try await waitUntilReady(process)
    do {
      try Signals.send(signal, to: process)
    } catch {
      throw ReloadError(
        .noProcess, "cannot send \(signal) to \(name(of: process)): \(error.reasonOfSending)")
    }
    return ReloadReport(method: .signal, summary: "sent \(signal) to \(name(of: process))")
  }

  private func process() throws(ReloadError) -> Int32 {
    switch target {
    case .process(let process): return process
    case .pidFile(let path):
      let process = try PidFile(path: path).process()
      // Whether the file is stale cannot be told from its text; whether the process is ours can.
      guard process != getpid() else {
        throw ReloadError(.badPidFile, "pid file `\(path)` names this process (\(process))")
      }
      return process
    }
  }

  private func name(of process: Int32) -> String {
    switch target {
    case .process: "process \(process)"
    case .pidFile(let path): "process \(process) of `\(path)`"
    }
  }

  /// Waits until a signal would not be lost. A process that is never ready may still take it in a
  /// way that cannot be seen, so only one that ignores it, or is gone, is an error.
  private func waitUntilReady(_ process: Int32) async throws(ReloadError) {
    let deadline = ContinuousClock.now + patience
    while signal.isCatchable, let state = SignalReadiness.of(process, for: signal) {
      if state == .ready { return }
      if state == .ended {
        throw ReloadError(.noProcess, "\(name(of: process)) has ended")
      }
      if ContinuousClock.now >= deadline {
        guard state == .ignoring else { return }
        throw ReloadError(.noProcess, "\(name(of: process)) ignores \(signal)")
      }
      guard await EventLoop.shared.pause(for: .milliseconds(5)) else {
        throw ReloadError(.cancelled, "cancelled")
      }
    }
  }
}

extension SystemError {
  /// Why a signal could not be sent.
  var reasonOfSending: String {
    errno == ESRCH ? "there is no such process" : reason
  }
}

extension SignalName {
  fileprivate var isCatchable: Bool { number != SIGKILL && number != SIGSTOP }
}
