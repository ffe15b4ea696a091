import TemplateLanguage
import Values

/// `timestamp`, and confd's `datetime`. The time is that of the pass, the same for all calls in it;
/// the template that asks for it is declared volatile.
enum TimeFunctions {
  static let consul: [TemplateFunction] = [
    TemplateFunction("timestamp", [.string], variadic: true, body: timestamp)
  ]

  static let confd: [TemplateFunction] = [
    TemplateFunction("datetime", [], body: datetime)
  ]

  /// `timestamp [LAYOUT | "unix"]`, by default RFC 3339.
  private static func timestamp(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    guard arguments.count <= 1 else {
      throw ValueError(
        "timestamp: wrong number of arguments, expected 0 or 1, but got \(arguments.count)")
    }
    let nanoseconds = try context.rendering(for: "timestamp").time(for: "timestamp")
    let layout = arguments.isEmpty ? Bytes(TimeLayout.rfc3339) : try arguments.bytes(0)
    if layout == "unix" {
      return .string(String(TimeValue(nanosecondsSince1970: nanoseconds).secondsSince1970))
    }
    let time = CivilTime(nanosecondsSince1970: nanoseconds)
    return .bytes(Bytes(TimeLayout(layout.storage).format(time)))
  }

  private static func datetime(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let nanoseconds = try context.rendering(for: "datetime").time(for: "datetime")
    return .object(TimeValue(nanosecondsSince1970: nanoseconds))
  }
}
