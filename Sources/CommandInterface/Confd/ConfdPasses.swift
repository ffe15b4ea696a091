import AgentConfiguration
import AgentCore
import Diagnostics
import Synchronization
import SystemSupport

/// confd's passes: one with `-onetime`, else one after the other with a pause between them.
struct ConfdPasses: Sendable {
  let request: ConfigurationRequest
  let options: ConfdOptions
  let world: Surroundings
  /// Is told of the first pass that went well, and that all is well.
  let service: ServiceNotifier
  let log: Log

  /// Makes the passes; the first one with a configuration that was read already. Returns whether
  /// the last one went well. SIGINT and SIGTERM end a daemon well, and a single pass before it has
  /// done its work; SIGHUP ends a pause.
  func run(_ configuration: Configuration) -> Bool {
    Blocking.wait {
      guard let listener = try? SignalListener([.interrupt, .terminate, .hangUp]) else {
        return await passes(configuration, Pauses())
      }
      let pauses = Pauses()
      let work = Task { await passes(configuration, pauses) }
      let watchdog = Task { await service.reassure {} }
      defer { watchdog.cancel() }
      let signals = Task { () -> Bool in
        for await signal in listener.signals {
          if signal == .hangUp {
            pauses.end()
            continue
          }
          log.info("stopping", ["signal": signal.description])
          service.tell(.stopping)
          work.cancel()
          pauses.end()
          return true
        }
        return false
      }
      let isGood = await work.value
      listener.stop()
      return await signals.value && !isSingle || isGood
    }
  }

  private var isSingle: Bool { options.mode.isOnetime || options.mode.isPreflight }

  private func passes(_ configuration: Configuration, _ pauses: Pauses) async -> Bool {
    var isGood = await ConfdPass(options: options, world: world, log: log).run(configuration)
    guard !isSingle else { return isGood }
    var isReady = isGood
    if isReady { service.tell(.ready) }
    while !Task.isCancelled {
      // confd does not pause with an interval of zero; a second leaves the machine to others.
      await pauses.pause(for: .seconds(max(options.interval, 1)))
      if Task.isCancelled { break }
      let reading = request.read()
      guard let next = reading.configuration else {
        for diagnostic in reading.errors {
          log.error(
            "configuration cannot be used", ["detail": OmittedTemplates.line(diagnostic)])
        }
        if options.isStrict { return false }
        continue
      }
      isGood = await ConfdPass(options: options, world: world, log: log).run(next)
      if isGood, !isReady {
        isReady = true
        service.tell(.ready)
      }
    }
    return isGood
  }
}

/// A pause that others can end.
private final class Pauses: Sendable {
  private let current = Mutex<Task<Void, Never>?>(nil)

  func pause(for duration: Duration) async {
    let task = Task { _ = await EventLoop.shared.pause(for: duration) }
    current.withLock { $0 = task }
    if Task.isCancelled { task.cancel() }
    await task.value
  }

  func end() { current.withLock { $0 }?.cancel() }
}
