import SystemSupport

/// One connection that many requests share.
///
/// Sendable without proof: used only on the loop's thread.
final class MultiplexedConnection: @unchecked Sendable {
  enum Stage {
    case lookingUp
    case dialing(Dial)
    case handshaking(Int32, TLSConnection)
    case open(Int32, TLSConnection)
    case closed
  }

  let pool: MultiplexedPool
  var stage = Stage.lookingUp
  var session = HTTP2Session()
  var transfers: [UInt32: MultiplexedTransfer] = [:]
  /// What slow readers have not taken yet.
  var held: [UInt32: Held] = [:]
  /// What has to be written, and how much of it was.
  var unsent: [UInt8] = []
  var sentCount = 0
  /// When the peer was last heard, and since when nothing is asked.
  var lastSign: Int64 = 0
  var idleSince: Int64 = 0
  /// How the loop watches it; nil if it does not.
  var watch: (token: EventLoop.Token, events: EventLoop.Events)?
  /// Gives up connecting.
  var timer: EventLoop.Token?
  /// Whether a write is about to come.
  var isFlushDue = false
  /// TLS wants to write before it reads on.
  var needsRoom = false

  /// A piece of a body that nobody wanted yet.
  struct Held {
    var bytes: [UInt8]
    var isComplete = false
  }

  init(pool: MultiplexedPool) { self.pool = pool }

  /// How many requests it takes now.
  func room(sharers: Int?) -> Int {
    guard case .open = stage, session.hasSettled else { return 0 }
    return min(session.room, max(0, (sharers ?? .max) - session.count))
  }

  /// Whether it will take requests but does not yet.
  var isOpening: Bool {
    switch stage {
    case .lookingUp, .dialing, .handshaking: true
    case .open: !session.hasSettled
    case .closed: false
    }
  }

  /// Whether more waits to be written than makes sense to read on.
  var isClogged: Bool { unsent.count - sentCount + session.outputCount > 256 << 10 }

  /// What it has to be woken for.
  var wanted: EventLoop.Events {
    var events: EventLoop.Events = isClogged ? [] : .readable
    if sentCount < unsent.count || needsRoom { events.insert(.writable) }
    return events
  }
}
