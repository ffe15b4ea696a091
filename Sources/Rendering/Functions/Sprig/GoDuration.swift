import TemplateLanguage
import Values

/// Go's `time.Duration`.
struct GoDuration {
  let nanoseconds: Int64

  init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  private static let units: [(name: String, nanoseconds: Double)] = [
    ("ns", 1), ("us", 1e3), ("µs", 1e3), ("μs", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 6e10),
    ("h", 3.6e12),
  ]

  /// `time.ParseDuration`
  init(_ text: Bytes) throws(ValueError) {
    let quoted = GoQuoting.quote(text)
    let invalid = ValueError("time: invalid duration \(quoted)")
    var rest = text.storage[...]
    var isNegative = false
    if let sign = rest.first, sign == 0x2D || sign == 0x2B {
      isNegative = sign == 0x2D
      rest = rest.dropFirst()
    }
    if rest.elementsEqual([0x30]) {
      nanoseconds = 0
      return
    }
    guard !rest.isEmpty else { throw invalid }
    var total: Int64 = 0
    while !rest.isEmpty {
      let number = rest.prefix { 0x30...0x39 ~= $0 || $0 == 0x2E }
      let digits = number.split(separator: 0x2E, omittingEmptySubsequences: false)
      guard number.contains(where: { $0 != 0x2E }), digits.count <= 2 else { throw invalid }
      rest = rest[number.endIndex...]
      let unit = rest.prefix { !(0x30...0x39 ~= $0) && $0 != 0x2E }
      rest = rest[unit.endIndex...]
      if unit.isEmpty { throw ValueError("time: missing unit in duration \(quoted)") }
      let name = String(decoding: unit, as: UTF8.self)
      guard let scale = GoDuration.units.first(where: { $0.name == name })?.nanoseconds else {
        let shown = GoQuoting.quote(Bytes(Array(unit)))
        throw ValueError("time: unknown unit \(shown) in duration \(quoted)")
      }
      let whole = digits[0].isEmpty ? 0 : Int64(String(decoding: digits[0], as: UTF8.self))
      guard let whole else { throw invalid }
      var fraction = 0.0
      if digits.count > 1, !digits[1].isEmpty {
        fraction = (Double("0." + String(decoding: digits[1], as: UTF8.self)) ?? 0) * scale
      }
      let (product, overflows) = whole.multipliedReportingOverflow(by: Int64(scale))
      let (sum, overflowsToo) = total.addingReportingOverflow(product)
      let (all, overflowsAgain) = sum.addingReportingOverflow(Int64(fraction))
      guard !overflows, !overflowsToo, !overflowsAgain else { throw invalid }
      total = all
    }
    nanoseconds = isNegative ? -total : total
  }

  /// `1h2m3.5s`, `150ms`, `0s`
  var text: String {
    let sign = nanoseconds < 0 ? "-" : ""
    let length = nanoseconds.magnitude
    if length == 0 { return "0s" }
    if length < 1000 { return "\(sign)\(length)ns" }
    if length < 1_000_000 { return sign + GoDuration.decimal(length, 1000) + "µs" }
    if length < 1_000_000_000 { return sign + GoDuration.decimal(length, 1_000_000) + "ms" }
    let minutes = length / 60_000_000_000
    let seconds = GoDuration.decimal(length % 60_000_000_000, 1_000_000_000) + "s"
    if minutes == 0 { return sign + seconds }
    if minutes < 60 { return "\(sign)\(minutes)m\(seconds)" }
    return "\(sign)\(minutes / 60)h\(minutes % 60)m\(seconds)"
  }

  /// A number of a unit, without zeros at the end of its fraction.
  private static func decimal(_ length: UInt64, _ unit: UInt64) -> String {
    let rest = length % unit
    if rest == 0 { return String(length / unit) }
    // As many digits as the unit has zeros.
    var fraction = String(String(unit + rest).dropFirst())
    while fraction.hasSuffix("0") { fraction.removeLast() }
    return "\(length / unit).\(fraction)"
  }
}
