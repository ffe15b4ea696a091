/// One frame of HTTP/2, of whatever sense.
package struct Frame: Sendable, Equatable {
  /// What kind it is.
  package var kind: UInt8
  /// Its flags.
  package var flags: UInt8
  /// Its stream; zero for the connection.
  package var stream: UInt32
  /// What it carries.
  package var payload: [UInt8]

  /// The kinds of frames.
  package enum Kind {
    /// A piece of a body.
    package static let data: UInt8 = 0
    /// The beginning of a head, or of trailers.
    package static let headers: UInt8 = 1
    /// What nobody heeds any more.
    package static let priority: UInt8 = 2
    /// The end of a stream.
    package static let reset: UInt8 = 3
    /// What the other end has to keep to.
    package static let settings: UInt8 = 4
    /// An answer that nobody asked for.
    package static let push: UInt8 = 5
    /// A question whether the other end is there.
    package static let ping: UInt8 = 6
    /// The end of a connection.
    package static let goAway: UInt8 = 7
    /// Room for more of bodies.
    package static let window: UInt8 = 8
    /// More of a head.
    package static let continuation: UInt8 = 9
  }

  /// The flags of frames.
  package enum Flag {
    /// Of settings and pings: the other end has them.
    package static let acknowledges: UInt8 = 1
    /// The last frame of this end on the stream.
    package static let endsStream: UInt8 = 1
    /// The last frame of a head.
    package static let endsHeaders: UInt8 = 4
    /// Padding follows what is carried.
    package static let isPadded: UInt8 = 8
    /// Five bytes that nobody heeds stand before the head.
    package static let hasPriority: UInt8 = 32
  }

  /// Why streams and connections end.
  package enum Reason {
    /// Nothing is wrong.
    package static let none: UInt32 = 0
    /// This end is broken.
    package static let internalError: UInt32 = 2
    /// The request was not looked at.
    package static let refused: UInt32 = 7
    /// Nobody wants the answer any more.
    package static let cancelled: UInt32 = 8
    /// The other end asks for too much.
    package static let enhanceYourCalm: UInt32 = 11
  }

  /// What an end of a connection can set for the other.
  package enum Setting {
    /// Whether the other end may push.
    package static let push: UInt16 = 2
    /// How many requests may be under way.
    package static let streams: UInt16 = 3
    /// The first window of each stream.
    package static let window: UInt16 = 4
    /// The largest frame.
    package static let frameSize: UInt16 = 5
  }

  /// Any frame.
  package init(_ kind: UInt8, flags: UInt8 = 0, stream: UInt32 = 0, _ payload: [UInt8] = []) {
    self.kind = kind
    self.flags = flags
    self.stream = stream
    self.payload = payload
  }

  /// The frame as it travels.
  package var bytes: [UInt8] {
    Array(Frame.bytes(UInt32(payload.count)).dropFirst()) + [kind, flags] + Frame.bytes(stream)
      + payload
  }

  /// Whether it has a flag.
  package func has(_ flag: UInt8) -> Bool { flags & flag != 0 }

  /// The number at a place of the payload.
  package func number(at index: Int) -> UInt32 { Frame.number(payload.dropFirst(index).prefix(4)) }

  /// A number of up to four bytes.
  package static func number(_ bytes: some Sequence<UInt8>) -> UInt32 {
    bytes.reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// The four bytes of a number.
  package static func bytes(_ number: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }
}

extension Frame {
  /// The beginning of an answer, or its trailers, in one frame.
  package static func headers(
    _ stream: UInt32, _ fields: [(String, String)], ends: Bool = false
  ) -> Frame {
    let flags = Flag.endsHeaders | (ends ? Flag.endsStream : 0)
    return Frame(Kind.headers, flags: flags, stream: stream, block(fields))
  }

  /// A piece of a body.
  package static func data(_ stream: UInt32, _ bytes: [UInt8], ends: Bool = false) -> Frame {
    Frame(Kind.data, flags: ends ? Flag.endsStream : 0, stream: stream, bytes)
  }

  /// Settings.
  package static func settings(_ settings: KeyValuePairs<UInt16, UInt32>) -> Frame {
    Frame(
      Kind.settings,
      settings.flatMap {
        [UInt8($0.key >> 8), UInt8(truncatingIfNeeded: $0.key)] + bytes($0.value)
      })
  }

  /// The end of a connection; streams above the last one were not looked at.
  package static func goAway(last: UInt32, _ reason: UInt32 = Reason.none) -> Frame {
    Frame(Kind.goAway, bytes(last) + bytes(reason))
  }

  /// The end of a stream.
  package static func reset(_ stream: UInt32, _ reason: UInt32) -> Frame {
    Frame(Kind.reset, stream: stream, bytes(reason))
  }

  /// Room for more of a body, or of all bodies.
  package static func window(_ stream: UInt32, _ size: UInt32) -> Frame {
    Frame(Kind.window, stream: stream, bytes(size))
  }

  /// A question whether the other end is there.
  package static func ping(_ number: UInt8 = 0) -> Frame {
    Frame(Kind.ping, Array(repeating: number, count: 8))
  }

  /// Fields as HPACK: each a literal that nobody is to remember, and not packed.
  package static func block(_ fields: [(String, String)]) -> [UInt8] {
    fields.flatMap { [0] + text($0) + text($1) }
  }

  private static func text(_ text: String) -> [UInt8] {
    let bytes = Array(text.utf8)
    guard bytes.count >= 127 else { return [UInt8(bytes.count)] + bytes }
    var rest = bytes.count - 127
    var length: [UInt8] = [127]
    while rest >= 128 {
      length.append(UInt8(rest & 127 | 128))
      rest >>= 7
    }
    return length + [UInt8(rest)] + bytes
  }
}
