/// There is no complete answer.
package struct HTTPError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What kind of failure.
  package enum Code: String, Sendable {
    /// The task was cancelled.
    case cancelled
    /// The request itself is malformed; it was not sent.
    case invalidRequest
    /// The host's name has no address.
    case resolve
    /// No connection.
    case connect
    /// No TLS session: certificates, names, protocol versions.
    case tls
    /// The deadline or the connect timeout passed.
    case timeout
    /// The peer closed or reset the connection before the answer was complete.
    case closed
    /// The answer is larger than the limit.
    case tooLarge
    /// What came back is not HTTP, or its encoding is broken.
    case protocolViolation
    /// The client was shut down.
    case shutDown
    /// Out of memory or another failure on our side.
    case failed
  }

  /// What kind of failure.
  package let code: Code
  /// What was asked and what went wrong, without secrets.
  package let message: String
  /// libcurl's number, where it reported the failure.
  package let curlCode: UInt32?

  /// A failure.
  package init(_ code: Code, _ message: String, curlCode: UInt32? = nil) {
    self.code = code
    self.message = message
    self.curlCode = curlCode
  }

  /// The message.
  package var description: String { message }
}
