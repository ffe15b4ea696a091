// What frames must be like, and what they do.
extension HTTP2Session {
  /// What can be said of a frame by its head alone.
  func check(_ frame: HTTP2Frame) throws(AnswerFault) {
    let isSettings =
      frame.kind == HTTP2Frame.Kind.settings && !frame.has(HTTP2Frame.Flag.acknowledgement)
    guard hasSettled || isSettings else {
      throw .violation("the server does not speak HTTP/2: expected its settings first")
    }
    guard frame.length <= HTTP2Session.maximumFrame else {
      throw .violation("a frame of \(frame.length) bytes, at most 16384 are allowed")
    }
    if let block {
      guard frame.kind == HTTP2Frame.Kind.continuation, frame.stream == block.stream else {
        throw .violation("headers are interrupted by another frame")
      }
    }
    guard idleFrames < HTTP2Session.maximumIdleFrames else {
      throw .violation("too many frames that bring no answer any further")
    }
    if let fault = HTTP2Session.shapeFault(frame) { throw .violation(fault) }
    let isAnswer = [
      HTTP2Frame.Kind.data, HTTP2Frame.Kind.headers, HTTP2Frame.Kind.reset,
      HTTP2Frame.Kind.windowUpdate,
    ].contains(frame.kind)
    if isAnswer, frame.stream != 0, frame.stream >= nextStream || frame.stream % 2 == 0 {
      throw .violation("a frame for a stream that was not opened")
    }
  }

  private static func shapeFault(_ frame: HTTP2Frame) -> String? {
    let isShapely =
      switch frame.kind {
      case HTTP2Frame.Kind.data, HTTP2Frame.Kind.headers, HTTP2Frame.Kind.continuation:
        frame.stream != 0
      case HTTP2Frame.Kind.priority: frame.stream != 0 && frame.length == 5
      case HTTP2Frame.Kind.reset: frame.stream != 0 && frame.length == 4
      case HTTP2Frame.Kind.settings:
        frame.stream == 0
          && (frame.has(HTTP2Frame.Flag.acknowledgement)
            ? frame.length == 0 : frame.length % 6 == 0)
      case HTTP2Frame.Kind.pushPromise: false
      case HTTP2Frame.Kind.ping: frame.stream == 0 && frame.length == 8
      case HTTP2Frame.Kind.goAway: frame.stream == 0 && frame.length >= 8
      case HTTP2Frame.Kind.windowUpdate: frame.length == 4
      default: true
      }
    return isShapely ? nil : "a frame of kind \(frame.kind) that is out of place or of a wrong size"
  }

  /// Begins a frame.
  mutating func start(_ frame: HTTP2Frame) throws(AnswerFault) -> State {
    idleFrames += 1
    switch frame.kind {
    case HTTP2Frame.Kind.data:
      try charge(frame)
      guard frame.has(HTTP2Frame.Flag.padded) else { return data(frame, left: frame.length) }
      guard frame.length > 0 else { throw .violation("a frame has more padding than room") }
      return .paddedData(frame)
    case HTTP2Frame.Kind.continuation where block == nil:
      throw .violation("headers go on that have not begun")
    case HTTP2Frame.Kind.headers, HTTP2Frame.Kind.reset, HTTP2Frame.Kind.settings,
      HTTP2Frame.Kind.ping, HTTP2Frame.Kind.goAway, HTTP2Frame.Kind.windowUpdate,
      HTTP2Frame.Kind.continuation:
      return .payload(frame)
    default: return .skipping(frame.length)
    }
  }

  func data(_ frame: HTTP2Frame, left: Int, padding: Int = 0) -> State {
    .data(
      stream: frame.stream, left: left, padding: padding,
      isLast: frame.has(HTTP2Frame.Flag.endStream))
  }

  /// Takes a whole frame.
  mutating func take(_ frame: HTTP2Frame, _ payload: [UInt8]) throws(AnswerFault) {
    switch frame.kind {
    case HTTP2Frame.Kind.headers: try takeHeaders(frame, payload)
    case HTTP2Frame.Kind.continuation: try continueBlock(frame, payload)
    case HTTP2Frame.Kind.reset: takeReset(frame.stream, HTTP2Frame.number(payload, at: 0))
    case HTTP2Frame.Kind.settings where !frame.has(HTTP2Frame.Flag.acknowledgement):
      try takeSettings(payload)
    case HTTP2Frame.Kind.ping where !frame.has(HTTP2Frame.Flag.acknowledgement):
      put(HTTP2Frame.Kind.ping, HTTP2Frame.Flag.acknowledgement, 0, length: 8)
      put(payload)
    case HTTP2Frame.Kind.goAway:
      isLeaving = true
      let (last, code) = (HTTP2Frame.number(payload, at: 0), HTTP2Frame.number(payload, at: 4))
      let reason = code == 0 ? nil : HTTP2Frame.Reason.name(code)
      events.append(.leaving(after: last & 0x7FFF_FFFF, because: reason))
    case HTTP2Frame.Kind.windowUpdate:
      try widen(frame.stream, Int(HTTP2Frame.number(payload, at: 0) & 0x7FFF_FFFF))
    default: break
    }
  }

  private mutating func takeReset(_ stream: UInt32, _ code: UInt32) {
    guard streams[stream] != nil else { return }
    forget(stream)
    if code == HTTP2Frame.Reason.refusedStream.rawValue { return events.append(.refused(stream)) }
    let reason = "the server reset the stream: \(HTTP2Frame.Reason.name(code))"
    events.append(.failed(stream, AnswerFault(.closed, reason)))
  }

  private mutating func takeSettings(_ payload: [UInt8]) throws(AnswerFault) {
    for start in stride(from: 0, to: payload.count, by: 6) {
      let name = UInt16(payload[start]) << 8 | UInt16(payload[start + 1])
      let value = Int(HTTP2Frame.number(payload, at: start + 2))
      switch name {
      case HTTP2Frame.Setting.enablePush where value != 0:
        throw .violation("the server's settings speak of pushes")
      case HTTP2Frame.Setting.maximumStreams: peer.maximumStreams = value
      case HTTP2Frame.Setting.initialWindow:
        guard value <= HTTP2Frame.largestWindow else {
          throw .violation("the server's settings have a window of \(value) bytes")
        }
        let change = value - peer.initialWindow
        guard
          streams.values.allSatisfy({ $0.sendWindow + change <= HTTP2Frame.largestWindow })
        else { throw .violation("a window overflows") }
        peer.initialWindow = value
        for number in streams.keys { streams[number]?.sendWindow += change }
      case HTTP2Frame.Setting.maximumFrame:
        guard (16_384...16_777_215).contains(value) else {
          throw .violation("the server's settings have frames of \(value) bytes")
        }
        peer.maximumFrame = value
      default: break
      }
    }
    hasSettled = true
    put(HTTP2Frame.Kind.settings, HTTP2Frame.Flag.acknowledgement, 0, length: 0)
  }

  private mutating func widen(_ stream: UInt32, _ count: Int) throws(AnswerFault) {
    guard count > 0 else { throw .violation("a window grows by nothing") }
    if stream == 0 {
      sendWindow += count
      guard sendWindow <= HTTP2Frame.largestWindow else { throw .violation("a window overflows") }
    } else if let known = streams[stream] {
      guard known.sendWindow + count <= HTTP2Frame.largestWindow else {
        return fail(stream, .violation("a window overflows"), .flowControlError)
      }
      streams[stream]?.sendWindow += count
    }
  }
}
