package import SystemSupport

/// How a process ended.
package enum ProcessEnding: Sendable, Equatable, CustomStringConvertible {
  /// By itself, with a status (0 for success).
  case exited(status: Int32)
  /// By a signal.
  case signalled(SignalName)

  /// Whether it exited with status 0.
  package var isSuccess: Bool { self == .exited(status: 0) }

  /// `exit status 3` or `killed by SIGKILL`.
  package var description: String {
    switch self {
    case .exited(let status): "exit status \(status)"
    case .signalled(let signal): "killed by \(signal)"
    }
  }
}

/// What a process that ended left behind.
package struct ProcessResult: Sendable, Equatable {
  /// How it ended.
  package let ending: ProcessEnding
  /// Standard output and error in the order of writing, the last bytes of it.
  package let output: OutputTail
  /// From start to end.
  package let duration: Duration
}
