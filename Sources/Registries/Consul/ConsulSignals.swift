import RegistryCore
import Synchronization
import SystemSupport
import Values

/// Watches the signals of one Consul and tells the dispatcher which parked queries have moved.
///
/// They run only while there are parked queries. A signal that was away says when it is back that
/// anything may have moved, for what it missed.
final class ConsulSignals: Sendable {
  typealias Dispatcher = WatchDispatcher<Query>

  private struct State {
    weak var registry: ConsulRegistry?
    weak var dispatcher: Dispatcher?
    var plan: ConsulSignalPlan
    var book = ConsulSignalBook()
    var areWanted = false
    var watches: [ConsulSignal: Task<Void, Never>] = [:]
    /// Which have not had their first answer or failure yet, and which do not answer.
    var starting: Set<ConsulSignal> = []
    var failing: Set<ConsulSignal> = []
    var mustSweep = false
  }

  private let state: Mutex<State>
  private let acceptsStale: Bool
  private let log: Log

  init(settings: ConsulRegistrySettings, log: Log) {
    var scope = Query.Scope(datacenter: settings.datacenter)
    scope.namespace = settings.namespace
    scope.partition = settings.partition
    let plan = ConsulSignalPlan(nodeLimit: settings.maximumConnections / 3, scope: scope)
    state = Mutex(State(plan: plan))
    acceptsStale = settings.maxStale > .zero && settings.consistency == .stale
    self.log = log
  }

  func connect(_ registry: ConsulRegistry, _ dispatcher: Dispatcher) {
    state.withLock {
      $0.registry = registry
      $0.dispatcher = dispatcher
    }
  }

  /// Whether signals tell of changes of a query. What is asked anew may need others.
  func covers(_ query: Query) -> Bool {
    let subject = query.subject
    let (isCovered, isNews) = state.withLock { state in
      let isCovered = state.plan.covers(subject)
      return (isCovered, isCovered && state.areWanted && state.plan.include([subject]))
    }
    if isNews { reconcile() }
    return isCovered
  }

  func check(_ query: Query, after index: UInt64) async -> Dispatcher.Budget.Outcome {
    guard let registry = state.withLock({ $0.registry }) else { return .failed }
    return await registry.check(query, after: index)
  }

  /// Starts or stops them.
  func areWanted(_ areWanted: Bool) {
    let dispatcher = state.withLock { state in
      state.areWanted = areWanted
      return state.dispatcher
    }
    let queries = areWanted ? dispatcher?.keys ?? [] : []
    state.withLock { state in
      _ = state.plan.include(queries.lazy.map(\.subject))
      state.mustSweep = areWanted
    }
    reconcile()
  }

  func shutdown() {
    let tasks = state.withLock { state in
      state.areWanted = false
      state.registry = nil
      defer { state.watches = [:] }
      return state.watches.values
    }
    for task in tasks { task.cancel() }
  }

  /// Makes the running watches equal to the planned ones.
  private func reconcile() {
    let (stopped, count, dispatcher) = state.withLock { state in
      let planned = state.areWanted ? state.plan.signals : []
      var stopped: [Task<Void, Never>] = []
      for (signal, task) in state.watches where !planned.contains(signal) {
        stopped.append(task)
        state.watches[signal] = nil
        state.book.forget(signal)
        state.starting.remove(signal)
        state.failing.remove(signal)
      }
      for signal in planned where state.watches[signal] == nil {
        state.starting.insert(signal)
        state.watches[signal] = Task { [weak self] in await self?.watch(signal) }
      }
      return (stopped, planned.count, state.dispatcher)
    }
    for task in stopped { task.cancel() }
    dispatcher?.note(.signals(count))
    settle()
  }
}

// MARK: - one signal

extension ConsulSignals {
  private func watch(_ signal: ConsulSignal) async {
    var pace = WatchMachine.Pace()
    pace.retry.maximum = .seconds(5)
    var machine = WatchMachine(pace: pace)
    var random = SystemRandomNumberGenerator()
    var event = WatchMachine.Event.started
    var last: UInt64?
    while !Task.isCancelled {
      switch machine.receive(event, at: .now, using: &random) {
      case .publish: event = .waited
      case .wait(let delay, let error):
        if let error { lose(signal, error) }
        guard await EventLoop.shared.pause(for: delay) else { return }
        event = .waited
      case .read(let index):
        do throws(RegistryError) {
          let (position, size) = try await read(signal, after: index, last: last)
          let isNews = position != last
          let share = isNews ? min(1, max(0.02, Double(size) / ConsulSignals.wholeSize)) : 1
          last = position
          event = .answered(Reading(value: .absent, index: position), share: share)
        } catch {
          if Task.isCancelled || error.code == .cancelled { return }
          last = nil
          event = .failed(error)
        }
      }
    }
  }

