import RegistryCore
import Synchronization
import Values

/// The newest value of each query with the digest of the body it came from, so that a body which
/// comes again is not decoded again and its value is the very same object. Of a body that differs,
/// what did not change is the same objects.
final class ConsulAnswerCache: Sendable {
  private let state = Mutex(State())

  private struct State {
    var entries: [Query: Entry] = [:]
    var clock = 0
  }

  private struct Entry {
    let digest: Digest
    let value: Value
    var lastUse: Int
  }

  /// 128 bits under a key that is random for each process.
  private struct Digest: Equatable {
    let size: Int
    let low: Int
    let high: Int

    init(_ body: [UInt8]) {
      size = body.count
      var first = Hasher()
      var second = Hasher()
      second.combine(1)
      body.withUnsafeBytes {
        first.combine(bytes: $0)
        second.combine(bytes: $0)
      }
      low = first.finalize()
      high = second.finalize()
    }
  }

  private static let limit = 4096

  /// The value of `body`, decoded unless it is the newest one known for the query.
  func value(
    of query: Query, body: [UInt8]
  ) throws(ConsulAnswerError) -> Value {
    let digest = Digest(body)
    let known = state.withLock { state -> Entry? in
      state.clock += 1
      state.entries[query]?.lastUse = state.clock
      return state.entries[query]
    }
    if let known, known.digest == digest { return known.value }
    let value = try ConsulAnswers.value(of: query.subject, body: body, known: known?.value)
    state.withLock { state in
      if state.entries.count >= ConsulAnswerCache.limit {
        let oldest = state.entries.values.map(\.lastUse).sorted()[ConsulAnswerCache.limit / 2]
        state.entries = state.entries.filter { $0.value.lastUse > oldest }
      }
      state.entries[query] = Entry(digest: digest, value: value, lastUse: state.clock)
    }
    return value
  }
}
