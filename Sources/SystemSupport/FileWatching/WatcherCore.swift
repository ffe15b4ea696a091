import CSystem
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// The part of a watcher that the event loop holds.
final class WatcherCore: Sendable {
  private struct State {
    var inotify: Int32 = -1
    var watched: WatchedSet?
    var token: EventLoop.Token?
    var isStopped = false
    var isReportPending = false
    var pollInterval: Duration?
    var polled: WatchPlan?
  }

  private static let settling: Duration = .milliseconds(20)
  private static let pollInterval: Duration = .seconds(2)

  private let paths: [String]
  private let log: Log
  private let onChange: @Sendable () -> Void
  private let state = Mutex(State())

  init(paths: [String], log: Log, onChange: @escaping @Sendable () -> Void) {
    self.paths = paths
    self.log = log
    self.onChange = onChange
  }

  func start(_ method: FileWatcher.Method) throws(SystemError) {
    if case .polling(let interval) = method { return poll(every: interval) }
    let inotify = cs_inotify_create()
    guard inotify >= 0 else {
      return pollInstead(SystemError(errno: -inotify, what: "use inotify"))
    }
    state.withLock { state in
      state.inotify = inotify
      state.watched = WatchedSet(inotify: inotify)
    }
    rescan()
    do {
      let token = try EventLoop.shared.add(inotify, .readable) { [self] _ in readEvents() }
      state.withLock { $0.token = token }
    } catch {
      state.withLock { state in
        state.inotify = -1
        state.watched = nil
      }
      close(inotify)
      pollInstead(error)
    }
  }

  func stop() {
    let old = state.withLock { state in
      defer {
        state.isStopped = true
        state.inotify = -1
        state.token = nil
      }
      return (state.inotify, state.token)
    }
    guard old.0 >= 0 else { return }
    // On the loop's thread, for a handler may be reading the descriptor now.
    EventLoop.shared.submit {
      if let token = old.1 { EventLoop.shared.remove(token) }
      close(old.0)
    }
  }

  private func readEvents() {
    let isConcerned = state.withLock { state in
      guard !state.isStopped, let watched = state.watched else { return false }
      return WatcherCore.drain(state.inotify, watched)
    }
    if isConcerned { reportSoon() }
  }

  private static func drain(_ inotify: Int32, _ watched: WatchedSet) -> Bool {
    var buffer = [UInt64](repeating: 0, count: 2048)
    var events = [cs_file_event](repeating: cs_file_event(), count: 64)
    var isConcerned = false
    // Bounded, so that a busy directory cannot keep the loop; the rest is reported again.
    for _ in 0..<64 {
      let size = buffer.count * MemoryLayout<UInt64>.size
      let count = cs_inotify_read(inotify, &buffer, size, &events, Int32(events.count))
      guard count > 0 else { break }
      isConcerned =
        isConcerned || events[..<Int(count)].contains { watched.concerns(WatchEvent($0)) }
    }
    return isConcerned
  }

  private func reportSoon() {
    let isFirst = state.withLock { state in
      defer { state.isReportPending = true }
      return !state.isReportPending && !state.isStopped
    }
    guard isFirst else { return }
    EventLoop.shared.schedule(after: WatcherCore.settling) { [self] in
      state.withLock { $0.isReportPending = false }
      rescan()
      if !state.withLock({ $0.isStopped }) { onChange() }
    }
  }

  private func rescan() {
    let outcome = state.withLock { state in
      state.isStopped ? nil : state.watched?.update(for: paths)
    }
    switch outcome {
    case nil, .complete: return
    case .unsettled: reportSoon()
    case .incomplete(let error): pollInstead(error)
    }
  }

  private func pollInstead(_ error: SystemError) {
    guard state.withLock({ $0.pollInterval == nil }) else { return }
    log.warning(
      "watching files by polling",
      ["reason": "\(error)", "interval": "\(WatcherCore.pollInterval)"])
    poll(every: WatcherCore.pollInterval)
  }

  private func poll(every interval: Duration) {
    let plan = WatchPlan(paths: paths)
    state.withLock { state in
      state.pollInterval = interval
      state.polled = plan
    }
    EventLoop.shared.schedule(after: interval) { [weak self] in self?.pollOnce(interval) }
  }

  private func pollOnce(_ interval: Duration) {
    let plan = WatchPlan(paths: paths)
    let change = state.withLock { state in
      defer { state.polled = plan }
      return state.isStopped ? nil : state.polled != plan
    }
    guard let change else { return }
    if change { onChange() }
    EventLoop.shared.schedule(after: interval) { [weak self] in self?.pollOnce(interval) }
  }
}
