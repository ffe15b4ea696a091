import TemplateLanguage
import Values

/// sprig's functions on times and durations.
enum SprigDates {
  static let all: [TemplateFunction] = [
    TemplateFunction("sprig_ago", [.any], body: ago),
    .sprig("duration", [.any]) { a throws(ValueError) in
      let seconds: Int64 =
        switch a[0] {
        case .bytes(let text): (try? Numerals.int(text)) ?? 0
        case .int(let number, .int64): number
        default: 0
        }
      return .string(GoDuration(nanoseconds: seconds &* 1_000_000_000).text)
    },
    TemplateFunction("sprig_durationRound", [.any], body: durationRound),
    .sprig("must_date_modify", [.string, .any], modify),
    .sprig("mustDateModify", [.string, .any], modify),
    // What is no time of the layout is Go's zero time here, and an error of the `must` form.
    .sprig("toDate", [.string, .string]) { a throws(ValueError) in
      do throws(ValueError) { return try parse(a) } catch { return .object(TimeValue.zero) }
    },
    .sprig("mustToDate", [.string, .string], parse),
    .sprig("unixEpoch", [.any]) { a throws(ValueError) in
      .string(String(try time(a[0]).secondsSince1970))
    },
  ]

  private static func time(_ value: Value) throws(ValueError) -> TimeValue {
    guard case .object(let object) = value, let time = object as? TimeValue else {
      throw ValueError("wrong type for value; expected time.Time; got \(value.goTypeName)")
    }
    return time
  }

  /// The time of the pass, which makes the template volatile.
  private static func now(
    _ context: EvaluationContext, _ function: String
  ) throws(ValueError) -> Int64 {
    try context.rendering(for: function).time(for: function)
  }

  /// How long ago a time, or a number of seconds since 1970, was.
  private static func ago(
    _ a: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let now = try now(context, "sprig_ago")
    var then = now
    switch a[0] {
    case .object(let object): if let time = object as? TimeValue { then = time.nanoseconds }
    case .int(let seconds, .int), .int(let seconds, .int64):
      then = seconds.multipliedReportingOverflow(by: 1_000_000_000).partialValue
    default: break
    }
    let elapsed = now &- then
    let half: Int64 = elapsed < 0 ? -500_000_000 : 500_000_000
    let seconds = (elapsed &+ half) / 1_000_000_000
    return .string(GoDuration(nanoseconds: seconds &* 1_000_000_000).text)
  }

  /// A duration in its largest unit alone.
  private static func durationRound(
    _ a: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    var duration: Int64 = 0
    switch a[0] {
    case .bytes(let text): duration = (try? GoDuration(text).nanoseconds) ?? 0
    case .int(let number, .int64): duration = number
    case .object(let object):
      if let time = object as? TimeValue {
        duration = try now(context, "sprig_durationRound") &- time.nanoseconds
      }
    default: break
    }
    let second: UInt64 = 1_000_000_000
    let units: [(UInt64, String)] = [
      (365 * 86_400 * second, "y"), (30 * 86_400 * second, "mo"), (86_400 * second, "d"),
      (3600 * second, "h"), (60 * second, "m"), (second, "s"),
    ]
    let length = duration.magnitude
    for (unit, name) in units where length > unit { return .string("\(length / unit)\(name)") }
    return .string("0s")
  }

  private static func modify(_ a: [Value]) throws(ValueError) -> Value {
    let duration = try GoDuration(try a.bytes(0))
    return .object(try time(a[1]).adding(nanoseconds: duration.nanoseconds))
  }

  private static func parse(_ a: [Value]) throws(ValueError) -> Value {
    var parser = TimeParser(layout: try a.bytes(0), text: try a.bytes(1))
    return .object(try parser.time())
  }
}
