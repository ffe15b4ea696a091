import RegistryCore
import Synchronization
import SystemSupport
import Values

/// Readings and events find their way into the copies, and out to those who wait.
extension EtcdFollower {
  /// Those who wait and what they get.
  struct Wakes {
    private var all: [(Reading.Completion, Result<Reading, RegistryError>)] = []

    /// Ends all waits for a question with `outcome`.
    mutating func add(
      _ question: EtcdQuestion, in state: inout State, _ outcome: Result<Reading, RegistryError>
    ) {
      for waiter in state.takeWaiters(of: question).values { all.append((waiter, outcome)) }
    }

    /// Ends all waits for a question with its newest reading.
    mutating func addReading(_ question: EtcdQuestion, in state: inout State) {
      guard let view = state.views[question], view.isSeeded else { return }
      add(question, in: &state, .success(view.reading))
    }

    /// To be called without the lock.
    func resume() {
      for (waiter, outcome) in all { waiter(outcome) }
    }
  }

  /// Notes that a question is being read.
  func beginReading(_ question: EtcdQuestion) -> UInt64 {
    state.withLock { state in
      state.lastUses[question] = .now
      if state.views[question] == nil { state.views[question] = EtcdView(question) }
      return state.views[question]?.beginReading(floor: state.latest) ?? 0
    }
  }

  /// Takes what a reading brought; nil if it has to be read again.
  func finishReading(
    _ question: EtcdQuestion, _ number: UInt64, _ answer: EtcdAnswers.Range
  ) -> Reading? {
    let (reading, wakes, ended) = state.withLock {
      state -> (Reading?, Wakes, [Task<Void, Never>]) in
      var wakes = Wakes()
      var ended: [Task<Void, Never>] = []
      // A stream that began behind this reading does not tell what happened between them.
      let isOlderStore = state.views[question]?.isOlderStore(number, answer.revision) ?? false
      let isTooOld = state.streams.values.contains {
        $0.range.covers(question.range) && $0.from > answer.revision + 1
      }
      if isTooOld, !isOlderStore {
        state.views[question]?.abandon(number)
        return (nil, wakes, ended)
      }
      switch state.views[question]?.seed(number, answer) {
      case nil, .outrun?: return (nil, wakes, ended)
      case .replaced?:
        ended = forgetStore(except: question, in: &state, &wakes)
        state.latest = answer.revision
      case .taken(let changed)?:
        state.latest = max(state.latest, answer.revision)
        if changed { wakes.addReading(question, in: &state) }
      }
      return (state.views[question]?.reading, wakes, ended)
    }
    wakes.resume()
    for task in ended { task.cancel() }
    return reading
  }

  /// Registers one who waits, unless there is an answer.
  func enter(
    _ number: UInt64, _ question: EtcdQuestion, after index: UInt64,
    _ completion: @escaping Reading.Completion, _ state: inout State
  ) -> Result<Reading, RegistryError>? {
    guard !state.isShutDown else { return .failure(EtcdFollower.cancelled) }
    state.lastUses[question] = .now
    guard let view = state.views[question], view.isSeeded else {
      readAnew(question, for: number, completion, &state)
      return nil
    }
    guard view.changed == index else { return .success(view.reading) }
    state.waiters[question, default: [:]][number] = completion
    if !state.streams.values.contains(where: { $0.range.covers(question.range) }) {
      startPlanning(&state)
    }
    return nil
  }

  /// Hands out the events that a stream told.
  func deliver(_ events: [EtcdEvent], of stream: UInt64) {
    let wakes = state.withLock { state in
      var wakes = Wakes()
      guard let range = state.streams[stream]?.range, let last = events.last else { return wakes }
      for question in state.views.apply(events, of: range) {
        wakes.addReading(question, in: &state)
      }
      noteTold(last.revision, by: stream, &state)
      return wakes
    }
    wakes.resume()
  }

  /// Notes that a stream has told everything up to a revision.
  func advance(to revision: UInt64, of stream: UInt64) {
    state.withLock { noteTold(revision, by: stream, &$0) }
  }

  private func noteTold(_ revision: UInt64, by stream: UInt64, _ state: inout State) {
    guard let told = state.streams[stream]?.told else { return }
    state.streams[stream]?.told = max(told, revision)
    state.latest = max(state.latest, revision)
  }

  /// Ends all streams and has every question but one read anew: the store was replaced.
  private func forgetStore(
    except question: EtcdQuestion, in state: inout State, _ wakes: inout Wakes
  ) -> [Task<Void, Never>] {
    let tasks = state.streams.values.map(\.task)
    state.streams = [:]
    for other in Array(state.views.questions) where other != question {
      state.views[other]?.release()
      for (number, waiter) in state.takeWaiters(of: other) {
        readAnew(other, for: number, waiter, &state)
      }
    }
    wakes.addReading(question, in: &state)
    return tasks
  }
}

extension EtcdFollower.State {
  /// Those who wait for a question, and do not any more.
  fileprivate mutating func takeWaiters(of question: EtcdQuestion) -> [UInt64: Reading.Completion] {
    guard let waiters = waiters.removeValue(forKey: question) else { return [:] }
    lastUses[question] = .now
    return waiters
  }
}

extension EtcdView {
  /// The newest reading.
  fileprivate var reading: Reading { Reading(value: value, index: changed) }
}
