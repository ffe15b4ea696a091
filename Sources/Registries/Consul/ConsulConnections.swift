import Networking
import RegistryCore
import Synchronization
import SystemSupport

/// The connections of one Consul registry: how many, who has them, and what it learns from answers
/// about how many there may be.
final class ConsulConnections: Sendable {
  typealias Dispatcher = WatchDispatcher<Query>
  typealias Outcome = WatchBudget<Query>.Outcome

  let dispatcher: Dispatcher
  let clients: ConsulClients
  private let signals: ConsulSignals
  private let state = Mutex(State())

  private struct State {
    var isMultiplexed = false
    var lastClose: ContinuousClock.Instant?
  }

  init(settings: ConsulRegistrySettings, usesTLS: Bool, log: Log) {
    clients = ConsulClients(connections: settings.maximumConnections, usesTLS: usesTLS)
    let signals = ConsulSignals(settings: settings, log: log)
    self.signals = signals
    dispatcher = Dispatcher(
      limits: .init(
        connections: settings.maximumConnections, rotation: settings.wait,
        streams: ConsulClients.mostWaits),
      duties: .init(
        check: { await signals.check($0, after: $1) },
        switchSignals: { signals.areWanted($0) },
        noteLimit: { limit in
          log.warning(
            "Consul refuses connections; using fewer for a while", ["connections": "\(limit)"])
        }))
  }

  /// Asks through `registry`, which owns these connections, from now on.
  func serve(_ registry: ConsulRegistry) { signals.connect(registry, dispatcher) }

  func shutdown() {
    signals.shutdown()
    dispatcher.shutdown()
  }

  /// Whether a signal tells when the answer to a query changes.
  func covers(_ query: Query) -> Bool { signals.covers(query) }
}

// MARK: - what answers say about connections

extension ConsulConnections {
  /// Learns from an answer.
  func note(_ response: HTTPResponse) {
    let now = ContinuousClock.now
    let (isNews, isRefusal) = state.withLock { state in
      let isNews = state.isMultiplexed != response.isMultiplexed
      state.isMultiplexed = response.isMultiplexed
      // One connection is closed unanswered while another is served: there are too many.
      let isSelective =
        response.status < 400 && state.lastClose.map { now - $0 < .seconds(1) } == true
      state.lastClose = nil
      return (isNews, isSelective || response.status == 429)
    }
    clients.note(isMultiplexed: response.isMultiplexed)
    if isNews { dispatcher.note(.multiplexes(response.isMultiplexed)) }
    if isRefusal { dispatcher.note(.refused) }
  }

  /// Learns from an exchange that failed.
  func note(_ error: HTTPError) {
    guard error.code == .closed else { return }
    state.withLock { $0.lastClose = .now }
  }
}
