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
  var watch = LoopWatch()
  /// Gives up connecting.
  var timer: EventLoop.Token?
  /// Gives up a server that has been silent for long and was asked for a sign of life.
  var doubt: EventLoop.Token?
  /// Whether a write is about to come.
  var isFlushDue = false
  /// What the server said to be wrong when it took leave.
  var complaint: String?
  /// Whether a request was answered over it.
  var hasServed = false
  /// TLS wants to write before it reads on.
  var needsRoom = false

  /// A piece of a body that nobody wanted yet.
  struct Held {
    var bytes: [UInt8]
    var isComplete = false
  }

  init(pool: MultiplexedPool) { self.pool = pool }

  /// Whether requests may go over it, as far as the server permits.
  var isReady: Bool {
    guard case .open = stage else { return false }
    return session.hasSettled
  }

  /// How many requests it takes now.
  func room(sharers: Int?) -> Int {
    guard isReady, doubt == nil else { return 0 }
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

  /// Whether the server has to say that it takes requests before another connection makes sense.
  var isBarred: Bool { isReady && session.permitsNothing && doubt == nil }

  /// Whether more waits to be written than makes sense to read on.
  var isClogged: Bool { unsent.count - sentCount + session.outputCount > 256 << 10 }

  /// The fault of an end that the server gave a reason for, with that reason.
  func farewell(_ fault: AnswerFault) -> AnswerFault {
    guard fault.code == .closed, let complaint else { return fault }
    return AnswerFault(.closed, "\(fault.reason): \(complaint)")
  }

  /// What it has to be woken for.
  var wanted: EventLoop.Events {
    var events: EventLoop.Events = isClogged ? [] : .readable
    if sentCount < unsent.count || needsRoom { events.insert(.writable) }
    return events
  }
}
