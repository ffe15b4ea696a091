import Synchronization
import SystemSupport

/// Lets calls ask and wait as `WatchBudget` decides, and has parked queries checked.
///
/// A registry whose waiting queries need a connection each takes a turn before it asks anything:
/// `reading` for what does not wait, `wait` for what does, which keeps no task for it. Signals,
/// which say what may have moved, are the registry's own; it starts them when asked to.
package final class WatchDispatcher<Key: Hashable & Sendable>: Sendable {
  /// Who decides.
  package typealias Budget = WatchBudget<Key>

  /// What the dispatcher asks of its registry.
  package struct Duties: Sendable {
    /// Finds out whether a query moved since an index. Ends within the registry's deadline.
    package let check: @Sendable (Key, UInt64) async -> Budget.Outcome
    /// Starts the signals, or stops them. Must not wait.
    package let switchSignals: @Sendable (_ areWanted: Bool) -> Void
    /// The registry refused a connection: so many are used at most for a while.
    package let noteLimit: @Sendable (Int) -> Void

    /// The three of them.
    package init(
      check: @escaping @Sendable (Key, UInt64) async -> Budget.Outcome,
      switchSignals: @escaping @Sendable (_ areWanted: Bool) -> Void,
      noteLimit: @escaping @Sendable (Int) -> Void
    ) {
      self.check = check
      self.switchSignals = switchSignals
      self.noteLimit = noteLimit
    }
  }

  /// A call that waits.
  ///
  /// Sendable without proof: its stage is used only under the dispatcher's lock.
  private final class Call: Wait, @unchecked Sendable {
    let dispatcher: WatchDispatcher
    let ticket: Int
    let key: Key
    let index: UInt64
    let isCovered: Bool
    let asker: any WatchAsker<Key>
    let completion: Reading.Completion
    var stage = Stage.queued

    init(
      _ dispatcher: WatchDispatcher, _ ticket: Int, for key: Key, after index: UInt64,
      isCovered: Bool, _ asker: any WatchAsker<Key>, _ completion: @escaping Reading.Completion
    ) {
      self.dispatcher = dispatcher
      self.ticket = ticket
      self.key = key
      self.index = index
      self.isCovered = isCovered
      self.asker = asker
      self.completion = completion
    }

    var event: Budget.Event { .waits(ticket, for: key, after: index, isCovered: isCovered) }

    func cancel() { dispatcher.cancel(ticket) }
  }

  private enum Stage {
    case queued
    /// The number tells it from an earlier time that the call asked; its handle may be late.
    case asking(Int, (any Wait)?, Interruption?)
    case over
  }

  /// Why what a call asks was cancelled.
  private enum Interruption {
    case recall, cancellation
  }

  private struct State {
    var budget: Budget
    var random = SystemRandomNumberGenerator()
    var lastNumber = 0
    var calls: [Int: Call] = [:]
    /// Calls that do not wait; they resume with the reason if they may not ask.
    var readers: [Int: CheckedContinuation<RegistryError?, Never>] = [:]
    var timer: (due: ContinuousClock.Instant, token: EventLoop.Token)?
    var isShutDown = false

    mutating func newNumber() -> Int {
      lastNumber += 1
      return lastNumber
    }
  }

  private typealias Effect = @Sendable () -> Void

  private let state: Mutex<State>
  private let duties: Duties

  /// A dispatcher without calls.
  package init(limits: Budget.Limits, duties: Duties) {
    state = Mutex(State(budget: Budget(limits: limits)))
    self.duties = duties
  }

  /// Lets `body` ask once there is a connection for it.
  package func reading<Answer: Sendable>(
    _ key: Key, _ body: () async throws(RegistryError) -> Answer
  ) async throws(RegistryError) -> Answer {
    let ticket = state.withLock { $0.newNumber() }
    defer { receive(.ended(ticket)) }
    if let refusal = await turn(ticket, for: key) { throw refusal }
    return try await body()
  }

  /// Waits for a change of `key` after `index` without a task, and calls back once.
  package func wait(
    for key: Key, after index: UInt64, isCovered: Bool, asking asker: any WatchAsker<Key>,
    _ completion: @escaping Reading.Completion
  ) -> any Wait {
    let call = Call(
      self, state.withLock { $0.newNumber() }, for: key, after: index, isCovered: isCovered, asker,
      completion)
    perform { state in
      guard !state.isShutDown else { return [{ completion(.failure(Self.cancelled)) }] }
      state.calls[call.ticket] = call
      return step(call.event, &state)
    }
    return call
  }

  /// Tells the budget what happened besides calls.
  package func note(_ event: Budget.Event) { receive(event) }

  /// Says of all known keys for which `position` is not nil that they have moved there, or where
  /// it is zero that they may have moved.
  package func hint(_ position: (Key) -> UInt64?) {
    var moved: [Key: UInt64] = [:]
    var hinted: Set<Key> = []
    for key in keys {
      guard let index = position(key) else { continue }
      if index > 0 { moved[key] = index } else { hinted.insert(key) }
    }
    if !moved.isEmpty { receive(.moved(moved)) }
    if !hinted.isEmpty { receive(.hinted(hinted)) }
  }

  /// What is known to be asked.
  package var keys: [Key] { state.withLock { Array($0.budget.keys) } }

  /// Ends every wait, now and later, as if it were cancelled.
  package func shutdown() {
    perform { state in
      state.isShutDown = true
      if let timer = state.timer { EventLoop.shared.cancel(timer.token) }
      state.timer = nil
      let tickets = Array(state.readers.keys) + Array(state.calls.keys)
      return tickets.compactMap {
        interrupt($0, &state) ?? refuse($0, Self.cancelled, &state)
      }
    }
  }
}

