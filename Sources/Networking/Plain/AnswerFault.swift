/// What is wrong with an answer of a server.
package struct AnswerFault: Error, Equatable {
  /// What kind of failure it is for who asked.
  package let code: HTTPError.Code
  /// What is wrong, as the end of a message.
  package let reason: String

  init(_ code: HTTPError.Code, _ reason: String) {
    self.code = code
    self.reason = reason
  }

  static func violation(_ reason: String) -> AnswerFault {
    AnswerFault(.protocolViolation, reason)
  }
}
