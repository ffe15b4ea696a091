import CSystem
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// One thread that waits in epoll for descriptors, timers and work handed to it.
///
/// Handlers run on the loop's thread, one at a time, and must not block. Everything that waits for
/// the world (HTTP, file changes, child processes, signals) hangs on the one shared loop and hands
/// its results to structured concurrency.
package final class EventLoop: Sendable {
  /// The process's loop. It starts with its first use and lives as long as the process.
  package static let shared = EventLoop()

  /// What happened to a descriptor.
  package struct Events: OptionSet, Sendable {
    /// The bits of `CSystem`.
    package let rawValue: UInt32
    /// A set of the bits of `CSystem`.
    package init(rawValue: UInt32) { self.rawValue = rawValue }
    /// A read would not block.
    package static let readable = Events(rawValue: UInt32(CS_READABLE))
    /// A write would not block.
    package static let writable = Events(rawValue: UInt32(CS_WRITABLE))
    /// An error or hang-up; reported even when not asked for.
    package static let failed = Events(rawValue: UInt32(CS_FAILED))
  }

  /// Called on the loop's thread.
  package typealias Handler = @Sendable (Events) -> Void

  /// Names a registered descriptor or timer.
  package struct Token: Hashable, Sendable {
    fileprivate let number: UInt64
  }

  private struct State {
    var isStarted = false
    var nextNumber: UInt64 = 1
    var handlers: [UInt64: (descriptor: Int32, handler: Handler)] = [:]
    var timers: [UInt64: @Sendable () -> Void] = [:]
    var deadlines = DeadlineQueue()
    var work: [@Sendable () -> Void] = []
  }

  private let state = Mutex(State())
  private let epoll: Int32
  private let wakeUp: Int32
  /// Why there can be no loop.
  private let failure: SystemError?

  private init() {
    epoll = cs_epoll_create()
    wakeUp = cs_eventfd_create()
    var code = min(epoll, wakeUp, 0)
    if code == 0 { code = cs_epoll_add(epoll, wakeUp, UInt32(CS_READABLE), 0) }
    failure = code == 0 ? nil : SystemError(errno: -code, what: "start the event loop")
  }

  /// Starts the loop, or throws why the system does not let it: no descriptors, no threads. To be
  /// called by programs before they use it; without it the first use starts the loop.
  package func start() throws(SystemError) {
    if let failure { throw failure }
    let mustStart = state.withLock { state in
      defer { state.isStarted = true }
      return !state.isStarted
    }
    guard mustStart else { return }
    let code = startThread()
    guard code == 0 else {
      state.withLock { $0.isStarted = false }
      throw SystemError(errno: code, what: "start a thread")
    }
  }

  /// Runs `work` on the loop's thread, after what was handed over before.
  package func submit(_ work: @escaping @Sendable () -> Void) {
    state.withLock { $0.work.append(work) }
    wake()
  }

  /// Watches a descriptor until `remove`. The descriptor stays the caller's and must be removed
  /// before it is closed. Throws the errno of epoll.
  package func add(
    _ descriptor: Int32, _ events: Events, handler: @escaping Handler
  ) throws(SystemError) -> Token {
    let number = state.withLock { state in
      state.nextNumber += 1
      state.handlers[state.nextNumber] = (descriptor, handler)
      return state.nextNumber
    }
    let code = cs_epoll_add(epoll, descriptor, events.rawValue, number)
    guard code == 0 else {
      _ = state.withLock { $0.handlers.removeValue(forKey: number) }
      throw SystemError(errno: -code, what: "watch descriptor \(descriptor)")
    }
    wake()
    return Token(number: number)
  }

  /// Changes what a watched descriptor waits for.
  package func modify(_ token: Token, _ events: Events) {
    guard let descriptor = state.withLock({ $0.handlers[token.number]?.descriptor }) else { return }
    _ = cs_epoll_modify(epoll, descriptor, events.rawValue, token.number)
  }

  /// Stops watching. On the loop's thread no handler call follows; from another thread one call may
  /// be under way.
  package func remove(_ token: Token) {
    guard let entry = state.withLock({ $0.handlers.removeValue(forKey: token.number) }) else {
      return
    }
    _ = cs_epoll_remove(epoll, entry.descriptor)
  }

  /// Runs `work` on the loop's thread after `delay`, unless cancelled.
  @discardableResult
  package func schedule(
    after delay: Duration, _ work: @escaping @Sendable () -> Void
  ) -> Token {
    let nanoseconds = max(0, delay.nanoseconds)
    let (deadline, overflow) = cs_monotonic_nanoseconds().addingReportingOverflow(nanoseconds)
    let number = state.withLock { state in
      state.nextNumber += 1
      state.timers[state.nextNumber] = work
      state.deadlines.insert(
        .init(deadline: overflow ? .max : deadline, number: state.nextNumber))
      if state.deadlines.count > 2 * state.timers.count + 64 {
        state.deadlines.compact { [timers = state.timers] in timers[$0.number] != nil }
      }
      return state.nextNumber
    }
    wake()
    return Token(number: number)
  }

  /// Forgets a timer that has not run yet.
  package func cancel(_ token: Token) {
    _ = state.withLock { $0.timers.removeValue(forKey: token.number) }
  }

  private func wake() {
    do throws(SystemError) {
      try start()
    } catch {
      preconditionFailure("a program starts the loop before it uses it: \(error)")
    }
    cs_eventfd_signal(wakeUp)
  }

  private func startThread() -> Int32 {
    var thread = pthread_t()
    let context = Unmanaged.passUnretained(self).toOpaque()
    let code = pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        _ = cs_set_thread_name("trimtab-io")
        // OpenSSL writes to peers that are gone without asking to be spared the signal.
        _ = cs_signal_block(SIGPIPE)
        Unmanaged<EventLoop>.fromOpaque(context).takeUnretainedValue().runForever()
        return nil
      }, context)
    if code == 0 { pthread_detach(thread) }
    return code
  }

  private func runForever() {
    var events = [cs_event](repeating: cs_event(token: 0, events: 0), count: 64)
    while true {
      let count = cs_epoll_wait(epoll, &events, Int32(events.count), millisecondsToNextTimer())
      for event in events.prefix(max(0, Int(count))) {
        if event.token == 0 {
          cs_eventfd_drain(wakeUp)
        } else if let handler = state.withLock({ $0.handlers[event.token]?.handler }) {
          handler(Events(rawValue: event.events))
        }
      }
      runDueTimers()
      for work in state.withLock({ takeAll(&$0.work) }) { work() }
    }
  }

  private func takeAll(_ work: inout [@Sendable () -> Void]) -> [@Sendable () -> Void] {
    defer { work = [] }
    return work
  }

  private func millisecondsToNextTimer() -> Int32 {
    let next = state.withLock { state -> Int64? in
      guard state.work.isEmpty else { return 0 }
      return state.deadlines.first { [timers = state.timers] in timers[$0] != nil }
    }
    guard let next else { return -1 }
    let remaining = next - cs_monotonic_nanoseconds()
    guard remaining > 0 else { return 0 }
    return Int32(min(remaining / 1_000_000 + 1, 60_000))
  }

  private func runDueTimers() {
    let now = cs_monotonic_nanoseconds()
    while let work = state.withLock({ nextDue(now, &$0) }) { work() }
  }

  /// The earliest that is due; one that ran before may have cancelled it.
  private func nextDue(_ now: Int64, _ state: inout State) -> (@Sendable () -> Void)? {
    while let due = state.deadlines.popDue(now) {
      if let work = state.timers.removeValue(forKey: due.number) { return work }
    }
    return nil
  }
}
