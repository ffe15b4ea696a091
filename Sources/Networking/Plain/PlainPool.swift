/// The connections with one peer, and who waits for one. Used only on the loop's thread.
final class PlainPool {
  let peer: PlainPeer
  /// How many are used, unused or about to be opened.
  var openCount = 0
  /// The unused ones, the oldest first.
  var idle: [PlainConnection] = []
  /// Those that wait until another request is over, in order.
  var queue: [PlainTransfer] = []
  /// Where the peer is.
  let addresses: PeerAddresses

  init(peer: PlainPeer) {
    self.peer = peer
    addresses = PeerAddresses(peer)
  }

  /// Whether it can be forgotten.
  var isUnused: Bool { openCount == 0 && queue.isEmpty && !addresses.isLookupUnderWay }
}
