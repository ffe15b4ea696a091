import SystemSupport

/// An answer whose body is read while it arrives, for as long as the server goes on.
///
/// What arrives before it is asked for is kept up to a limit; from there on the server has to wait.
/// The transfer ends with the stream: when it is cancelled, or when nobody holds it any more.
package final class HTTPStream: Sendable {
  /// The status code.
  package let status: Int
  /// The headers.
  package let headers: HTTPHeaders
  private let exchange: Exchange
  private let buffer: StreamBuffer

  /// What a wait for more of the body brought.
  package enum Piece: Sendable, Equatable {
    /// The bytes that have arrived since the last piece, at least one.
    case bytes([UInt8])
    /// Nothing in the given time; the stream goes on.
    case silence
    /// The body is complete.
    case end
  }

  init(_ head: ResponseHead, exchange: Exchange, buffer: StreamBuffer) {
    status = head.status
    headers = head.headers
    self.exchange = exchange
    self.buffer = buffer
  }

  deinit { exchange.cancel() }

  /// Waits for more of the body, at most as long as `limit`. One task at a time may wait.
  ///
  /// Throws what ended the transfer, after all bytes before it were handed out; cancelling the
  /// task ends the transfer.
  package func next(within limit: Duration) async throws(HTTPError) -> Piece {
    if let piece = try take() { return piece }
    let number = buffer.announceWait()
    let timer = EventLoop.shared.schedule(after: limit) { [buffer] in buffer.wake(number) }
    await withTaskCancellationHandler {
      await buffer.wait(number)
    } onCancel: {
      cancel()
    }
    EventLoop.shared.cancel(timer)
    return try take() ?? .silence
  }

  /// Ends the transfer; what has arrived can still be read.
  package func cancel() { exchange.cancel() }

  private func take() throws(HTTPError) -> Piece? {
    let taken = buffer.take()
    if taken.mustResume { exchange.resume() }
    if !taken.bytes.isEmpty { return .bytes(taken.bytes) }
    switch taken.end {
    case .failure(let error)?: throw error
    case .success?: return .end
    case nil: return nil
    }
  }
}

extension HTTPClient {
  /// Sends a request and returns as soon as status and headers have arrived, whatever the status.
  ///
  /// The request's deadline and idle timeout hold for the whole stream; its limit of size does
  /// not: at most about `bufferSize` bytes wait to be read. The head must have arrived after
  /// `headLimit`, if it is given.
  package func open(
    _ request: HTTPRequest, headWithin headLimit: Duration? = nil, bufferSize: Int = 1 << 20
  ) async throws(HTTPError) -> HTTPStream {
    let buffer = StreamBuffer(limit: bufferSize)
    let exchange = try exchange(request, sink: buffer)
    let timer = headLimit.map { limit in
      EventLoop.shared.schedule(after: limit) { exchange.expire(after: limit) }
    }
    defer { if let timer { EventLoop.shared.cancel(timer) } }
    let head = try await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        buffer.expectHead(continuation)
        exchange.start { buffer.finish($0) }
      }
    } onCancel: {
      exchange.cancel()
    }.get()
    return HTTPStream(head, exchange: exchange, buffer: buffer)
  }
}
