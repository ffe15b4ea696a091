package import SystemSupport

/// Asks one query for ever, by the rules of `WatchMachine`, and publishes what changed.
package struct Watcher: Sendable {
  /// What it asks.
  package let query: Query
  /// Whom it asks.
  package let registry: any Registry
  /// Where it publishes.
  package let store: SnapshotStore
  /// How fast it asks.
  package let pace: WatchMachine.Pace
  /// Where outages and recoveries are told, once each.
  package let log: Log
  /// Called after each published reading.
  package let onChange: @Sendable (Query) -> Void
  /// Called after each failure.
  package let onFailure: @Sendable (Query) -> Void

  /// A watcher that has not started.
  package init(
    query: Query, registry: any Registry, store: SnapshotStore,
    pace: WatchMachine.Pace = WatchMachine.Pace(), log: Log,
    onChange: @escaping @Sendable (Query) -> Void,
    onFailure: @escaping @Sendable (Query) -> Void = { _ in }
  ) {
    self.query = query
    self.registry = registry
    self.store = store
    self.pace = pace
    self.log = log
    self.onChange = onChange
    self.onFailure = onFailure
  }

  /// Runs until the task is cancelled.
  package func run() async {
    var machine = WatchMachine(pace: pace, isVersioned: registry is any VersionedRegistry)
    var random = SystemRandomNumberGenerator()
    var event = WatchMachine.Event.started
    while !Task.isCancelled {
      let action = machine.receive(event, at: .now, using: &random)
      guard let next = await perform(action) else { return }
      event = next
    }
  }

  /// Carries out an action; nil when cancelled meanwhile.
  private func perform(_ action: WatchMachine.Action) async -> WatchMachine.Event? {
    switch action {
    case .read(let index):
      do throws(RegistryError) {
        let reading = try await registry.read(query, after: index)
        guard !Task.isCancelled else { return nil }
        noteRecovery()
        return .answered(reading)
      } catch {
        return Task.isCancelled || error.code == .cancelled ? nil : .failed(error)
      }
    case .publish(let reading):
      publish(reading)
      return .waited
    case .wait(let delay, let error):
      if let error { noteFailure(error, retryingAfter: delay) }
      return await EventLoop.shared.pause(for: delay) ? .waited : nil
    }
  }

  @inline(never)
  private func publish(_ reading: Reading) {
    guard let registry = registry as? any VersionedRegistry else {
      store.publish(reading, for: query)
      return onChange(query)
    }
    for query in store.publish(reading, for: query, with: registry) { onChange(query) }
  }

  // What is not inlined needs no room in the frame that each waiting watcher keeps.
  @inline(never)
  private func noteFailure(_ error: RegistryError, retryingAfter delay: Duration) {
    let level = store.fail(query, with: error) ? Log.Level.warning : .debug
    log.write(
      level, "registry does not answer; keeping the last data",
      [
        "registry": query.registry, "query": query.text, "error": error.message,
        "retry_in": "\(delay.milliseconds)ms",
      ])
    onFailure(query)
  }

  @inline(never)
  private func noteRecovery() {
    guard let failure = store.recover(query) else { return }
    log.info(
      "registry answers again",
      [
        "registry": query.registry,
        "after": "\((ContinuousClock.now - failure.since).milliseconds)ms",
      ])
  }
}
