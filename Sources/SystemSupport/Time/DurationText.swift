/// Durations as Go writes them: `1h2m3.5s`, `300ms`.
package enum DurationText {
  /// Why a text is not a duration, and where.
  package struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong, lower case.
    package let message: String
    /// The byte offset.
    package let offset: Int

    /// The message.
    package var description: String { message }
  }

  /// The units, longest name first where one begins with another.
  private static let units: [(name: String, nanoseconds: Int64)] = [
    ("ns", 1), ("us", 1000), ("µs", 1000), ("μs", 1000), ("ms", 1_000_000),
    ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000),
  ]

  /// The duration of a text: numbers with units `ns us ms s m h` and an optional sign, or `0`.
  /// Beyond about 292 years it is an error.
  package static func parse(_ text: String) throws(Failure) -> Duration {
    var parser = Parser(text: Array(text.utf8))
    return try parser.parse()
  }

  /// The text of a duration, as Go's `Duration.String` writes it: `1h2m3.5s`, `1.5ms`, `0s`. Parts
  /// of a nanosecond are left out.
  package static func format(_ duration: Duration) -> String {
    let nanoseconds = duration.nanoseconds
    if nanoseconds == 0 { return "0s" }
    let sign = nanoseconds < 0 ? "-" : ""
    let size = nanoseconds.magnitude
    switch size {
    case ..<1000: return "\(sign)\(size)ns"
    case ..<1_000_000: return sign + decimal(size, places: 3) + "µs"
    case ..<1_000_000_000: return sign + decimal(size, places: 6) + "ms"
    default: break
    }
    let minutes = size / 60_000_000_000
    let seconds = decimal(size % 60_000_000_000, places: 9) + "s"
    if minutes == 0 { return sign + seconds }
    let hours = minutes / 60
    return sign + (hours > 0 ? "\(hours)h" : "") + "\(minutes % 60)m" + seconds
  }

  /// `value` divided by ten to the power of `places`, without trailing zeros.
  private static func decimal(_ value: UInt64, places: Int) -> String {
    var divisor: UInt64 = 1
    for _ in 0..<places { divisor *= 10 }
    var fraction = String(value % divisor)
    fraction = String(repeating: "0", count: places - fraction.utf8.count) + fraction
    while fraction.utf8.last == UInt8(ascii: "0") { fraction.removeLast() }
    return fraction.isEmpty ? "\(value / divisor)" : "\(value / divisor).\(fraction)"
  }

  private struct Parser {
    let text: [UInt8]
    var offset = 0

    mutating func parse() throws(Failure) -> Duration {
      guard !text.isEmpty else { throw failure("expected a duration such as `30s`, found nothing") }
      var sign: Int64 = 1
      if text[0] == UInt8(ascii: "-") || text[0] == UInt8(ascii: "+") {
        sign = text[0] == UInt8(ascii: "-") ? -1 : 1
        offset = 1
      }
      if text[offset...].elementsEqual("0".utf8) { return .zero }
      guard offset < text.count else { throw failure("expected a number, found nothing") }
      var total: Int64 = 0
      while offset < text.count {
        let start = offset
        let (sum, overflow) = total.addingReportingOverflow(try part())
        if overflow { throw failure("the duration is too long", at: start) }
        total = sum
      }
      return .nanoseconds(sign * total)
    }

    /// One number with its unit, in nanoseconds.
    private mutating func part() throws(Failure) -> Int64 {
      let start = offset
      let whole = try digits()
      var fraction: ArraySlice<UInt8> = []
      if offset < text.count, text[offset] == UInt8(ascii: ".") {
        offset += 1
        fraction = try digits()
      }
      guard !whole.isEmpty || !fraction.isEmpty else {
        throw failure("expected a number, found \(found(start))", at: start)
      }
      let scale = try unit()
      var value: Int64 = 0
      for digit in whole {
        let (scaled, first) = value.multipliedReportingOverflow(by: 10)
        let (sum, second) = scaled.addingReportingOverflow(Int64(digit - UInt8(ascii: "0")))
        if first || second { throw failure("the duration is too long", at: start) }
        value = sum
      }
      let (scaled, first) = value.multipliedReportingOverflow(by: scale)
      let (sum, second) = scaled.addingReportingOverflow(Parser.part(of: scale, fraction))
      if first || second { throw failure("the duration is too long", at: start) }
      return sum
    }

    /// The nanoseconds of a decimal fraction of a unit; digits below a nanosecond are dropped.
    private static func part(of scale: Int64, _ fraction: ArraySlice<UInt8>) -> Int64 {
      var numerator: Int64 = 0
      var denominator: Int64 = 1
      for digit in fraction.prefix(15) {
        numerator = numerator * 10 + Int64(digit - UInt8(ascii: "0"))
        denominator *= 10
      }
      let (high, low) = numerator.multipliedFullWidth(by: scale)
      return denominator.dividingFullWidth((high, low)).quotient
    }

    private mutating func digits() throws(Failure) -> ArraySlice<UInt8> {
      let start = offset
      while offset < text.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[offset]) {
        offset += 1
      }
      return text[start..<offset]
    }

    private mutating func unit() throws(Failure) -> Int64 {
      let start = offset
      while offset < text.count, text[offset] != UInt8(ascii: "."),
        !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[offset])
      {
        offset += 1
      }
      let name = String(decoding: text[start..<offset], as: UTF8.self)
      if let unit = units.first(where: { $0.name == name }) { return unit.nanoseconds }
      let wanted = "expected a unit (`ns`, `us`, `ms`, `s`, `m` or `h`)"
      throw failure("\(wanted), found \(name.isEmpty ? "nothing" : "`\(name)`")", at: start)
    }

    private func found(_ start: Int) -> String {
      start < text.count ? "`\(String(decoding: text[start...], as: UTF8.self))`" : "nothing"
    }

    private func failure(_ message: String, at offset: Int? = nil) -> Failure {
      Failure(message: message, offset: offset ?? self.offset)
    }
  }
}
