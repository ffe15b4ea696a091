import Values

/// Go's numbers of package `time` that print as words.
enum TimeUnits {
  /// `time.Month`, from 1.
  static let month = named("time.Month", .int) { number in
    1...12 ~= number ? CivilTime.months[Int(number) - 1] : "%!Month(\(number))"
  }

  /// `time.Weekday`, from 0 for Sunday.
  static let weekday = named("time.Weekday", .int) { number in
    0...6 ~= number ? CivilTime.weekdays[Int(number)] : "%!Weekday(\(number))"
  }

  /// `time.Duration`, in nanoseconds.
  static let duration = named(
    "time.Duration", .signed(.int64),
    [
      "Nanoseconds": method { .int64($0) },
      "Microseconds": method { .int64($0 / 1000) },
      "Milliseconds": method { .int64($0 / 1_000_000) },
      "Seconds": method { .float(parts($0, 1_000_000_000)) },
      "Minutes": method { .float(parts($0, 60_000_000_000)) },
      "Hours": method { .float(parts($0, 3_600_000_000_000)) },
    ]
  ) { GoDuration(nanoseconds: $0).text }

  private static func named(
    _ name: String, _ underlying: GoType, _ methods: [Bytes: NamedType.Method] = [:],
    _ text: @escaping @Sendable (Int64) -> String
  ) -> NamedType {
    NamedType(
      name: name, underlying: underlying,
      methods: methods.merging(["String": method { .string(text($0)) }]) { $1 })
  }

  private static func method(
    _ result: @escaping @Sendable (Int64) -> Value
  ) -> NamedType.Method {
    .init(parameters: []) { value, _ throws(ValueError) in
      guard case .object(let number as NamedInteger) = value else {
        throw ValueError("not a number")
      }
      return result(number.number)
    }
  }

  /// A duration in a unit, as Go divides it.
  private static func parts(_ duration: Int64, _ unit: Int64) -> Double {
    Double(duration / unit) + Double(duration % unit) / Double(unit)
  }
}
