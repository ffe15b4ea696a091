/// The connections with one peer, and who waits for one. Used only on the loop's thread.
final class PlainPool {
  let peer: PlainPeer
  /// How many are used, unused or about to be opened.
  var openCount = 0
  /// The unused ones, the oldest first.
  var idle: [PlainConnection] = []
  /// Those that wait until another request is over, in order.
  var queue: [PlainTransfer] = []
  /// Those that wait for the peer's addresses.
  var lookingUp: [PlainTransfer] = []
  /// Whether the resolver is at work.
  var isLookupUnderWay = false
  /// What the resolver said, and until when that is believed.
  var known: (addresses: [SocketAddress], until: Int64)?

  init(peer: PlainPeer) { self.peer = peer }

  /// Whether it can be forgotten.
  var isUnused: Bool { openCount == 0 && queue.isEmpty && !isLookupUnderWay }
}
