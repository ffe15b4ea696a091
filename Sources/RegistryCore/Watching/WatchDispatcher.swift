import Synchronization
import SystemSupport

/// Lets calls ask and wait as `WatchBudget` decides, and has parked queries checked.
///
/// A registry whose waiting queries need a connection each takes a turn before it asks anything:
/// `reading` for what does not wait, `waiting` for what does. Signals, which say what may have
/// moved, are the registry's own; it starts them when asked to.
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

  /// How a call that waits goes on.
  private enum Turn {
    case read, hold, cancelled, expired
  }

  private struct Wait {
    let key: Key
    let index: UInt64
  }

  private struct State {
    var budget: Budget
    var random = SystemRandomNumberGenerator()
    var nextTicket = 0
    var waits: [Int: Wait] = [:]
    var continuations: [Int: CheckedContinuation<Turn, Never>] = [:]
    /// Turns that were given before the call was ready to take them.
    var early: [Int: Turn] = [:]
    var holds: [Int: @Sendable () -> Void] = [:]
    var recalled: Set<Int> = []
    var timer: (due: ContinuousClock.Instant, token: EventLoop.Token)?
    var isShutDown = false
  }

  private let state: Mutex<State>
  private let duties: Duties

  /// A dispatcher without calls.
  package init(limits: Budget.Limits, duties: Duties) {
    state = Mutex(State(budget: Budget(limits: limits)))
    self.duties = duties
  }

  /// Lets `body` ask once there is a connection for it.
  package func reading<Answer: Sendable>(
    _ key: Key, _ body: @escaping @Sendable () async throws(RegistryError) -> Answer
  ) async throws(RegistryError) -> Answer {
    let ticket = newTicket()
    defer { receive(.ended(ticket)) }
    switch await turn(ticket, .reads(ticket, for: key)) {
    case .read, .hold: return try await Exchange(body).result().get()
    case .expired: throw WatchDispatcher.expired
    case .cancelled: throw WatchDispatcher.cancelled
    }
  }

  /// Waits for a change of `key` after `index`: `hold` is to ask on a connection of its own and
  /// may be cancelled to ask again; `read` is to ask what was found to have moved.
  package func waiting<Answer: Sendable>(
    _ key: Key, after index: UInt64, isCovered: Bool,
    hold: @escaping @Sendable () async throws(RegistryError) -> Answer,
    read: @escaping @Sendable () async throws(RegistryError) -> Answer
  ) async throws(RegistryError) -> Answer {
    while true {
      let ticket = newTicket(Wait(key: key, index: index))
      defer { receive(.ended(ticket)) }
      switch await turn(ticket, .waits(ticket, for: key, after: index, isCovered: isCovered)) {
      case .cancelled: throw WatchDispatcher.cancelled
      case .expired: throw WatchDispatcher.expired
      case .read: return try await Exchange(read).result().get()
      case .hold:
        if let answer = try await holding(ticket, hold) { return answer }
      }
    }
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
    let (continuations, holds, timer) = state.withLock { state in
      state.isShutDown = true
      defer {
        state.continuations = [:]
        state.timer = nil
      }
      return (state.continuations, state.holds, state.timer)
    }
    for continuation in continuations.values { continuation.resume(returning: .cancelled) }
    for cancel in holds.values { cancel() }
    if let timer { EventLoop.shared.cancel(timer.token) }
  }
}

// MARK: - turns

extension WatchDispatcher {
  private static var cancelled: RegistryError { RegistryError(.cancelled, "cancelled") }

  private static var expired: RegistryError {
    RegistryError(.unreachable, "no connection became free in time to ask on")
  }

  private func newTicket(_ wait: Wait? = nil) -> Int {
    state.withLock { state in
      state.nextTicket += 1
      state.waits[state.nextTicket] = wait
      return state.nextTicket
    }
  }

