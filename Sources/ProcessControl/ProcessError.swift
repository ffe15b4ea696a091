package import SystemSupport

/// A process did not run to its end by itself.
package struct ProcessError: Error, Sendable, CustomStringConvertible {
  /// Why.
  package enum Code: String, Sendable {
    /// There is no such program.
    case notFound = "not-found"
    /// The file is there but cannot be run.
    case notExecutable = "not-executable"
    /// The system could not start it.
    case cannotStart = "cannot-start"
    /// It took too long; its process group was killed.
    case timedOut = "timed-out"
    /// The task was cancelled; its process group was killed.
    case cancelled
  }

  /// Why.
  package let code: Code
  /// What happened, with the program and where it was looked for.
  package let message: String
  /// What it had written until then.
  package let output: OutputTail
  /// The system's failure, if that was it.
  package let underlying: SystemError?

  init(
    _ code: Code, _ message: String, output: OutputTail = OutputTail(limit: 0),
    underlying: SystemError? = nil
  ) {
    self.code = code
    self.message = message
    self.output = output
    self.underlying = underlying
  }

  /// The message.
  package var description: String { message }
}