  /// The bytes of an answer that is worth a whole pause; what is smaller may come more often.
  private static let wholeSize = Double(256 << 10)

  /// Waits for the next answer, passes on what it says and returns its position and size.
  private func read(
    _ signal: ConsulSignal, after index: UInt64?, last: UInt64?
  ) async throws(RegistryError) -> (position: UInt64, size: Int) {
    guard let registry = state.withLock({ $0.registry }) else {
      throw RegistryError(.cancelled, "shut down")
    }
    let target = signal.target.adding(
      ConsulQueries.parameters(of: acceptsStale ? .stale : .default))
    let reply = try await registry.ask(
      target, after: index, sizeLimit: ConsulSignal.sizeLimit)
    guard let position = reply.index else {
      throw RegistryError(.invalidAnswer, "\(reply.asked): answered without an index")
    }
    // The wait was over: nothing moved.
    if position == last { return (position, reply.body.count) }
    do throws(ConsulAnswerError) {
      try accept(signal, reply, wasAway: last == nil || position < last ?? 0)
    } catch {
      throw RegistryError(.invalidAnswer, "\(reply.asked): \(error)")
    }
    return (position, reply.body.count)
  }

  private func accept(
    _ signal: ConsulSignal, _ reply: ConsulReply, wasAway: Bool
  ) throws(ConsulAnswerError) {
    let result = state.withLock {
      state -> Result<(ConsulSignalBook.Hint, Dispatcher?, Bool), ConsulAnswerError> in
      guard state.watches[signal] != nil else { return .success((.init(), nil, false)) }
      do throws(ConsulAnswerError) {
        let hint = try state.book.receive(signal, reply.body, isMissing: reply.isMissing)
        state.starting.remove(signal)
        state.failing.remove(signal)
        if wasAway || hint.isVague { state.mustSweep = true }
        guard signal == .nodes else { return .success((hint, state.dispatcher, false)) }
        let isNews = state.plan.nodes != state.book.nodes
        state.plan.nodes = state.book.nodes
        return .success((hint, state.dispatcher, isNews))
      } catch { return .failure(error) }
    }
    let (hint, dispatcher, hasOtherNodes) = try result.get()
    if !hint.isEmpty {
      let plan = state.withLock { $0.plan }
      dispatcher?.hint { query in
        let subject = query.subject
        // Few of a thousand are in the hint.
        return ConsulSignals.position(of: subject, in: hint).flatMap {
          plan.covers(subject) ? $0 : nil
        }
      }
    }
    if hasOtherNodes { reconcile() } else { settle() }
  }

  private static func position(
    of subject: Query.Subject, in hint: ConsulSignalBook.Hint
  ) -> UInt64? {
    switch subject {
    case .service(let query) where !hint.services.isEmpty:
      hint.services[NameNumber.of(query.name, foldsCase: true)]
    case .key(let path, _) where !hint.keys.isEmpty:
      hint.keys[NameNumber.of(ConsulTarget.clean(path))]
    default: nil
    }
  }

  /// Once none is about to say its first word, what was missed before is looked for.
  private func settle() {
    let dispatcher = state.withLock { state -> Dispatcher? in
      guard state.mustSweep, state.areWanted, state.starting.isEmpty else { return nil }
      state.mustSweep = false
      return state.dispatcher
    }
    dispatcher?.note(.unsettled)
  }

  private func lose(_ signal: ConsulSignal, _ error: RegistryError) {
    let isNews = state.withLock { state in
      state.starting.remove(signal)
      switch (signal, error.isPermanent) {
      case (.node, true): state.plan.usesNodes = false
      case (.keys, true): state.plan.usesValues = false
      default: break
      }
      return state.failing.insert(signal).inserted
    }
    if isNews {
      log.debug("a signal of Consul is lost", ["error": error.message])
    }
    reconcile()
  }
}
