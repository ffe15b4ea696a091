import Networking
import Synchronization

/// Who sends requests to one Consul.
///
/// Where HTTP/2 is spoken few connections carry everything. Requests that wait have connections of
/// their own, so that others never queue behind them. With the first answer in HTTP/1.1 all this is
/// given up.
final class ConsulClients: Sendable {
  /// For queries that wait, and how many may wait on each connection: Consul permits 250, what may
  /// be before it at least 100 (RFC 9113, section 6.5.2), which decides how many wait in all.
  static let waitingConnections = 24
  static let streamsPerConnection = 250
  static let mostWaits = waitingConnections * 100
  /// For everything else.
  static let askingConnections = 3

  private let single: HTTPClient
  private let waiting: HTTPClient
  private let asking: HTTPClient
  private let mayShare: Atomic<Bool>

  init(connections: Int, usesTLS: Bool) {
    single = ConsulClients.client(connections)
    waiting = ConsulClients.client(
      ConsulClients.waitingConnections, sharers: ConsulClients.streamsPerConnection)
    asking = ConsulClients.client(ConsulClients.askingConnections)
    mayShare = Atomic(usesTLS)
  }

  /// The client for a request.
  func client(isWaiting: Bool) -> HTTPClient {
    guard mayShare.load(ordering: .relaxed) else { return single }
    return isWaiting ? waiting : asking
  }

  /// Learns what Consul, or what is before it, speaks.
  func note(isMultiplexed: Bool) { mayShare.store(isMultiplexed, ordering: .relaxed) }

  func shutdown() async {
    for client in [single, waiting, asking] { await client.shutdown() }
  }

  /// Limits the client too, where a connection may be closing while the next one opens.
  private static func client(_ connections: Int, sharers: Int? = nil) -> HTTPClient {
    var configuration = HTTPClientConfiguration()
    configuration.maximumConnectionsPerHost = connections
    configuration.sharersPerConnection = sharers
    return HTTPClient(configuration: configuration)
  }
}
