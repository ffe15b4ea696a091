import RegistryCore
import Rendering
import Synchronization
import SystemSupport
import Values

/// What readers of queries and the shares of templates have in common: the table, who waits for
/// it, and who is asking.
final class ShareExchange: Sendable {
  private struct State {
    var table: ShareTable
    var waiters: [Query: [Int: CheckedContinuation<Void, Never>]] = [:]
    var asking: [Query: [Int: @Sendable () -> Void]] = [:]
    var nextNumber = 0
    var timer: (due: ContinuousClock.Instant, token: EventLoop.Token)?
    var isShutDown = false

    mutating func newNumber() -> Int {
      nextNumber += 1
      return nextNumber
    }
  }

  /// What to do without the lock.
  private struct Effects {
    var waiters: [CheckedContinuation<Void, Never>] = []
    var cancels: [@Sendable () -> Void] = []

    func run() {
      for waiter in waiters { waiter.resume() }
      for cancel in cancels { cancel() }
    }
  }

  /// Which queries can be shared, and under which names.
  let identity: ShareIdentity
  private let state: Mutex<State>
  /// Called with the templates that this agent leads when an answer to one of their queries is new.
  private let onAnswer: @Sendable ([String]) -> Void

  init(
    identity: ShareIdentity, patience: Duration, staleAfter: Duration,
    onAnswer: @escaping @Sendable ([String]) -> Void
  ) {
    self.identity = identity
    self.onAnswer = onAnswer
    state = Mutex(State(table: ShareTable(patience: patience, staleAfter: staleAfter)))
  }

  // MARK: - templates

  /// Says which queries the templates use. Returns the templates that use other ones than before.
  func want(_ wanted: [String: Set<Query>]) -> [String] {
    var changed: [String] = []
    change { table, now in
      changed = wanted.keys.filter { table.wanted(by: $0) != wanted[$0] }
      return table.want(wanted, at: now)
    }
    return changed
  }

  /// Says what holds for a template now.
  func trust(_ template: String, _ trust: ShareTable.Trust) {
    change { table, now in table.trust(template, trust, at: now) }
  }

  /// Says what the leader of a template shares.
  func offer(_ template: String, _ session: String, _ offers: [Query: ShareTable.Offer]) {
    change { table, now in table.offer(template, session, offers, at: now) }
  }

  /// The queries of a template.
  func wanted(by template: String) -> Set<Query> {
    state.withLock { $0.table.wanted(by: template) }
  }

  /// What there is to share of a template.
  func answers(of template: String) -> [ShareWriter.Answer] {
    state.withLock { $0.table.ownAnswers(of: template, at: .now) }.compactMap { answer in
      identity.key(of: answer.query).map {
        ShareWriter.Answer(key: $0, value: answer.value, stamp: answer.stamp)
      }
    }
  }

  /// Whether all queries of a template have an answer of their registry.
  func isComplete(_ template: String) -> Bool {
    state.withLock { $0.table.isComplete(template) }
  }

  /// Does nothing by itself any more. There are no readers left.
  func shutdown() {
    let timer = state.withLock { state in
      state.isShutDown = true
      defer { state.timer = nil }
      return state.timer?.token
    }
    if let timer { EventLoop.shared.cancel(timer) }
  }

  /// Whether a query is answered from what a leader shares.
  func isShared(_ query: Query) -> Bool {
    state.withLock { $0.table.route(of: query) == .shared }
  }

  // MARK: - readers

  /// What a reader is to do.
  func step(_ query: Query, after position: UInt64?) -> ShareTable.Step {
    state.withLock { $0.table.step(query, after: position) }
  }

  /// Waits until `step` may say something else, or the task is cancelled.
  func change(of query: Query, after position: UInt64?) async {
    let number = state.withLock { $0.newNumber() }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isDone = state.withLock { state in
          // What changed since the step was told has nobody to wake yet.
          if Task.isCancelled { return true }
          guard case .wait = state.table.step(query, after: position) else { return true }
          state.waiters[query, default: [:]][number] = continuation
          return false
        }
        if isDone { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.waiters[query]?.removeValue(forKey: number) }?.resume()
    }
  }

  /// Notes that a registry is being asked. `cancel` is called when that is not wanted any more.
  func begin(_ query: Query, cancel: @escaping @Sendable () -> Void) -> Int {
    let (number, isWanted) = state.withLock { state in
      let number = state.newNumber()
      let isWanted = state.table.route(of: query) == .own
      if isWanted { state.asking[query, default: [:]][number] = cancel }
      return (number, isWanted)
    }
    if !isWanted { cancel() }
    return number
  }

  /// Takes what came of it: the reading as readers get it, or nil if it came too late.
  func finish(
    _ query: Query, _ number: Int, _ result: Result<Reading, RegistryError>
  ) throws(RegistryError) -> Reading? {
    let (outcome, effects, templates) = state.withLock {
      state -> (Result<Reading, RegistryError>?, Effects, [String]) in
      guard state.asking[query]?.removeValue(forKey: number) != nil else {
        return (nil, Effects(), [])
      }
      if state.asking[query]?.isEmpty == true { state.asking[query] = nil }
      switch result {
      case .success(let reading):
        let (given, isNews, moved) = state.table.answered(query, reading, at: .now)
        let templates = isNews ? state.table.led(using: query) : []
        return (.success(given), wake(moved, &state), templates)
      case .failure(let error):
        if error.code != .cancelled { state.table.failed(query, at: .now) }
        return (.failure(error), Effects(), [])
      }
    }
    effects.run()
    if !templates.isEmpty { onAnswer(templates) }
    return try outcome?.get()
  }

  // MARK: - carrying out

  private func change(
    _ body: (inout ShareTable, ContinuousClock.Instant) -> Set<Query>
  ) {
    let effects = state.withLock { state in
      let moved = body(&state.table, .now)
      return wake(moved, &state)
    }
    effects.run()
  }

  private func wake(_ moved: Set<Query>, _ state: inout State) -> Effects {
    var effects = Effects()
    for query in moved {
      effects.waiters += (state.waiters.removeValue(forKey: query) ?? [:]).values
      if state.table.route(of: query) != .own {
        effects.cancels += (state.asking.removeValue(forKey: query) ?? [:]).values
      }
    }
    arm(&state)
    return effects
  }

  private func arm(_ state: inout State) {
    guard !state.isShutDown, let due = state.table.deadline else { return }
    if let timer = state.timer {
      guard due < timer.due else { return }
      EventLoop.shared.cancel(timer.token)
    }
    let token = EventLoop.shared.schedule(after: max(.zero, due - .now)) { [weak self] in
      self?.state.withLock { $0.timer = nil }
      self?.change { table, now in table.expire(at: now) }
    }
    state.timer = (due, token)
  }
}
