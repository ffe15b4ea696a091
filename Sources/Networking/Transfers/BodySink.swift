import Synchronization

/// Where the body of an answer goes. Called on the loop's thread.
protocol BodySink: Sendable {
  /// Takes status and headers, once, before the first bytes.
  func receive(_ head: ResponseHead)

  /// Takes the next bytes, which are only valid during the call.
  func receive(_ bytes: UnsafeRawBufferPointer) -> BodyDecision
}

extension BodySink {
  /// Waits for the end to learn of the head.
  func receive(_ head: ResponseHead) {}
}

/// What a sink makes of bytes it was offered.
enum BodyDecision {
  /// Taken.
  case accepted
  /// The body exceeds its limit; the transfer ends.
  case tooLarge
  /// Not taken now; offered again after the transfer was resumed.
  case later
}

/// Keeps the whole body, up to a limit.
final class BodyCollector: BodySink {
  private let limit: Int
  private let body = Mutex<[UInt8]>([])

  init(limit: Int) { self.limit = limit }

  func receive(_ bytes: UnsafeRawBufferPointer) -> BodyDecision {
    body.withLock { body in
      guard bytes.count <= limit - body.count else {
        body = []
        return .tooLarge
      }
      body.append(contentsOf: bytes)
      return .accepted
    }
  }

  /// The bytes, which the collector gives up.
  func takeBody() -> [UInt8] {
    body.withLock { body in
      defer { body = [] }
      return body
    }
  }
}
