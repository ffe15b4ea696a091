import XCTest

@testable import Networking

/// What a server says to a session, and what comes of it, as text.
struct HTTP2Conversation {
  var session = HTTP2Session()

  /// A session that has read the server's settings and opened so many streams.
  init(settings: [(UInt16, UInt32)] = [], streams: Int = 1, isHead: Bool = false) {
    session.begin(settings: settings)
    for _ in 0..<streams { _ = session.open(headers: [0x82], body: nil, isHead: isHead) }
    _ = session.takeOutput()
  }

  /// What the bytes come to, in one line, whether they come whole or one by one: events, the
  /// frames for the server in brackets, and what was thrown.
  mutating func receive(_ bytes: [UInt8], line: UInt = #line) -> String {
    var (piecewise, cut) = (session, session)
    let whole = HTTP2Conversation.read([bytes], &session)
    let ones = HTTP2Conversation.read(bytes.map { [$0] }, &piecewise)
    let middle = bytes.count / 2
    let halves = HTTP2Conversation.read(
      [Array(bytes[..<middle]), Array(bytes[middle...])], &cut)
    XCTAssertEqual(ones, whole, "byte by byte", line: line)
    XCTAssertEqual(halves, whole, "in two pieces", line: line)
    return whole
  }

  /// What the bytes come to, read once: for many of them.
  static func whole(_ bytes: [UInt8], _ session: inout HTTP2Session) -> String {
    read([bytes], &session)
  }

  /// The frames for the server since the last call.
  mutating func output() -> String {
    HTTP2Conversation.frames(session.takeOutput()).joined(separator: " ")
  }

  private static func read(_ pieces: [[UInt8]], _ session: inout HTTP2Session) -> String {
    var words: [String] = []
    var bodyStream: UInt32?
    do throws(AnswerFault) {
      for piece in pieces {
        var rest = piece[...]
        while let (event, isBodyOf) = try session.step(&rest) {
          if let isBodyOf, isBodyOf == bodyStream, let last = words.popLast() {
            words.append(last + event)
          } else if let isBodyOf {
            words.append("body \(isBodyOf) \(event)")
          } else {
            words.append(event)
          }
          bodyStream = isBodyOf
        }
      }
    } catch { words.append("\(error.code): \(error.reason)") }
    words += frames(session.takeOutput())
    return words.joined(separator: ", ")
  }

  private static func frames(_ bytes: [UInt8]) -> [String] {
    var (words, rest) = ([String](), bytes[...])
    while rest.count >= HTTP2Frame.headSize {
      let frame = HTTP2Frame(Array(rest.prefix(HTTP2Frame.headSize)))
      rest = rest.dropFirst(HTTP2Frame.headSize)
      words.append("[\(name(frame, Array(rest.prefix(frame.length))))]")
      rest = rest.dropFirst(frame.length)
    }
    XCTAssertTrue(rest.isEmpty, "half a frame")
    return words
  }

  private static func name(_ frame: HTTP2Frame, _ payload: [UInt8]) -> String {
    let end = frame.has(HTTP2Frame.Flag.endStream) ? " end" : ""
    let go = frame.has(HTTP2Frame.Flag.endHeaders) ? "" : " more"
    return switch frame.kind {
    case HTTP2Frame.Kind.data: "data \(frame.stream) \(frame.length)\(end)"
    case HTTP2Frame.Kind.headers: "headers \(frame.stream) \(frame.length)\(go)\(end)"
    case HTTP2Frame.Kind.continuation: "continuation \(frame.stream) \(frame.length)\(go)"
    case HTTP2Frame.Kind.reset:
      "reset \(frame.stream) \(HTTP2Frame.Reason.name(HTTP2Frame.number(payload, at: 0)))"
    case HTTP2Frame.Kind.settings: "settings\(end.isEmpty ? " \(payload.count / 6)" : " seen")"
    case HTTP2Frame.Kind.ping: "ping\(end.isEmpty ? "" : " seen") \(payload)"
    case HTTP2Frame.Kind.goAway:
      "leave \(HTTP2Frame.Reason.name(HTTP2Frame.number(payload, at: 4)))"
    case HTTP2Frame.Kind.windowUpdate:
      "window \(frame.stream) +\(HTTP2Frame.number(payload, at: 0))"
    default: "kind \(frame.kind)"
    }
  }
}

