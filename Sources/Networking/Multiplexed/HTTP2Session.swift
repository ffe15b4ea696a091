/// The client's side of one HTTP/2 connection (RFC 9113). Pure: bytes of the server come in, events
/// and bytes for the server come out.
///
/// What concerns one exchange ends that one; what leaves the connection in doubt is thrown, and
/// the connection has to be closed.
package struct HTTP2Session {
  /// What happened to an exchange, which is known by the number of its stream, or to all of them.
  package enum Event {
    /// Status and headers of the final answer.
    case head(UInt32, status: Int, headers: HTTPHeaders)
    /// Some of the body: a part of what was given in. To be answered with `consumed`.
    case body(UInt32, UnsafeRawBufferPointer)
    /// The answer is complete.
    case end(UInt32)
    /// There will be no complete answer.
    case failed(UInt32, AnswerFault)
    /// The server has not looked at the request, which may be sent again.
    case refused(UInt32)
    /// The server takes no more requests and has not looked at those after a stream. The reason
    /// is the RFC's word, nil where there is nothing wrong.
    case leaving(after: UInt32, because: String?)
  }

  /// How far a call came.
  package struct Step {
    /// How many bytes were used up, from the front.
    package let used: Int
    /// What they were; nil when all are used and more have to come.
    package let event: Event?
  }

  enum State {
    case frameHead
    case payload(HTTP2Frame)
    /// Of a frame that says nothing to us.
    case skipping(Int)
    case paddedData(HTTP2Frame)
    case data(stream: UInt32, left: Int, padding: Int, isLast: Bool)
  }

  /// A block of headers whose frames have not all come.
  struct Block {
    let stream: UInt32
    let isLast: Bool
    var bytes: [UInt8]
  }

  /// How much of an answer may be on its way, for each exchange and for all.
  static let streamWindow = 1 << 20
  static let connectionWindow = 32 << 20
  /// The largest frame that is taken: the least that must be.
  static let maximumFrame = 16_384
  /// How many frames may come in a row that bring no answer any further.
  static let maximumIdleFrames = 10_000

  var state = State.frameHead
  var partial: [UInt8] = []
  var events: ArraySlice<Event> = []
  var block: Block?
  var decoder = HPACKDecoder()
  var idleFrames = 0
  var streams: [UInt32: HTTP2Stream] = [:]
  /// Those with something left of the request's body, in turn.
  var senders: [UInt32] = []
  var nextStream: UInt32 = 1
  var sendWindow = 65_535
  var receiveWindow = 65_535
  /// Whether the server has said how many requests it takes.
  package internal(set) var hasSettled = false
  /// What the server's settings say.
  var peer = Peer()
  /// Bytes for the server that the owner has not taken yet.
  private var output: [UInt8] = []
  /// Whether the server takes no more requests.
  package internal(set) var isLeaving = false

  struct Peer {
    /// As many as most servers take, until the server says how many.
    var maximumStreams = 100
    var initialWindow = 65_535
    var maximumFrame = HTTP2Session.maximumFrame
  }

  /// A connection over which nothing was sent; its first bytes are in the output.
  package init() {
    output += "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8
    let settings: [(UInt16, Int)] = [
      (HTTP2Frame.Setting.enablePush, 0),
      (HTTP2Frame.Setting.initialWindow, HTTP2Session.streamWindow),
      (HTTP2Frame.Setting.maximumHeaderList, ResponseHead.maximumSize),
    ]
    put(HTTP2Frame.Kind.settings, 0, 0, length: settings.count * 6)
    for (name, value) in settings {
      output += [UInt8(name >> 8), UInt8(name & 0xFF)]
      output.append(number: UInt32(value))
    }
    grant(0, HTTP2Session.connectionWindow - receiveWindow)
    receiveWindow = HTTP2Session.connectionWindow
  }

  /// Whether the server takes no request at all until it says otherwise.
  package var permitsNothing: Bool { peer.maximumStreams == 0 }

  /// Whether a request was ever sent.
  package var wasUsed: Bool { nextStream > 1 }

  /// How many bytes there are for the server.
  package var outputCount: Int { output.count }

  /// Gives up the bytes for the server.
  package mutating func takeOutput() -> [UInt8] {
    defer { output = [] }
    return output
  }

  /// Takes bytes from the front, up to the next event. To be called again with the rest, even
  /// if there is none, until there is no event. Throws what the connection has to be closed for.
  package mutating func receive(_ bytes: UnsafeRawBufferPointer) throws(AnswerFault) -> Step {
    var used = 0
    while true {
      if let event = events.popFirst() { return Step(used: used, event: event) }
      let rest = UnsafeRawBufferPointer(rebasing: bytes[used...])
      switch state {
      case .frameHead:
        guard collect(HTTP2Frame.headSize, rest, &used) else { return Step(used: used, event: nil) }
        let frame = HTTP2Frame(takePartial())
        try check(frame)
        state = try start(frame)
      case .payload(let frame):
        guard collect(frame.length, rest, &used) else { return Step(used: used, event: nil) }
        state = .frameHead
        try take(frame, takePartial())
      case .skipping(let left):
        guard left > 0 else {
          state = .frameHead
          continue
        }
        guard !rest.isEmpty else { return Step(used: used, event: nil) }
        used += min(left, rest.count)
        state = .skipping(left - min(left, rest.count))
      case .paddedData(let frame):
        guard let padding = rest.first else { return Step(used: used, event: nil) }
        used += 1
        guard Int(padding) < frame.length else {
          throw .violation("a frame has more padding than room")
        }
        consumed(frame.stream, Int(padding) + 1)
        state = data(frame, left: frame.length - 1 - Int(padding), padding: Int(padding))
      case .data(let stream, let left, let padding, let isLast):
        if left == 0 {
          state = .skipping(padding)
          if isLast { try finish(stream) }
          continue
        }
        guard !rest.isEmpty else { return Step(used: used, event: nil) }
        let count = min(left, rest.count)
        state = .data(stream: stream, left: left - count, padding: padding, isLast: isLast)
        let piece = UnsafeRawBufferPointer(rebasing: rest[..<count])
        used += count
        if try accept(stream, count) {
          return Step(used: used, event: .body(stream, piece))
        }
      }
    }
  }

  /// Collects bytes until there are so many. Returns whether there are.
  private mutating func collect(
    _ count: Int, _ rest: UnsafeRawBufferPointer, _ used: inout Int
  ) -> Bool {
    let wanted = min(count - partial.count, rest.count)
    partial.append(contentsOf: rest[..<wanted])
    used += wanted
    return partial.count == count
  }

  private mutating func takePartial() -> [UInt8] {
    defer { partial = [] }
    return partial
  }
}

// MARK: - output

extension HTTP2Session {
  /// Begins a frame.
  mutating func put(_ kind: UInt8, _ flags: UInt8, _ stream: UInt32, length: Int) {
    output.append(HTTP2Frame(length: length, kind: kind, flags: flags, stream: stream))
  }

  mutating func put(_ bytes: some Sequence<UInt8>) { output += bytes }

  mutating func put(number: UInt32) { output.append(number: number) }

  /// Lets the server send so much more.
  mutating func grant(_ stream: UInt32, _ count: Int) {
    put(HTTP2Frame.Kind.windowUpdate, 0, stream, length: 4)
    put(number: UInt32(count))
  }

  /// Says why the connection is closed; the last words.
  package mutating func sayGoodbye(_ fault: AnswerFault?) {
    let reason: HTTP2Frame.Reason = fault == nil ? .noError : .protocolError
    put(HTTP2Frame.Kind.goAway, 0, 0, length: 8)
    put(number: 0)
    put(number: reason.rawValue)
  }
}
