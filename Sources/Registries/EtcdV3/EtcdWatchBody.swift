import Networking

/// The messages of one stream of changes, as they arrive.
struct EtcdWatchBody {
  private let stream: HTTPStream
  private let asked: String
  private var splitter: EtcdMessageSplitter
  private var ready: [[UInt8]] = []
  private var position = 0

  /// What a wait brought.
  enum Piece {
    case message(EtcdWatchMessage)
    case silence
  }

  init(_ stream: HTTPStream, asked: String, limit: Int) {
    self.stream = stream
    self.asked = asked
    splitter = EtcdMessageSplitter(limit: limit)
  }

  /// The next message, or silence if nothing comes within `limit`. A message that has begun must be
  /// whole within `deadline`.
  mutating func next(
    within limit: Duration, deadline: Duration
  ) async throws(EtcdFailure) -> Piece {
    let start = ContinuousClock.now
    while position == ready.count {
      switch try await piece(within: limit) {
      case .silence: return .silence
      case .end:
        let place = splitter.isBetweenMessages ? "" : " in the middle of a message"
        throw EtcdFailure(.unavailable, "\(asked): the stream ended\(place)")
      case .bytes(let bytes):
        ready = try split(bytes)
        position = 0
        if ready.isEmpty, ContinuousClock.now - start > deadline {
          throw EtcdFailure(.unavailable, "\(asked): no whole message within \(deadline)")
        }
      }
    }
    defer { position += 1 }
    do throws(EtcdFailure) {
      return .message(try EtcdWatchMessage.read(ready[position]))
    } catch { throw error.asked(asked) }
  }

  private func piece(within limit: Duration) async throws(EtcdFailure) -> HTTPStream.Piece {
    do throws(HTTPError) {
      return try await stream.next(within: limit)
    } catch { throw EtcdFailure(error) }
  }

  private mutating func split(_ bytes: [UInt8]) throws(EtcdFailure) -> [[UInt8]] {
    do throws(EtcdFailure) {
      return try splitter.receive(bytes)
    } catch { throw error.asked(asked) }
  }
}
