import RegistryCore
import Synchronization
import SystemSupport
import Values

/// Reads ranges. What is asked for at the same time is read together, as the store was at one
/// revision: a few requests, however many templates ask. What is large comes in pages.
final class EtcdReader: Sendable {
  private typealias Shared = SharedResult<EtcdAnswers.Range, EtcdFailure>

  private struct State {
    var waiting: [EtcdRange: Shared] = [:]
    var isRunning = false
    /// How many pairs are asked for at once; less after an answer was too large.
    var pageSize = 1000
  }

  private let connection: EtcdConnection
  private let state = Mutex(State())

  /// Below etcd's default limit of 128 operations.
  private static let batchSize = 100
  /// How long the first question waits for others to come along.
  private static let gathering = Duration.milliseconds(1)

  init(connection: EtcdConnection) { self.connection = connection }

  /// All pairs of a range, at a revision that is not older than this call.
  func read(_ range: EtcdRange) async throws(EtcdFailure) -> EtcdAnswers.Range {
    let shared = state.withLock { state in
      if let shared = state.waiting[range] { return shared }
      let shared = Shared()
      state.waiting[range] = shared
      if !state.isRunning {
        state.isRunning = true
        Task { [self] in await run() }
      }
      return shared
    }
    return try await shared.get()
  }

  private func run() async {
    _ = await EventLoop.shared.pause(for: EtcdReader.gathering)
    while true {
      let burst = state.withLock { state in
        defer { state.waiting = [:] }
        state.isRunning = !state.waiting.isEmpty
        return state.waiting.sorted { $0.key.start < $1.key.start }
      }
      if burst.isEmpty { return }
      await serve(burst)
    }
  }

  private func serve(_ burst: [(key: EtcdRange, value: Shared)]) async {
    var revision: UInt64?
    for start in stride(from: 0, to: burst.count, by: EtcdReader.batchSize) {
      let batch = burst[start..<min(start + EtcdReader.batchSize, burst.count)]
      revision = await serve(batch, at: revision) ?? revision
    }
  }

  /// Answers one batch; returns the revision at which it was read.
  @discardableResult
  private func serve(
    _ batch: ArraySlice<(key: EtcdRange, value: Shared)>, at revision: UInt64?
  ) async -> UInt64? {
    do throws(EtcdFailure) {
      let answers = try await read(batch.map(\.key), at: revision)
      for (entry, answer) in zip(batch, answers) { entry.value.finish(.success(answer)) }
      return answers.first?.revision
    } catch {
      switch error.kind {
      case .compacted where revision != nil: return await serve(batch, at: nil)
      case .denied, .unauthenticated, .tooLarge:
        // One range must not spoil the others.
        guard batch.count > 1 else { break }
        let middle = batch.startIndex + batch.count / 2
        let first = await serve(batch[..<middle], at: revision)
        return await serve(batch[middle...], at: revision ?? first) ?? first
      default: break
      }
      for entry in batch { entry.value.finish(.failure(error)) }
      return nil
    }
  }

  private func read(
    _ ranges: [EtcdRange], at revision: UInt64?
  ) async throws(EtcdFailure) -> [EtcdAnswers.Range] {
    guard ranges.count > 1 else { return [try await readPages(of: ranges[0], at: revision)] }
    let count = ranges.count
    let body = EtcdRequests.transaction(ranges, limit: pageSize, revision: revision)
    let firsts = try await connection.ask("/kv/txn", body) {
      body throws(EtcdFailure) in try EtcdAnswers.transaction(body, count: count)
    }
    var answers: [EtcdAnswers.Range] = []
    for (range, first) in zip(ranges, firsts) {
      // The header tells the newest revision, also where an older one was asked for.
      let pinned = revision ?? first.revision
      answers.append(
        first.hasMore
          ? try await readPages(of: range, at: pinned)
          : EtcdAnswers.Range(revision: pinned, pairs: first.pairs, hasMore: false))
    }
    return answers
  }

  /// All of a range, page by page at one revision. Where that revision is compacted on the way, it
  /// begins again.
  private func readPages(
    of range: EtcdRange, at revision: UInt64?
  ) async throws(EtcdFailure) -> EtcdAnswers.Range {
    var pinned = revision
    for _ in 0..<3 {
      do throws(EtcdFailure) {
        return try await readOnce(range, at: pinned)
      } catch {
        guard error.kind == .compacted else { throw error }
        pinned = nil
      }
    }
    return try await readOnce(range, at: nil)
  }

  private func readOnce(
    _ range: EtcdRange, at revision: UInt64?
  ) async throws(EtcdFailure) -> EtcdAnswers.Range {
    var pairs: [EtcdPair] = []
    var size = 0
    var revision = revision
    var rest = range
    while true {
      let page = try await readPage(of: rest, at: revision)
      let pinned = revision ?? page.revision
      revision = pinned
      size += page.pairs.reduce(0) { $0 + $1.key.count + $1.value.count }
      guard size <= connection.settings.maximumAnswerSize else {
        throw EtcdFailure(
          .tooLarge,
          "the keys from `\(range.start)` on have more than "
            + "\(connection.settings.maximumAnswerSize) bytes")
      }
      pairs += page.pairs
      guard page.hasMore, let last = page.pairs.last else {
        return EtcdAnswers.Range(revision: pinned, pairs: pairs, hasMore: false)
      }
      rest = EtcdRange(from: EtcdRange.successor(of: last.key), to: range.end)
    }
  }

  private func readPage(
    of range: EtcdRange, at revision: UInt64?
  ) async throws(EtcdFailure) -> EtcdAnswers.Range {
    while true {
      let limit = pageSize
      let body = EtcdRequests.range(range, limit: limit, revision: revision)
      do throws(EtcdFailure) {
        return try await connection.ask("/kv/range", body, read: EtcdAnswers.range)
      } catch {
        guard error.kind == .tooLarge, limit > 1 else { throw error }
        state.withLock { $0.pageSize = min($0.pageSize, max(1, limit / 10)) }
      }
    }
  }

  private var pageSize: Int { state.withLock { $0.pageSize } }
}
