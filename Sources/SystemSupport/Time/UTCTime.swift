import CSystem

/// Moments as text.
package enum UTCTime {
  /// `2026-01-02T03:04:05.678Z` of nanoseconds since 1970.
  package static func text(nanoseconds: Int64) -> String {
    var buffer = [CChar](repeating: 0, count: 64)
    let length = cs_format_utc(&buffer, buffer.count, nanoseconds)
    return String(decoding: buffer[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// The text of now.
  package static var now: String { text(nanoseconds: cs_realtime_nanoseconds()) }
}
