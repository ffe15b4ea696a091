import RegistryCore
import Synchronization
import SystemSupport
import Values

/// Which streams there are.
extension EtcdFollower {
  /// How long new questions gather before streams are opened for them.
  private static let gathering = Duration.milliseconds(10)
  /// How long a question that nobody waits for is kept up.
  private static let patience = Duration.seconds(60)

  /// Has streams opened soon for the questions that have none.
  func startPlanning(_ state: inout State) {
    guard !state.isPlanning, !state.isShutDown else { return }
    state.isPlanning = true
    Task { [self] in
      _ = await EventLoop.shared.pause(for: EtcdFollower.gathering)
      for task in self.state.withLock({ plan(&$0) }) { task.cancel() }
    }
  }

  /// Opens streams for the questions that are waited for and have none. Returns what ends.
  private func plan(_ state: inout State) -> [Task<Void, Never>] {
    state.isPlanning = false
    guard !state.isShutDown else { return [] }
    var ended = sweep(&state)
    let streams = state.streams.values.map(\.range)
    let waiting = state.waiters.keys.map(\.range)
    let missing = EtcdWatchPlan.cover(
      waiting.filter { range in !streams.contains { $0.covers(range) } }, limit: .max)
    let limit = connection.settings.maximumStreams
    if state.mustWatchExactly || streams.count + missing.count <= limit {
      for range in missing { open(range, &state) }
      return ended
    }
    for number in Array(state.streams.keys) { ended += close(number, &state) }
    for range in EtcdWatchPlan.cover(waiting + streams, limit: limit) { open(range, &state) }
    return ended
  }

  private func open(_ range: EtcdRange, _ state: inout State) {
    state.nextNumber += 1
    let number = state.nextNumber
    let from = firstWanted(in: range, state)
    let stream = EtcdWatchStream(number: number, range: range, follower: self)
    let task = Task { await stream.run(from: from) }
    state.streams[number] = Stream(range: range, from: from, told: from - 1, task: task)
    if state.upkeep == nil { state.upkeep = Task { [self] in await keepUp() } }
  }

  /// The first revision of which a copy in a range has not heard.
  private func firstWanted(in range: EtcdRange, _ state: State) -> UInt64 {
    let known = state.views.questions.lazy.filter { range.covers($0.range) }
      .compactMap { state.views[$0] }.filter(\.isSeeded).map(\.known)
    return (known.min() ?? state.latest) + 1
  }

  /// Ends a stream; its copies stay as true as they are.
  private func close(_ number: UInt64, _ state: inout State) -> [Task<Void, Never>] {
    guard let stream = state.streams.removeValue(forKey: number) else { return [] }
    for question in served(by: stream, state) { state.views[question]?.advance(to: stream.told) }
    return [stream.task]
  }

  private func served(by stream: Stream, _ state: State) -> [EtcdQuestion] {
    state.views.questions.filter {
      stream.range.covers($0.range) && state.views[$0]?.isSeeded == true
    }
  }

  /// Forgets what nobody has asked for some time, and ends the streams that then serve nobody.
  private func sweep(_ state: inout State) -> [Task<Void, Never>] {
    let now = ContinuousClock.now
    for question in Array(state.views.questions) where state.waiters[question] == nil {
      let lastUse = state.lastUses[question] ?? now
      guard now - lastUse > EtcdFollower.patience, state.views[question]?.isBeingRead == false
      else { continue }
      state.views[question] = nil
      state.lastUses[question] = nil
    }
    var ended: [Task<Void, Never>] = []
    for (number, stream) in state.streams where served(by: stream, state).isEmpty {
      ended += close(number, &state)
    }
    return ended
  }

  // MARK: - what streams tell of themselves

  /// Ends a stream that cannot go on; those who wait get the reason.
  func fail(_ number: UInt64, because failure: EtcdFailure) {
    let wakes = state.withLock { state in
      var wakes = Wakes()
      guard let stream = state.streams[number] else { return wakes }
      let questions = served(by: stream, state)
      _ = close(number, &state)
      for question in questions
      where !state.streams.values.contains(where: { $0.range.covers(question.range) }) {
        state.views[question]?.release()
        wakes.add(question, in: &state, .failure(failure.registryError))
      }
      return wakes
    }
    wakes.resume()
  }

  /// Ends a stream that the user may not have. If it was wider than what was asked for, streams for
  /// exactly that take its place.
  func deny(_ number: UInt64, because failure: EtcdFailure) {
    let isSplit = state.withLock { state in
      guard let stream = state.streams[number] else { return true }
      guard !served(by: stream, state).contains(where: { $0.range == stream.range }) else {
        return false
      }
      _ = close(number, &state)
      state.mustWatchExactly = true
      startPlanning(&state)
      return true
    }
    if !isSplit { fail(number, because: failure) }
  }

  /// Reads anew what a stream serves, which goes on. Returns whether there was news.
  func verify(_ number: UInt64) async throws(EtcdFailure) -> Bool {
    func positions() -> [EtcdQuestion: UInt64] {
      state.withLock { state in
        let questions = state.streams[number].map { served(by: $0, state) } ?? []
        return questions.reduce(into: [:]) { $0[$1] = state.views[$1]?.changed }
      }
    }
    let before = positions()
    try await readAll(Array(before.keys))
    let after = positions()
    return before.contains { question, position in after[question].map { $0 != position } ?? false }
  }

  /// Reads anew what a stream serves; returns the revision from which on changes are wanted.
  func reload(_ number: UInt64) async throws(EtcdFailure) -> UInt64 {
    let questions = state.withLock { state in
      state.streams[number].map { served(by: $0, state) } ?? []
    }
    try await readAll(questions)
    return state.withLock { state in
      guard let stream = state.streams[number] else { return 1 }
      let from = firstWanted(in: stream.range, state)
      state.streams[number]?.from = from
      state.streams[number]?.told = from - 1
      return from
    }
  }

  // MARK: - upkeep

  /// Reads everything anew from time to time, in case that a stream lost something, and lets those
  /// who wait look.
  private func keepUp() async {
    while await EventLoop.shared.pause(for: connection.settings.reread) {
      let (questions, ended) = state.withLock { state in
        let ended = sweep(&state)
        return (state.views.questions.filter { state.views[$0]?.isSeeded == true }, ended)
      }
      for task in ended { task.cancel() }
      // What fails here the streams notice too.
      try? await readAll(questions)
      let wakes = state.withLock { state in
        var wakes = Wakes()
        for question in questions { wakes.addReading(question, in: &state) }
        return wakes
      }
      wakes.resume()
    }
  }

  private func readAll(_ questions: [EtcdQuestion]) async throws(EtcdFailure) {
    let failure = await withTaskGroup(of: EtcdFailure?.self) { group in
      for question in questions {
        group.addTask { [self] in
          let number = beginReading(question)
          do throws(EtcdFailure) {
            _ = finishReading(question, number, try await reader.read(question.range))
            return nil
          } catch {
            state.withLock { $0.views[question]?.abandon(number) }
            return error
          }
        }
      }
      return await group.reduce(nil) { $0 ?? $1 }
    }
    if let failure { throw failure }
  }
}
