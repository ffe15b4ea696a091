/// The first nine bytes of a frame (RFC 9113, section 4.1), and the numbers around them.
struct HTTP2Frame: Equatable {
  /// How many bytes follow.
  let length: Int
  let kind: UInt8
  let flags: UInt8
  /// Zero is the whole connection.
  let stream: UInt32

  static let headSize = 9

  /// The sorts of frames.
  enum Kind {
    static let data: UInt8 = 0
    static let headers: UInt8 = 1
    static let priority: UInt8 = 2
    static let reset: UInt8 = 3
    static let settings: UInt8 = 4
    static let pushPromise: UInt8 = 5
    static let ping: UInt8 = 6
    static let goAway: UInt8 = 7
    static let windowUpdate: UInt8 = 8
    static let continuation: UInt8 = 9
  }

  enum Flag {
    static let endStream: UInt8 = 0x1
    static let acknowledgement: UInt8 = 0x1
    static let endHeaders: UInt8 = 0x4
    static let padded: UInt8 = 0x8
    static let priority: UInt8 = 0x20
  }

  /// The names of settings (section 6.5.2).
  enum Setting {
    static let enablePush: UInt16 = 2
    static let maximumStreams: UInt16 = 3
    static let initialWindow: UInt16 = 4
    static let maximumFrame: UInt16 = 5
    static let maximumHeaderList: UInt16 = 6
  }

  /// The reasons for ends (section 7).
  enum Reason: UInt32 {
    case noError, protocolError, internalError, flowControlError, settingsTimeout, streamClosed
    case frameSizeError, refusedStream, cancel, compressionError, connectError, enhanceYourCalm
    case inadequateSecurity, http11Required

    /// The words of the RFC.
    static func name(_ code: UInt32) -> String {
      let names = [
        "NO_ERROR", "PROTOCOL_ERROR", "INTERNAL_ERROR", "FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT",
        "STREAM_CLOSED", "FRAME_SIZE_ERROR", "REFUSED_STREAM", "CANCEL", "COMPRESSION_ERROR",
        "CONNECT_ERROR", "ENHANCE_YOUR_CALM", "INADEQUATE_SECURITY", "HTTP_1_1_REQUIRED",
      ]
      return Int(code) < names.count ? names[Int(code)] : "error \(code)"
    }
  }

  /// The largest window (section 6.9.1).
  static let largestWindow = 0x7FFF_FFFF

  init(length: Int, kind: UInt8, flags: UInt8, stream: UInt32) {
    (self.length, self.kind, self.flags, self.stream) = (length, kind, flags, stream)
  }

  /// Reads nine bytes.
  init(_ bytes: [UInt8]) {
    length = Int(bytes[0]) << 16 | Int(bytes[1]) << 8 | Int(bytes[2])
    kind = bytes[3]
    flags = bytes[4]
    stream = HTTP2Frame.number(bytes, at: 5) & 0x7FFF_FFFF
  }

  func has(_ flag: UInt8) -> Bool { flags & flag != 0 }

  /// Four bytes as a number.
  static func number(_ bytes: [UInt8], at index: Int) -> UInt32 {
    bytes[index..<index + 4].reduce(0) { $0 << 8 | UInt32($1) }
  }
}

extension [UInt8] {
  mutating func append(_ frame: HTTP2Frame) {
    let (length, stream) = (frame.length, frame.stream)
    self += [
      UInt8(truncatingIfNeeded: length >> 16), UInt8(truncatingIfNeeded: length >> 8),
      UInt8(truncatingIfNeeded: length), frame.kind, frame.flags,
    ]
    append(number: stream)
  }

  mutating func append(number: UInt32) {
    for shift in [24, 16, 8, 0] { append(UInt8(truncatingIfNeeded: number >> UInt32(shift))) }
  }
}
