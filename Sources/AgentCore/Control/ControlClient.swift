import Networking

/// Asks the agent that serves a socket.
package enum ControlClient {
  /// Why there is no answer.
  package struct Failure: Error, Sendable {
    /// For people.
    package let message: String
  }

  /// The answer to a request, which is one line of JSON.
  package static func ask(
    _ request: String, at path: String
  ) async throws(Failure) -> [UInt8] {
    do throws(SocketError) {
      return try await SocketExchange.run(
        Array(request.utf8), at: .path(path), timeout: .seconds(15))
    } catch {
      throw Failure(message: error.description)
    }
  }
}
