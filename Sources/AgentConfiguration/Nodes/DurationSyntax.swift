import SystemSupport

/// Go's syntax of durations: `1h30m`, `250ms`, `1.5s`, `-2s`, `0`.
enum DurationSyntax {
  /// The duration, or nil where the text is not one or exceeds about 290 years.
  static func parse(_ text: String) -> Duration? {
    var rest = Substring(text)
    var isNegative = false
    if let sign = rest.first, sign == "-" || sign == "+" {
      isNegative = sign == "-"
      rest.removeFirst()
    }
    if rest == "0" { return .zero }
    guard !rest.isEmpty else { return nil }
    var total: Int64 = 0
    while !rest.isEmpty {
      guard let part = component(&rest) else { return nil }
      let (sum, overflow) = total.addingReportingOverflow(part)
      guard !overflow else { return nil }
      total = sum
    }
    return .nanoseconds(isNegative ? -total : total)
  }

  /// One number and its unit, in nanoseconds.
  private static func component(_ rest: inout Substring) -> Int64? {
    let whole = digits(&rest)
    var fraction = Substring()
    if rest.first == "." {
      rest.removeFirst()
      fraction = digits(&rest)
    }
    guard !whole.isEmpty || !fraction.isEmpty else { return nil }
    let name = rest.prefix { !$0.isASCII || !($0.isNumber || $0 == ".") }
    guard let unit = units[String(name)] else { return nil }
    rest = rest[name.endIndex...]
    guard let count = Int64(whole.isEmpty ? "0" : whole) else { return nil }
    let (scaled, overflow) = count.multipliedReportingOverflow(by: unit)
    guard !overflow else { return nil }
    let part = Int64((Double("0.\(fraction.prefix(18))0") ?? 0) * Double(unit))
    let (sum, sumOverflow) = scaled.addingReportingOverflow(part)
    return sumOverflow ? nil : sum
  }

  private static func digits(_ rest: inout Substring) -> Substring {
    let digits = rest.prefix { $0.isASCII && $0.isNumber }
    rest = rest[digits.endIndex...]
    return digits
  }

  /// A whole number with the largest unit that fits.
  static func text(_ duration: Duration) -> String {
    let nanoseconds = duration.nanoseconds
    for unit in ["h", "m", "s", "ms", "us"] {
      if let size = units[unit], nanoseconds != 0, nanoseconds % size == 0 {
        return "\(nanoseconds / size)\(unit)"
      }
    }
    return nanoseconds == 0 ? "0s" : "\(nanoseconds)ns"
  }

  private static let units: [String: Int64] = [
    "ns": 1, "us": 1_000, "µs": 1_000, "μs": 1_000, "ms": 1_000_000, "s": 1_000_000_000,
    "m": 60_000_000_000, "h": 3_600_000_000_000,
  ]
}
