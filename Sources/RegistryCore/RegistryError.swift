/// A registry could not answer.
package struct RegistryError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What kind of failure.
  package enum Code: String, Sendable {
    /// The reader was cancelled or the registry shut down.
    case cancelled
    /// No connection, a broken one, or no answer in time.
    case unreachable
    /// The registry refuses: token, permission.
    case forbidden
    /// The registry asks to slow down.
    case overloaded
    /// The registry answered with an error of its own (5xx).
    case failed
    /// The answer makes no sense: not JSON, wrong shape, too large.
    case invalidAnswer
    /// The text of a file registry is wrong; the message holds the rendered diagnostics.
    case invalidSource
    /// This registry does not answer such queries.
    case unsupported
  }

  /// What kind of failure.
  package let code: Code
  /// What was asked of whom and what came back, without secrets.
  package let message: String
  /// How long the registry asks to wait before the next try, if it does.
  package let retryAfter: Duration?

  /// A failure.
  package init(_ code: Code, _ message: String, retryAfter: Duration? = nil) {
    self.code = code
    self.message = message
    self.retryAfter = retryAfter
  }

  /// Whether the next try will most likely end in the same way until a person does something.
  package var isPermanent: Bool {
    switch code {
    case .forbidden, .invalidAnswer, .invalidSource, .unsupported: true
    case .cancelled, .unreachable, .overloaded, .failed: false
    }
  }

  /// The message.
  package var description: String { message }
}
