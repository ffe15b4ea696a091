package import RegistryCore
import Synchronization
package import SystemSupport

/// Services and keys from a TOML, JSON or YAML file, or from a directory of such files.
///
/// Files are read anew when inotify reports a change, and once a minute in case it missed one. A
/// text with mistakes, or a missing file, is an error that each query is told once; the read after
/// that waits for the repair.
package final class FileRegistry: VersionedRegistry {
  private struct State {
    var watcher: FileWatcher?
    var watchedPaths: [String] = []
    var isShutDown = false
    /// Grows with each report that the files may have changed.
    var generation: UInt64 = 1
    var waiters: [UInt64: CheckedContinuation<Void, Never>] = [:]
    var nextWaiter: UInt64 = 0
    var tick: EventLoop.Token?
  }

  private struct Contents {
    var generation: UInt64 = 0
    var readings: FileReadings
  }

  private let loader: FileLoader
  private let log: Log
  private let wait: Duration
  private let tickInterval: Duration
  private let state = Mutex(State())
  private let contents: Mutex<Contents>

  /// How many registries there were; each numbers its versions in a range of its own.
  private static let made = Atomic<UInt64>(0)

  /// A registry of a file or directory, which need not exist yet. A read waits at most `wait` for a
  /// change.
  package convenience init(
    path: String, wait: Duration = .seconds(600), log: Log = .silent,
    fileSystem: FileSystem = .real
  ) {
    self.init(FileSource([path]), wait: wait, log: log, fileSystem: fileSystem)
  }

  /// A registry of several files and directories.
  package init(
    _ source: FileSource, wait: Duration = .seconds(600), log: Log = .silent,
    fileSystem: FileSystem = .real
  ) {
    loader = FileLoader(source: source, fileSystem: fileSystem)
    self.log = log
    self.wait = wait
    tickInterval = min(wait, .seconds(60))
    let earlier = FileRegistry.made.wrappingAdd(1, ordering: .relaxed).oldValue
    contents = Mutex(Contents(readings: FileReadings(after: earlier << 32)))
  }

  deinit { state.withLock { $0.watcher }?.stop() }

  /// Answers from the files as they are, or when they have changed.
  package func read(
    _ query: Query, after index: UInt64?
  ) async throws(RegistryError) -> Reading {
    try FileQueries.check(query.subject)
    let deadline = ContinuousClock.now + wait
    while true {
      try checkCancellation()
      let generation = state.withLock { $0.generation }
      let isOver = ContinuousClock.now >= deadline
      switch answer(query, after: index, generation, isOver: isOver) {
      case .reading(let reading): return reading
      case .failure(let error): throw error
      case .wait:
        if try !startWatching() { await waitForChange(since: generation) }
      }
    }
  }

  /// What the files say; see `VersionedRegistry`.
  package func readings(of queries: [Query], at index: UInt64) -> [Query: Reading] {
    contents.withLock { $0.readings.readings(of: queries, at: index) }
  }

  /// Stops watching; reads under way end with `.cancelled`.
  package func shutdown() async {
    let watcher = state.withLock { state in
      state.isShutDown = true
      defer { state.watcher = nil }
      return state.watcher
    }
    watcher?.stop()
    reportChange()
  }

  private func answer(
    _ query: Query, after index: UInt64?, _ generation: UInt64, isOver: Bool
  ) -> FileReadings.Outcome {
    contents.withLock { contents in
      if contents.generation < generation {
        contents.readings.update(loader.load())
        contents.generation = generation
      }
      return contents.readings.answer(query, after: index, isOver: isOver)
    }
  }

  private func checkCancellation() throws(RegistryError) {
    if Task.isCancelled { throw RegistryError(.cancelled, "the read was cancelled") }
    if state.withLock({ $0.isShutDown }) {
      throw RegistryError(.cancelled, "the registry is shut down")
    }
  }

  // MARK: - Watching

  /// Watches the files from the first wait on, as a pass that only reads needs no watch, whose end
  /// would cost it many milliseconds. Returns whether it began now, or watches other directories
  /// now: the files have to be looked at again then, as what changed before was not reported.
  private func startWatching() throws(RegistryError) -> Bool {
    let paths = loader.watchedPaths()
    do throws(SystemError) {
      return try state.withLock { state throws(SystemError) in
        guard state.watchedPaths != paths, !state.isShutDown else { return false }
        state.watcher?.stop()
        state.watcher = try FileWatcher(paths: paths, log: log) { [weak self] in
          self?.reportChange()
        }
        state.watchedPaths = paths
        state.generation += 1
        return true
      }
    } catch {
      throw RegistryError(.unreachable, error.description)
    }
  }

  /// Makes every waiting read look at the files.
  private func reportChange() {
    let (waiters, tick) = state.withLock { state in
      defer {
        state.waiters = [:]
        state.tick = nil
      }
      state.generation += 1
      return (state.waiters.values, state.tick)
    }
    if let tick { EventLoop.shared.cancel(tick) }
    for waiter in waiters { waiter.resume() }
  }

  // MARK: - Waiting

  /// Returns when the files may have changed since `generation`, at a tick, or at cancellation.
  private func waitForChange(since generation: UInt64) async {
    let number = state.withLock { state in
      state.nextWaiter += 1
      return state.nextWaiter
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let mustReturn = state.withLock { state in
          // Cancelled before: the handler below has run and found nobody to wake.
          guard state.generation == generation, !state.isShutDown, !Task.isCancelled else {
            return true
          }
          state.waiters[number] = continuation
          if state.tick == nil { state.tick = scheduleTick() }
          return false
        }
        if mustReturn { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.waiters.removeValue(forKey: number) }?.resume()
    }
  }

  /// One timer for all waiting reads.
  private func scheduleTick() -> EventLoop.Token {
    EventLoop.shared.schedule(after: tickInterval) { [weak self] in self?.reportChange() }
  }
}
