/// An answer of etcd has not the expected shape.
package struct EtcdV2AnswerError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What was expected and what was found.
  package let message: String

  /// A wrong shape.
  init(_ message: String) { self.message = message }

  /// The message.
  package var description: String { message }
}