  private func turn(_ ticket: Int, _ event: Budget.Event) async -> Turn {
    receive(event)
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let turn = state.withLock { state -> Turn? in
          if state.isShutDown || Task.isCancelled { return .cancelled }
          if let turn = state.early.removeValue(forKey: ticket) { return turn }
          state.continuations[ticket] = continuation
          return nil
        }
        if let turn { continuation.resume(returning: turn) }
      }
    } onCancel: {
      state.withLock { $0.continuations.removeValue(forKey: ticket) }?
        .resume(returning: .cancelled)
    }
  }

  /// The answer on a connection of its own, or nil where the connection was wanted elsewhere.
  private func holding<Answer: Sendable>(
    _ ticket: Int, _ body: @escaping @Sendable () async throws(RegistryError) -> Answer
  ) async throws(RegistryError) -> Answer? {
    let exchange = Exchange(body)
    let mustEnd = state.withLock { state in
      state.holds[ticket] = exchange.cancel
      return state.recalled.contains(ticket) || state.isShutDown
    }
    if mustEnd { exchange.cancel() }
    let result = await exchange.result()
    let isRecalled = state.withLock { state in
      state.holds[ticket] = nil
      return state.recalled.remove(ticket) != nil && !state.isShutDown
    }
    if case .failure(let error) = result, error.code == .cancelled, isRecalled, !Task.isCancelled {
      return nil
    }
    return try result.get()
  }
}

/// One call's asking, in a task of its own: a call that waits is one of thousands and stays for
/// long, and a task keeps the room of the deepest frames that it ever had.
private struct Exchange<Answer: Sendable> {
  private let task: Task<Result<Answer, RegistryError>, Never>

  init(_ body: @escaping @Sendable () async throws(RegistryError) -> Answer) {
    task = Task {
      do throws(RegistryError) { return .success(try await body()) } catch {
        return .failure(error)
      }
    }
  }

  var cancel: @Sendable () -> Void { { [task] in task.cancel() } }

  func result() async -> Result<Answer, RegistryError> {
    await withTaskCancellationHandler(operation: { await task.value }, onCancel: cancel)
  }
}

// MARK: - carrying out

extension WatchDispatcher {
  private func receive(_ event: Budget.Event) {
    let effects = state.withLock { state -> [@Sendable () -> Void] in
      if case .ended(let ticket) = event {
        state.waits[ticket] = nil
        state.early[ticket] = nil
      }
      guard !state.isShutDown else { return [] }
      let now = ContinuousClock.now
      let actions = state.budget.receive(event, at: now, using: &state.random)
      arm(&state, now)
      return actions.map { effect($0, &state) }
    }
    for effect in effects { effect() }
  }

  private func effect(_ action: Budget.Action, _ state: inout State) -> @Sendable () -> Void {
    switch action {
    case .read(let ticket): return give(.read, ticket, &state)
    case .hold(let ticket): return give(.hold, ticket, &state)
    case .recall(let ticket):
      state.recalled.insert(ticket)
      return state.holds[ticket] ?? {}
    case .check(let ticket):
      guard let wait = state.waits[ticket] else { return { [self] in drop(ticket) } }
      return { [self] in
        Task { [self] in
          receive(.checked(ticket, await duties.check(wait.key, wait.index)))
        }
      }
    case .expire(let ticket): return give(.expired, ticket, &state)
    case .startSignals: return { [duties] in duties.switchSignals(true) }
    case .stopSignals: return { [duties] in duties.switchSignals(false) }
    case .limited(let limit): return { [duties] in duties.noteLimit(limit) }
    }
  }

  private func drop(_ ticket: Int) { receive(.checked(ticket, .same)) }

  private func give(_ turn: Turn, _ ticket: Int, _ state: inout State) -> @Sendable () -> Void {
    guard let continuation = state.continuations.removeValue(forKey: ticket) else {
      state.early[ticket] = turn
      return {}
    }
    return { continuation.resume(returning: turn) }
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
