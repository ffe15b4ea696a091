/// The server's side of one HTTP/2 connection, for the thread that runs its script.
///
/// It answers settings and pings by itself and keeps account of the windows; all else is the
/// script's. Calls return false or nil once the client is gone.
package final class FramedConnection {
  /// The number of the connection, from 0.
  package var number: Int { connection.number }
  /// The bytes below the frames.
  package let connection: ScriptedServer.Connection
  /// Whether the client is given room for more as its bodies arrive.
  package var givesWindow = true
  /// How much the client takes, over all streams.
  package private(set) var window = 65_535

  private let log: FrameLog
  private var initialWindow = 65_535
  private var windows: [UInt32: Int] = [:]
  private var waiting: [UInt32] = []
  private var bodies: [UInt32: Body] = [:]
  private var ended: Set<UInt32> = []

  private struct Body {
    var bytes: [UInt8] = []
    var isComplete = false
  }

  init(_ connection: ScriptedServer.Connection, log: FrameLog) {
    self.connection = connection
    self.log = log
  }

  /// Takes the client's preface and sends the settings.
  package func begin(_ settings: KeyValuePairs<UInt16, UInt32> = [:]) -> Bool {
    let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)
    guard connection.read(preface.count) == preface else { return false }
    return send(.settings(settings))
  }

  /// Sends a frame.
  @discardableResult
  package func send(_ frames: Frame...) -> Bool { connection.send(frames.flatMap(\.bytes)) }

  /// The next frame, whatever it is.
  package func next() -> Frame? {
    guard let head = connection.read(9) else { return nil }
    var frame = Frame(head[3], flags: head[4], stream: Frame.number(head[5...]))
    guard let payload = connection.read(Int(Frame.number(head[..<3]))) else { return nil }
    frame.payload = payload
    log.add(frame, of: number)
    return take(frame) ? frame : nil
  }

  /// Reads until the client closes the connection.
  package func drain() { while next() != nil {} }

  /// The stream of the next request whose head is complete, in the order of their arrival.
  package func request() -> UInt32? {
    while waiting.isEmpty { guard next() != nil else { return nil } }
    return waiting.removeFirst()
  }

  /// As many requests.
  package func requests(_ count: Int) -> [UInt32]? {
    var streams: [UInt32] = []
    while streams.count < count {
      guard let stream = request() else { return nil }
      streams.append(stream)
    }
    return streams
  }

  /// The streams of the requests that have come and were not asked for yet.
  package func takeWaiting() -> [UInt32] {
    defer { waiting = [] }
    return waiting
  }

  /// The body of a request, once it is complete.
  package func body(of stream: UInt32) -> [UInt8]? {
    while bodies[stream]?.isComplete != true { guard next() != nil else { return nil } }
    return bodies.removeValue(forKey: stream)?.bytes
  }

  /// Reads until the client has reset the stream, and why it did.
  package func resetReason(of stream: UInt32) -> UInt32? {
    while true {
      guard let frame = next() else { return nil }
      if frame.kind == Frame.Kind.reset, frame.stream == stream { return frame.number(at: 0) }
    }
  }

  /// Waits until the client has dealt with all that was sent.
  @discardableResult
  package func settle() -> Bool {
    guard send(.ping(255)) else { return false }
    while let frame = next() {
      if frame.kind == Frame.Kind.ping, frame.has(Frame.Flag.acknowledges) { return true }
    }
    return false
  }

  /// Sends a whole answer.
  @discardableResult
  package func answer(
    _ stream: UInt32, status: String = "200", headers: [(String, String)] = [],
    body: [UInt8] = []
  ) -> Bool {
    let head = Frame.headers(stream, [(":status", status)] + headers, ends: body.isEmpty)
    guard send(head) else { return false }
    return body.isEmpty || send(bodies: [(stream, body)])
  }

  /// Answers all further requests with nothing, until the client closes the connection.
  package func answerAll() { while let stream = request() { answer(stream) } }

  /// Sends bodies and the ends of their streams, a frame of each in turn, as the windows permit. A
  /// stream that the client resets is left out.
  @discardableResult
  package func send(bodies: [(stream: UInt32, bytes: [UInt8])]) -> Bool {
    for (stream, _) in bodies.filter({ $0.bytes.isEmpty }) {
      guard send(data: [], on: stream, ends: true) else { return false }
    }
    var left = bodies.filter { !$0.bytes.isEmpty }.map { (stream: $0.stream, rest: $0.bytes[...]) }
    while !left.isEmpty {
      var hasSent = false
      for index in left.indices {
        let stream = left[index].stream
        let size = min(16_384, window, room(on: stream), left[index].rest.count)
        guard size > 0 else { continue }
        let piece = Array(left[index].rest.prefix(size))
        left[index].rest = left[index].rest.dropFirst(size)
        guard send(data: piece, on: stream, ends: left[index].rest.isEmpty) else { return false }
        hasSent = true
      }
      if !hasSent { guard next() != nil else { return false } }
      left.removeAll { $0.rest.isEmpty || ended.contains($0.stream) }
    }
    return true
  }

  /// Sends a piece of a body, whether the windows permit it or not.
  @discardableResult
  package func send(data: [UInt8], on stream: UInt32, ends: Bool = false) -> Bool {
    window -= data.count
    windows[stream] = room(on: stream) - data.count
    return send(.data(stream, data, ends: ends))
  }

  /// How much of a body the client takes, as far as the stream goes.
  package func room(on stream: UInt32) -> Int { windows[stream] ?? initialWindow }

  /// Accounts for a frame; false when the answer to it cannot be sent.
  private func take(_ frame: Frame) -> Bool {
    switch frame.kind {
    case Frame.Kind.headers, Frame.Kind.continuation:
      if frame.has(Frame.Flag.endsHeaders) { waiting.append(frame.stream) }
      if frame.kind == Frame.Kind.headers {
        bodies[frame.stream] = Body(isComplete: frame.has(Frame.Flag.endsStream))
      }
    case Frame.Kind.data: return take(data: frame)
    case Frame.Kind.reset: ended.insert(frame.stream)
    case Frame.Kind.window:
      let size = Int(frame.number(at: 0))
      if frame.stream == 0 {
        window += size
      } else {
        windows[frame.stream] = room(on: frame.stream) + size
      }
    case Frame.Kind.settings where !frame.has(Frame.Flag.acknowledges):
      takeSettings(frame)
      return send(Frame(Frame.Kind.settings, flags: Frame.Flag.acknowledges))
    case Frame.Kind.ping where !frame.has(Frame.Flag.acknowledges):
      return send(Frame(Frame.Kind.ping, flags: Frame.Flag.acknowledges, frame.payload))
    default: break
    }
    return true
  }

  private func take(data frame: Frame) -> Bool {
    bodies[frame.stream, default: Body()].bytes += frame.payload
    bodies[frame.stream]?.isComplete = frame.has(Frame.Flag.endsStream)
    guard givesWindow, !frame.payload.isEmpty else { return true }
    let size = UInt32(frame.payload.count)
    return send(.window(0, size), .window(frame.stream, size))
  }

  private func takeSettings(_ frame: Frame) {
    for place in stride(from: 0, to: frame.payload.count - 5, by: 6) {
      let name = UInt16(Frame.number(frame.payload[place..<place + 2]))
      guard name == Frame.Setting.window else { continue }
      let size = Int(frame.number(at: place + 2))
      for stream in windows.keys { windows[stream]? += size - initialWindow }
      initialWindow = size
    }
  }
}
