import CSystem

/// The time of day.
package enum WallClock {
  /// Nanoseconds since 1970, UTC.
  package static var nanosecondsSince1970: Int64 { cs_realtime_nanoseconds() }

  /// Whole seconds since 1970, UTC.
  package static var secondsSince1970: Int64 { nanosecondsSince1970 / 1_000_000_000 }
}
