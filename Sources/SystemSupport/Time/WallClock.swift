import CSystem

/// The time of day.
package enum WallClock {
  /// Nanoseconds since 1970, UTC.
  package static var nanosecondsSince1970: Int64 { cs_realtime_nanoseconds() }
}
