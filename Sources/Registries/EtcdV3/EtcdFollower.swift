import RegistryCore
import Synchronization
import SystemSupport

/// Keeps the copies of all questions true, and tells those who wait when one changes.
///
/// Streams are opened for what somebody waits for and serve many questions each. They are
/// unstructured tasks, because each lives exactly as long as its questions; the follower owns their
/// handles.
final class EtcdFollower: Sendable {
  struct State {
    var views = EtcdViews()
    var waiters: [EtcdQuestion: [UInt64: Reading.Completion]] = [:]
    /// Waits whose question is being read anew.
    var readings: [UInt64: Task<Void, Never>] = [:]
    /// When each question was last asked.
    var lastUses: [EtcdQuestion: ContinuousClock.Instant] = [:]
    var streams: [UInt64: Stream] = [:]
    var nextNumber: UInt64 = 0
    /// The newest revision that was seen.
    var latest: UInt64 = 0
    var isPlanning = false
    var upkeep: Task<Void, Never>?
    /// Whether the user may not watch what lies between the keys that were asked for.
    var mustWatchExactly = false
    var isShutDown = false
  }

  struct Stream {
    let range: EtcdRange
    /// The revision from which on it tells everything. No copy that it serves ends before it.
    var from: UInt64
    /// Every event of the range up to this revision was told.
    var told: UInt64
    let task: Task<Void, Never>
  }

  let connection: EtcdConnection
  let reader: EtcdReader
  let state = Mutex(State())

  init(connection: EtcdConnection) {
    self.connection = connection
    reader = EtcdReader(connection: connection)
  }

  /// Reads a question anew.
  func read(_ question: EtcdQuestion) async throws(RegistryError) -> Reading {
    for _ in 0..<EtcdFollower.maximumReadings {
      let number = beginReading(question)
      let answer: EtcdAnswers.Range
      do throws(EtcdFailure) {
        answer = try await reader.read(question.range)
      } catch {
        state.withLock { $0.views[question]?.abandon(number) }
        throw error.registryError
      }
      if let reading = finishReading(question, number, answer) { return reading }
    }
    throw RegistryError(.overloaded, "etcd's keys change faster than they can be read")
  }

  private static let maximumReadings = 3
  static let cancelled = RegistryError(.cancelled, "cancelled while waiting for etcd")

  private final class Handle: Wait {
    let follower: EtcdFollower
    let question: EtcdQuestion
    let number: UInt64

    init(_ follower: EtcdFollower, _ question: EtcdQuestion, _ number: UInt64) {
      (self.follower, self.question, self.number) = (follower, question, number)
    }

    func cancel() { follower.leave(question, number) }
  }

  /// Waits until a question's data differ from those at `index`, or until it is time to look, and
  /// calls back.
  func wait(
    for question: EtcdQuestion, after index: UInt64, _ completion: @escaping Reading.Completion
  ) -> any Wait {
    let (number, answer) = state.withLock { state in
      state.nextNumber += 1
      let number = state.nextNumber
      return (number, enter(number, question, after: index, completion, &state))
    }
    if let answer { completion(answer) }
    return Handle(self, question, number)
  }

  /// Reads a question anew for one who waited for a copy that nobody keeps up.
  func readAnew(
    _ question: EtcdQuestion, for number: UInt64, _ completion: @escaping Reading.Completion,
    _ state: inout State
  ) {
    state.readings[number] = Task { [self] in
      let result: Result<Reading, RegistryError>
      do throws(RegistryError) {
        result = .success(try await read(question))
      } catch { result = .failure(error) }
      _ = self.state.withLock { $0.readings.removeValue(forKey: number) }
      completion(result)
    }
  }

  private func leave(_ question: EtcdQuestion, _ number: UInt64) {
    let (waiter, reading) = state.withLock { state in
      let waiter = state.waiters[question]?.removeValue(forKey: number)
      if state.waiters[question]?.isEmpty == true { state.waiters[question] = nil }
      return (waiter, state.readings[number])
    }
    waiter?(.failure(EtcdFollower.cancelled))
    reading?.cancel()
  }

  /// Ends all streams and waits.
  func shutdown() async {
    let (tasks, waiters) = state.withLock { state in
      state.isShutDown = true
      let upkeep = [state.upkeep].compactMap(\.self)
      let tasks = state.streams.values.map(\.task) + state.readings.values + upkeep
      defer {
        state.waiters = [:]
        state.streams = [:]
      }
      return (tasks, state.waiters.values.flatMap(\.values))
    }
    for waiter in waiters { waiter(.failure(EtcdFollower.cancelled)) }
    for task in tasks { task.cancel() }
    for task in tasks { await task.value }
  }
}
