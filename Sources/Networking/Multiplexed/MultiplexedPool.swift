import SystemSupport

/// With whom connections that many requests share are.
struct MultiplexedPeer: Hashable {
  let peer: PlainPeer
  /// For whom the server has to show a certificate: a name or an address without brackets.
  let host: String
  let tls: TLSSettings

  init(_ transfer: MultiplexedTransfer) {
    peer = transfer.peer
    tls = transfer.request.tls
    let named = tls.serverName.flatMap { $0.isEmpty ? nil : $0 }
    host = named ?? transfer.target.bareHost
  }
}

/// The connections with one peer, and who waits for room on one. Used only on the loop's thread.
final class MultiplexedPool {
  let peer: MultiplexedPeer
  /// Where the peer is.
  let addresses: PeerAddresses
  /// Those that may take requests, now or when they are ready.
  var connections: [MultiplexedConnection] = []
  /// Those that only end what they carry.
  var leaving: [MultiplexedConnection] = []
  /// Those that wait, in order.
  var queue: ArraySlice<MultiplexedTransfer> = []
  /// Set while no other connection is tried, as the last one failed beside those that there are.
  var pause: EventLoop.Token?
  /// How many requests a connection takes, once one has said so.
  var capacity: Int?
  /// Until when the peer is believed not to speak HTTP/2; zero if it is not.
  var speaksOtherUntil: Int64 = 0

  init(_ peer: MultiplexedPeer) {
    self.peer = peer
    addresses = PeerAddresses(peer.peer)
  }

  /// Whether there is a connection over which requests may go.
  var isConnected: Bool { connections.contains { $0.isReady } }

  /// Whether it can be forgotten.
  var isUnused: Bool {
    connections.isEmpty && leaving.isEmpty && queue.isEmpty && speaksOtherUntil == 0
  }

  /// Forgets a connection.
  func remove(_ connection: MultiplexedConnection) {
    connections.removeAll { $0 === connection }
    leaving.removeAll { $0 === connection }
  }
}
