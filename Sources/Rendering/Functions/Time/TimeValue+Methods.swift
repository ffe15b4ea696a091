import Values

extension TimeValue {
  /// What templates can ask of a `time.Time`. Methods with several results are left out: Go refuses
  /// to call them from a template.
  static let timeType = NamedType(
    name: "time.Time", underlying: .opaque("time.Time"),
    methods: texts.merging(numbers) { $1 }.merging(steps) { $1 }.merging(questions) { $1 })

  private static let texts: [Bytes: NamedType.Method] = [
    "Format": .init(parameters: [.string]) { value, arguments throws(ValueError) in
      let layout = TimeLayout(try arguments.bytes(0).storage)
      return .bytes(Bytes(layout.format(try of(value).time)))
    },
    "String": .init(parameters: []) { value, _ throws(ValueError) in
      let layout = TimeLayout("2006-01-02 15:04:05.999999999 -0700 MST".utf8)
      return .bytes(Bytes(layout.format(try of(value).time)))
    },
  ]

  private static let numbers: [Bytes: NamedType.Method] = [
    "Unix": long { $0.secondsSince1970 },
    "UnixMilli": long { $0.secondsSince1970 &* 1000 &+ Int64($0.time.nanosecond / 1_000_000) },
    "UnixMicro": long { $0.secondsSince1970 &* 1_000_000 &+ Int64($0.time.nanosecond / 1000) },
    "UnixNano": long { $0.nanoseconds },
    "Year": number { $0.year }, "Day": number { $0.day }, "Hour": number { $0.hour },
    "Minute": number { $0.minute }, "Second": number { $0.second },
    "Nanosecond": number { $0.nanosecond }, "YearDay": number { $0.dayOfYear },
    "Month": .init(parameters: []) { value, _ throws(ValueError) in
      .object(NamedInteger(Int64(try of(value).time.month), type: TimeUnits.month))
    },
    "Weekday": .init(parameters: []) { value, _ throws(ValueError) in
      .object(NamedInteger(Int64(try of(value).time.weekday), type: TimeUnits.weekday))
    },
  ]

  private static let steps: [Bytes: NamedType.Method] = [
    "UTC": .init(parameters: []) { value, _ in value },
    "Local": .init(parameters: []) { value, _ in value },
    "Add": .init(parameters: [.signed(.int64)]) { value, arguments throws(ValueError) in
      .object(try of(value).adding(nanoseconds: try arguments.int(0)))
    },
    "AddDate": .init(parameters: [.int, .int, .int]) { value, arguments throws(ValueError) in
      let time = try of(value)
      return .object(
        try time.adding(
          years: try arguments.whole(0), months: try arguments.whole(1),
          days: try arguments.whole(2)))
    },
    "Truncate": .init(parameters: [.signed(.int64)]) { value, arguments throws(ValueError) in
      let (time, duration) = (try of(value), try arguments.int(0))
      return .object(duration > 0 ? time.adding(nanoseconds: -time.rest(of: duration)) : time)
    },
    "Round": .init(parameters: [.signed(.int64)]) { value, arguments throws(ValueError) in
      let (time, duration) = (try of(value), try arguments.int(0))
      guard duration > 0 else { return .object(time) }
      let rest = time.rest(of: duration)
      let isDown = rest < duration - rest
      return .object(time.adding(nanoseconds: isDown ? -rest : duration - rest))
    },
  ]

  private static let questions: [Bytes: NamedType.Method] = [
    "IsZero": .init(parameters: []) { value, _ throws(ValueError) in
      .bool(try of(value).isEqual(to: zero))
    },
    "Before": compared { .bool($0 < $1) },
    "After": compared { .bool($0 > $1) },
    "Equal": compared { .bool($0 == $1) },
    "Compare": compared { .int($0 < $1 ? -1 : $0 > $1 ? 1 : 0) },
    "Sub": compared {
      .object(NamedInteger(Int64(clamping: $0 - $1), type: TimeUnits.duration))
    },
  ]

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

  private static func long(
    _ part: @escaping @Sendable (TimeValue) -> Int64
  ) -> NamedType.Method {
    .init(parameters: []) { value, _ throws(ValueError) in .int64(part(try of(value))) }
  }

  /// A method with another time; both come as nanoseconds since the first day of the year 1.
  private static func compared(
    _ result: @escaping @Sendable (Int128, Int128) -> Value
  ) -> NamedType.Method {
    .init(parameters: [.opaque("time.Time")]) { value, arguments throws(ValueError) in
      result(try of(value).sinceZero, try of(arguments[0]).sinceZero)
    }
  }

  // MARK: Arithmetic

  private var sinceZero: Int128 {
    let seconds = Int128(secondsSince1970) - Int128(TimeValue.zero.secondsSince1970)
    return seconds * 1_000_000_000 + Int128(time.nanosecond)
  }

  /// The time beyond the last multiple of a positive duration since the first day of the year 1.
  private func rest(of duration: Int64) -> Int64 {
    let rest = sinceZero % Int128(duration)
    return Int64(truncatingIfNeeded: rest < 0 ? rest + Int128(duration) : rest)
  }

  /// Later by so many years, then months, then days; what is beyond a month's end leads into the
  /// next.
  private func adding(years: Int, months: Int, days: Int) throws(ValueError) -> TimeValue {
    let largest = 10_000_000
    guard
      [years, months, days, time.year].allSatisfy({ $0.magnitude <= largest })
    else { throw ValueError("time: date out of range") }
    let day = CivilTime.days(
      year: time.year + years, month: time.month + months, day: time.day + days)
    let seconds = time.hour * 3600 + time.minute * 60 + time.second
    return TimeValue(
      secondsSince1970: Int64(day * 86_400 + seconds), nanosecond: time.nanosecond)
  }
}
