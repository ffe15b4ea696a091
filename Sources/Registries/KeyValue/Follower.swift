import RegistryCore
import Synchronization

/// What several readers follow together: however many they are, there is one question to the server
/// at a time.
///
/// It asks only while somebody waits. A failure is told to all who wait; the next question after it
/// reads everything anew.
final class Follower<State: Sendable>: Sendable {
  /// A question to the server.
  enum Question: Sendable {
    /// What there is now. `last` is what was there before, if anything is known.
    case read(last: State?)
    /// What there is when it may have changed, or when the registry's wait is over.
    case wait(after: State)
  }

  /// What came back.
  struct Answer: Sendable {
    let state: State
    /// Whether the state differs from the last one.
    let isNews: Bool
  }

  /// Asks the server.
  struct Asking: Sendable {
    let ask: @Sendable (Question) async throws(RegistryError) -> Answer

    /// Has a registry ask, which is not kept alive by that.
    init<Owner: Registry & AnyObject>(
      _ owner: Owner,
      read: @escaping @Sendable (Owner, State?) async throws(RegistryError) -> Answer,
      wait: @escaping @Sendable (Owner, State) async throws(RegistryError) -> Answer
    ) {
      ask = { [weak owner] question throws(RegistryError) in
        guard let owner else { throw RegistryError(.cancelled, "the registry is gone") }
        return switch question {
        case .read(let last): try await read(owner, last)
        case .wait(let last): try await wait(owner, last)
        }
      }
    }
  }

  typealias Completion = @Sendable (Result<State, RegistryError>) -> Void

  private struct Waiter {
    let accepts: @Sendable (State) -> Bool
    let completion: Completion
  }

  private struct Shared {
    var last: State?
    /// Whether `last` is a position from which nothing was missed.
    var isWhole = false
    var round: (number: UInt64, task: Task<Void, Never>, isWait: Bool)?
    var nextRound: UInt64 = 0
    var waiters: [UInt64: Waiter] = [:]
    var nextWaiter: UInt64 = 0
    var isShutDown = false
  }

  private let asking: Asking
  private let shared = Mutex(Shared())

  init(_ asking: Asking) { self.asking = asking }

  /// Whether nobody waits.
  var isIdle: Bool { shared.withLock { $0.waiters.isEmpty } }

  /// What there is now. While others wait for changes it is the newest they know.
  func current() async throws(RegistryError) -> State {
    let followed = shared.withLock { $0.isWhole && $0.round?.isWait == true ? $0.last : nil }
    if let followed { return followed }
    return try await awaited { wait(startsWithRead: true, accepts: { _ in true }, $0) }
  }

  /// The newest state, as soon as it is one that `accepts` takes, or when a wait ended without
  /// news: how often that is tried again is the caller's to pace.
  func next(
    accepts: @escaping @Sendable (State) -> Bool
  ) async throws(RegistryError) -> State {
    try await awaited { next(accepts: accepts, $0) }
  }

  /// The same for somebody who has no task to wait in.
  func next(
    accepts: @escaping @Sendable (State) -> Bool, _ completion: @escaping Completion
  ) -> any Wait {
    let known = shared.withLock { $0.isWhole ? $0.last : nil }
    guard let known, accepts(known) else {
      return wait(startsWithRead: false, accepts: accepts, completion)
    }
    completion(.success(known))
    return Handle(self, 0)
  }

  /// Ends all reads, now and later, with `.cancelled`.
  func shutdown() {
    let (waiters, round) = shared.withLock { shared in
      shared.isShutDown = true
      defer {
        shared.waiters = [:]
        shared.round = nil
      }
      return (shared.waiters.values, shared.round)
    }
    round?.task.cancel()
    for waiter in waiters { waiter.completion(.failure(Self.cancelled)) }
  }

  // MARK: - Waiting

  private final class Handle: Wait {
    let follower: Follower
    let number: UInt64

    init(_ follower: Follower, _ number: UInt64) {
      (self.follower, self.number) = (follower, number)
    }

    func cancel() { follower.cancel(number) }
  }

  private func wait(
    startsWithRead: Bool, accepts: @escaping @Sendable (State) -> Bool,
    _ completion: @escaping Completion
  ) -> any Wait {
    let number = shared.withLock { shared -> UInt64? in
      guard !shared.isShutDown else { return nil }
      shared.nextWaiter += 1
      shared.waiters[shared.nextWaiter] = Waiter(accepts: accepts, completion: completion)
      if shared.round == nil {
        if startsWithRead { shared.isWhole = false }
        startRound(&shared)
      }
      return shared.nextWaiter
    }
    if number == nil { completion(.failure(Self.cancelled)) }
    return Handle(self, number ?? 0)
  }

  private func cancel(_ number: UInt64) {
    let (waiter, round) = shared.withLock { shared -> (Waiter?, Task<Void, Never>?) in
      let waiter = shared.waiters.removeValue(forKey: number)
      guard shared.waiters.isEmpty, let round = shared.round else { return (waiter, nil) }
      shared.round = nil
      return (waiter, round.task)
    }
    round?.cancel()
    waiter?.completion(.failure(Self.cancelled))
  }

  // MARK: - Asking

  private func startRound(_ shared: inout Shared) {
    let question: Question =
      if shared.isWhole, let last = shared.last { .wait(after: last) } else {
        .read(last: shared.last)
      }
    shared.nextRound += 1
    let number = shared.nextRound
    let task = Task { [self] in
      do throws(RegistryError) {
        finish(number, .success(try await asking.ask(question)))
      } catch {
        finish(number, .failure(error))
      }
    }
    shared.round = (number, task, shared.isWhole)
  }

  private func finish(_ number: UInt64, _ result: Result<Answer, RegistryError>) {
    let done = shared.withLock { shared -> [Waiter] in
      guard shared.round?.number == number else { return [] }
      shared.round = nil
      guard case .success(let answer) = result else {
        shared.isWhole = false
        defer { shared.waiters = [:] }
        return Array(shared.waiters.values)
      }
      shared.last = answer.state
      shared.isWhole = true
      let accepting = shared.waiters.filter { !answer.isNews || $0.value.accepts(answer.state) }
      for number in accepting.keys { shared.waiters[number] = nil }
      if !shared.waiters.isEmpty { startRound(&shared) }
      return Array(accepting.values)
    }
    for waiter in done { waiter.completion(result.map(\.state)) }
  }

  private static var cancelled: RegistryError {
    RegistryError(.cancelled, "the read was cancelled")
  }
}
