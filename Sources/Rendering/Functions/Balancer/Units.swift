import SystemSupport
import TemplateLanguage
import Values

/// Durations and sizes as HAProxy and nginx both read them: a whole number and one unit.
enum Units {
  private static let durations: [(name: String, nanoseconds: Int64)] = [
    ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("m", 60_000_000_000),
    ("s", 1_000_000_000), ("ms", 1_000_000),
  ]

  /// A duration, given as a text such as `1m30s` or as a number of seconds, in the largest unit in
  /// which it is whole.
  static func duration(_ value: Value) throws(ValueError) -> String {
    let nanoseconds = try nanoseconds(of: value)
    guard nanoseconds >= 0 else { throw ValueError("expected a duration that is not negative") }
    if nanoseconds == 0 { return "0s" }
    for unit in durations where nanoseconds % unit.nanoseconds == 0 {
      return "\(nanoseconds / unit.nanoseconds)\(unit.name)"
    }
    throw ValueError("expected a duration in whole milliseconds, found `\(GoText.of(value))`")
  }

  private static func nanoseconds(of value: Value) throws(ValueError) -> Int64 {
    let tooLong = ValueError("the duration `\(GoText.of(value))` is too long")
    switch value {
    case .int(let seconds, _):
      let (product, overflows) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
      guard !overflows else { throw tooLong }
      return product
    case .float(let seconds, _):
      guard let whole = Int64(exactly: (seconds * 1000).rounded()), abs(whole) < 1 << 40 else {
        throw tooLong
      }
      return whole * 1_000_000
    case .bytes(let text):
      let (seconds, attoseconds) = try parsed(text.string).components
      let (product, overflows) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
      let (sum, isTooLong) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
      guard !overflows, !isTooLong else { throw tooLong }
      return sum
    default: throw ValueError("expected a duration, found \(value.goTypeName)")
    }
  }

  private static func parsed(_ text: String) throws(ValueError) -> Duration {
    do throws(DurationText.Failure) {
      return try DurationText.parse(text)
    } catch {
      throw ValueError(error.message)
    }
  }

  /// A size in bytes, given as a number or as a text such as `64KiB` or `1.5m`, in the largest unit
  /// in which it is whole. A kilo is 1024 in every spelling, as it is for both balancers.
  static func size(_ value: Value) throws(ValueError) -> String {
    let bytes = try bytes(of: value)
    for (power, name) in [(30, "g"), (20, "m"), (10, "k")]
    where bytes > 0 && bytes % (1 << power) == 0 {
      return "\(bytes >> power)\(name)"
    }
    return "\(bytes)"
  }

  private static func bytes(of value: Value) throws(ValueError) -> Int64 {
    let refusal = ValueError("expected a size such as `64k`, found `\(GoText.of(value))`")
    switch value {
    case .int(let number, _):
      guard number >= 0 else { throw refusal }
      return number
    case .uint(let number, _):
      guard let number = Int64(exactly: number) else { throw refusal }
      return number
    case .float(let number, _):
      guard number >= 0, let number = Int64(exactly: number) else { throw refusal }
      return number
    case .bytes(let text):
      let text = text.trimmed.string.lowercased()
      let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      let unit = text.dropFirst(digits.count).drop { $0 == " " }
      guard let number = Double(digits), let scale = scales[String(unit)],
        let bytes = Int64(exactly: number * Double(scale))
      else { throw refusal }
      return bytes
    default: throw refusal
    }
  }

  private static let scales: [String: Int64] = {
    var scales: [String: Int64] = ["": 1, "b": 1]
    for (power, letter) in [(10, "k"), (20, "m"), (30, "g"), (40, "t")] {
      for end in ["", "b", "ib", "i"] { scales[letter + end] = 1 << power }
    }
    return scales
  }()
}
