import Values

/// A `time.Time` in UTC with the methods that templates use.
final class TimeValue: ObjectValue, @unchecked Sendable {
  // Sendable: immutable.

  let secondsSince1970: Int64
  /// Since 1970; what does not fit is cut off, as by Go.
  let nanoseconds: Int64
  private let time: CivilTime

  convenience init(nanosecondsSince1970 nanoseconds: Int64) {
    let seconds = CivilTime.floorDivide(nanoseconds, 1_000_000_000)
    self.init(
      secondsSince1970: seconds, nanosecond: Int(nanoseconds - seconds * 1_000_000_000))
  }

  /// A moment by its seconds since 1970, at most some millions of years, and what is beyond them.
  init(secondsSince1970 seconds: Int64, nanosecond: Int) {
    secondsSince1970 = seconds
    nanoseconds = seconds &* 1_000_000_000 &+ Int64(nanosecond)
    time = CivilTime(secondsSince1970: seconds, nanosecond: nanosecond)
    super.init(type: TimeValue.methods)
  }

  /// Go's zero time, the first of January of the year 1.
  static let zero = TimeValue(secondsSince1970: -62_135_596_800, nanosecond: 0)

  /// The moment a duration later.
  func adding(nanoseconds duration: Int64) -> TimeValue {
    let whole = CivilTime.floorDivide(duration, 1_000_000_000)
    let rest = time.nanosecond + Int(duration - whole * 1_000_000_000)
    return TimeValue(
      secondsSince1970: secondsSince1970 + whole + Int64(rest / 1_000_000_000),
      nanosecond: rest % 1_000_000_000)
  }

  override var encodedText: String? {
    let layout = TimeLayout("2006-01-02T15:04:05.999999999Z07:00".utf8)
    return Bytes(layout.format(time)).string
  }

  private static let methods = NamedType(
    name: "time.Time", underlying: .opaque("time.Time"),
    methods: [
      "Format": .init(parameters: [.string]) { value, arguments throws(ValueError) in
        let layout = TimeLayout(try arguments.bytes(0).storage)
        return .bytes(Bytes(layout.format(try of(value).time)))
      },
      "String": .init(parameters: []) { value, _ throws(ValueError) in
        let layout = TimeLayout("2006-01-02 15:04:05.999999999 -0700 MST".utf8)
        return .bytes(Bytes(layout.format(try of(value).time)))
      },
      "UTC": .init(parameters: []) { value, _ in value },
      "Unix": .init(parameters: []) { value, _ throws(ValueError) in
        .int64(try of(value).secondsSince1970)
      },
      "UnixMilli": .init(parameters: []) { value, _ throws(ValueError) in
        let time = try of(value)
        return .int64(time.secondsSince1970 * 1000 + Int64(time.time.nanosecond / 1_000_000))
      },
      "UnixNano": .init(parameters: []) { value, _ throws(ValueError) in
        .int64(try of(value).nanoseconds)
      },
      "Year": number { $0.year }, "Day": number { $0.day }, "Hour": number { $0.hour },
      "Minute": number { $0.minute }, "Second": number { $0.second },
      "Nanosecond": number { $0.nanosecond }, "YearDay": number { $0.dayOfYear },
      "Month": name { CivilTime.months[$0.month - 1] },
      "Weekday": name { CivilTime.weekdays[$0.weekday] },
    ])

  private static func of(_ value: Value) throws(ValueError) -> TimeValue {
    guard case .object(let object) = value, let time = object as? TimeValue else {
      throw ValueError("not a time")
    }
    return time
  }

  private static func number(
    _ part: @escaping @Sendable (CivilTime) -> Int
  ) -> NamedType.Method {
    .init(parameters: []) { value, _ throws(ValueError) in .int(part(try of(value).time)) }
  }

  /// Go's months and weekdays are numbers that print as names; here they are the names.
  private static func name(
    _ part: @escaping @Sendable (CivilTime) -> String
  ) -> NamedType.Method {
    .init(parameters: []) { value, _ throws(ValueError) in .string(part(try of(value).time)) }
  }
}