extension HTTP2Session {
  fileprivate mutating func begin(settings: [(UInt16, UInt32)]) {
    var rest = ServerFrames.settings(settings)[...]
    XCTAssertNil(try step(&rest)?.text)
  }

  /// The next event as text, and its stream where that is the text of a body.
  fileprivate mutating func step(
    _ rest: inout ArraySlice<UInt8>
  ) throws(AnswerFault) -> (text: String, bodyOf: UInt32?)? {
    typealias Found = (used: Int, event: (String, UInt32?)?)
    var session = self
    let result = rest.withUnsafeBytes { bytes -> Result<Found, AnswerFault> in
      do throws(AnswerFault) {
        let step = try session.receive(bytes)
        return .success((step.used, step.event.map(HTTP2Session.text)))
      } catch { return .failure(error) }
    }
    self = session
    let (used, event) = try result.get()
    rest = rest.dropFirst(used)
    return event
  }

  private static func text(_ event: Event) -> (String, UInt32?) {
    switch event {
    case .head(let stream, let status, let headers):
      let fields = headers.fields.map { " \($0.name)=\($0.value)" }.joined()
      return ("head \(stream) \(status)\(fields)", nil)
    case .body(let stream, let bytes): return (String(decoding: bytes, as: UTF8.self), stream)
    case .end(let stream): return ("end \(stream)", nil)
    case .failed(let stream, let fault):
      return ("failed \(stream) \(fault.code): \(fault.reason)", nil)
    case .refused(let stream): return ("refused \(stream)", nil)
    case .leaving(let last, let reason):
      return ("leaving after \(last)" + (reason.map { ": \($0)" } ?? ""), nil)
    }
  }
}

/// Frames as servers write them, proper and not.
enum ServerFrames {
  static func frame(
    _ kind: UInt8, _ flags: UInt8 = 0, _ stream: UInt32 = 0, _ payload: [UInt8] = []
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(HTTP2Frame(length: payload.count, kind: kind, flags: flags, stream: stream))
    return bytes + payload
  }

  static func settings(_ values: [(UInt16, UInt32)] = []) -> [UInt8] {
    frame(
      HTTP2Frame.Kind.settings, 0, 0,
      values.flatMap { name, value in
        [UInt8(name >> 8), UInt8(name & 0xFF)] + number(value)
      })
  }

  static func block(_ fields: KeyValuePairs<String, String>) -> [UInt8] {
    var encoder = HPACKEncoder()
    for (name, value) in fields { encoder.add(name, value) }
    return encoder.bytes
  }

  static func headers(
    _ stream: UInt32, _ fields: KeyValuePairs<String, String>, isLast: Bool = false
  ) -> [UInt8] {
    let flags = HTTP2Frame.Flag.endHeaders | (isLast ? HTTP2Frame.Flag.endStream : 0)
    return frame(HTTP2Frame.Kind.headers, flags, stream, block(fields))
  }

  static func data(_ stream: UInt32, _ text: String, isLast: Bool = false) -> [UInt8] {
    let flags = isLast ? HTTP2Frame.Flag.endStream : 0
    return frame(HTTP2Frame.Kind.data, flags, stream, Array(text.utf8))
  }

  static func reset(_ stream: UInt32, _ reason: UInt32) -> [UInt8] {
    frame(HTTP2Frame.Kind.reset, 0, stream, number(reason))
  }

  static func window(_ stream: UInt32, _ count: UInt32) -> [UInt8] {
    frame(HTTP2Frame.Kind.windowUpdate, 0, stream, number(count))
  }

  static func leave(after stream: UInt32) -> [UInt8] {
    frame(HTTP2Frame.Kind.goAway, 0, 0, number(stream) + number(0))
  }

  static func number(_ number: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> UInt32($0)) }
  }
}