// MARK: - calls

extension WatchDispatcher {
  private static var cancelled: RegistryError { RegistryError(.cancelled, "cancelled") }

  private static var expired: RegistryError {
    RegistryError(.unreachable, "no connection became free in time to ask on")
  }

  /// Returns when a call may ask, or with the reason why it may not.
  private func turn(_ ticket: Int, for key: Key) async -> RegistryError? {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        perform { state in
          guard !state.isShutDown else {
            return [{ continuation.resume(returning: Self.cancelled) }]
          }
          state.readers[ticket] = continuation
          return step(.reads(ticket, for: key), &state)
        }
        // Whoever cancelled before found no call.
        if Task.isCancelled { cancel(ticket) }
      }
    } onCancel: {
      cancel(ticket)
    }
  }

  private func cancel(_ ticket: Int) {
    perform { state in
      if let stop = interrupt(ticket, &state) { return [stop] }
      guard let refusal = refuse(ticket, Self.cancelled, &state) else { return [] }
      return [refusal] + step(.ended(ticket), &state)
    }
  }

  /// Has a call that asks stop that; nil for any other.
  private func interrupt(_ ticket: Int, _ state: inout State) -> Effect? {
    guard let call = state.calls[ticket], case .asking(let number, let wait, _) = call.stage else {
      return nil
    }
    call.stage = .asking(number, wait, .cancellation)
    return { wait?.cancel() }
  }

  /// Ends a call that has not had its turn; nil for any other.
  private func refuse(
    _ ticket: Int, _ error: RegistryError, _ state: inout State
  ) -> Effect? {
    if let reader = state.readers.removeValue(forKey: ticket) {
      return { reader.resume(returning: error) }
    }
    guard let call = state.calls.removeValue(forKey: ticket) else { return nil }
    return { call.completion(.failure(error)) }
  }

  /// Lets a call ask.
  private func admit(_ ticket: Int, _ turn: WatchTurn, _ state: inout State) -> Effect {
    if let reader = state.readers.removeValue(forKey: ticket) {
      return { reader.resume(returning: nil) }
    }
    guard let call = state.calls[ticket] else { return {} }
    let number = state.newNumber()
    call.stage = .asking(number, nil, nil)
    return { [self] in
      let wait = call.asker.ask(turn, call.key, after: call.index) {
        call.dispatcher.finish(call, $0)
      }
      note(wait, of: call, number)
    }
  }

  /// Takes the handle of what a call asks, which may be over or unwanted by now.
  private func note(_ wait: any Wait, of call: Call, _ number: Int) {
    perform { _ in
      guard case .asking(number, nil, let interruption) = call.stage else { return [] }
      call.stage = .asking(number, wait, interruption)
      return interruption == nil ? [] : [{ wait.cancel() }]
    }
  }

  /// Hands on what a call got, unless it was only to make room.
  private func finish(_ call: Call, _ answer: Result<Reading, RegistryError>) {
    perform { state in
      let effects = step(.ended(call.ticket), &state)
      if case .failure(let error) = answer, error.code == .cancelled,
        case .asking(_, _, .recall) = call.stage
      {
        call.stage = .queued
        return effects + step(call.event, &state)
      }
      state.calls[call.ticket] = nil
      call.stage = .over
      return effects + [{ call.completion(answer) }]
    }
  }
}

// MARK: - carrying out

extension WatchDispatcher {
  private func receive(_ event: Budget.Event) { perform { step(event, &$0) } }

  private func perform(_ body: (inout State) -> [Effect]) {
    for effect in state.withLock({ body(&$0) }) { effect() }
  }

  private func step(_ event: Budget.Event, _ state: inout State) -> [Effect] {
    guard !state.isShutDown else { return [] }
    let now = ContinuousClock.now
    let actions = state.budget.receive(event, at: now, using: &state.random)
    arm(&state, now)
    return actions.map { effect(of: $0, &state) }
  }

  private func effect(of action: Budget.Action, _ state: inout State) -> Effect {
    switch action {
    case .read(let ticket): return admit(ticket, .read, &state)
    case .hold(let ticket): return admit(ticket, .hold, &state)
    case .recall(let ticket):
      guard let call = state.calls[ticket], case .asking(let number, let wait, nil) = call.stage
      else { return {} }
      call.stage = .asking(number, wait, .recall)
      return { wait?.cancel() }
    case .check(let ticket):
      guard let call = state.calls[ticket] else {
        return { [self] in receive(.checked(ticket, .same)) }
      }
      return { [self] in
        Task { [self] in
          receive(.checked(ticket, await duties.check(call.key, call.index)))
        }
      }
    case .expire(let ticket): return refuse(ticket, Self.expired, &state) ?? {}
    case .startSignals: return { [duties] in duties.switchSignals(true) }
    case .stopSignals: return { [duties] in duties.switchSignals(false) }
    case .limited(let limit): return { [duties] in duties.noteLimit(limit) }
    }
  }

  private func arm(_ state: inout State, _ now: ContinuousClock.Instant) {
    guard let pause = state.budget.pause(at: now) else { return }
    let due = now + pause
    if let timer = state.timer {
      guard due < timer.due - .milliseconds(5) else { return }
      EventLoop.shared.cancel(timer.token)
    }
    let token = EventLoop.shared.schedule(after: pause) { [weak self] in
      self?.state.withLock { $0.timer = nil }
      self?.receive(.waited)
    }
    state.timer = (due, token)
  }
}
