import Values

/// A `time.Time` in UTC with the methods that templates use.
final class TimeValue: ObjectValue, @unchecked Sendable {
  // Sendable: immutable.

  let nanoseconds: Int64
  private let time: CivilTime

  init(nanosecondsSince1970 nanoseconds: Int64) {
    self.nanoseconds = nanoseconds
    time = CivilTime(nanosecondsSince1970: nanoseconds)
    super.init(type: TimeValue.methods)
  }

  var secondsSince1970: Int64 {
    nanoseconds / 1_000_000_000 - (nanoseconds % 1_000_000_000 < 0 ? 1 : 0)
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
        .int64(try of(value).nanoseconds / 1_000_000)
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
