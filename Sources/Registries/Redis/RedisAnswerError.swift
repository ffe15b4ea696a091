/// What a server said is no reply of Redis, or not the expected one.
package struct RedisAnswerError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What was expected and what was found.
  package let message: String

  /// A wrong reply.
  init(_ message: String) { self.message = message }

  /// The message.
  package var description: String { message }
}
