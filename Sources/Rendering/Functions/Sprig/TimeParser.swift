import TemplateLanguage
import Values

/// Go's `time.Parse` for the common elements of layouts; without an offset the time is UTC.
struct TimeParser {
  private let layout: Bytes
  private let text: Bytes
  private var rest: ArraySlice<UInt8>
  private var year = 0
  private var month = 1
  private var day = 1
  private var hour = 0
  private var minute = 0
  private var second = 0
  private var nanosecond = 0
  private var isAfternoon: Bool?
  private var offset = 0

  init(layout: Bytes, text: Bytes) {
    self.layout = layout
    self.text = text
    rest = text.storage[...]
  }

  /// Longer ones before those they begin with.
  private static let elements = [
    "January", "Jan", "Monday", "Mon", "MST", "2006", "01", "02", "03", "04", "05", "06", "15",
    "Z07:00", "Z0700", "-07:00", "-0700", "-07", "PM", "pm", "_2", "1", "2", "3", "4", "5",
  ]

  /// The moment.
  mutating func time() throws(ValueError) -> TimeValue {
    var position = 0
    while position < layout.count {
      let remaining = layout.storage[position...]
      if let element = TimeParser.elements.first(where: { remaining.starts(with: $0.utf8) }) {
        try read(element)
        position += element.utf8.count
        // A fraction of seconds may follow them, also where the layout has none.
        if element == "05" || element == "5" { readFraction() }
      } else if layout[position] == UInt8(ascii: "."), position + 1 < layout.count,
        layout[position + 1] == UInt8(ascii: "0") || layout[position + 1] == UInt8(ascii: "9")
      {
        position += 1
        while position < layout.count, layout[position] == 0x30 || layout[position] == 0x39 {
          position += 1
        }
      } else {
        guard rest.first == layout[position] else { throw wrong(layout[position..<layout.count]) }
        rest = rest.dropFirst()
        position += 1
      }
    }
    guard rest.isEmpty else {
      throw ValueError(
        "parsing time \(GoQuoting.quote(text)): extra text: "
          + "\(GoQuoting.quote(Bytes(Array(rest))))")
    }
    return try moment()
  }

  private mutating func read(_ element: String) throws(ValueError) {
    switch element {
    case "2006": year = try number(element, 4...4, 0...9999)
    case "06":
      let short = try number(element, 2...2, 0...99)
      year = short >= 69 ? 1900 + short : 2000 + short
    case "01": month = try number(element, 2...2, 1...12, "month")
    case "1": month = try number(element, 1...2, 1...12, "month")
    case "02": day = try number(element, 2...2, 1...31, "day")
    case "2": day = try number(element, 1...2, 1...31, "day")
    case "_2":
      if rest.first == 0x20 { rest = rest.dropFirst() }
      day = try number(element, 1...2, 1...31, "day")
    case "15": hour = try number(element, 1...2, 0...23, "hour")
    case "03", "3": hour = try number(element, 1...2, 0...12, "hour")
    case "04": minute = try number(element, 2...2, 0...59, "minute")
    case "4": minute = try number(element, 1...2, 0...59, "minute")
    case "05": second = try number(element, 2...2, 0...59, "second")
    case "5": second = try number(element, 1...2, 0...59, "second")
    case "January": month = try name(element, CivilTime.months) + 1
    case "Jan": month = try name(element, CivilTime.months.map { String($0.prefix(3)) }) + 1
    case "Monday": _ = try name(element, CivilTime.weekdays)
    case "Mon": _ = try name(element, CivilTime.weekdays.map { String($0.prefix(3)) })
    case "PM", "pm":
      isAfternoon = try name(element, element == "PM" ? ["AM", "PM"] : ["am", "pm"]) == 1
    case "MST": _ = try name(element, ["UTC", "GMT"])
    default: try readOffset(element)
    }
  }

  private mutating func number(
    _ element: String, _ digits: ClosedRange<Int>, _ range: ClosedRange<Int>, _ what: String = ""
  ) throws(ValueError) -> Int {
    let found = rest.prefix(digits.upperBound).prefix { 0x30...0x39 ~= $0 }
    guard found.count >= digits.lowerBound, let number = Int(String(decoding: found, as: UTF8.self))
    else { throw wrong(Bytes(element)) }
    rest = rest.dropFirst(found.count)
    guard range.contains(number) else {
      throw ValueError("parsing time \(GoQuoting.quote(text)): \(what) out of range")
    }
    return number
  }

  private mutating func name(_ element: String, _ names: [String]) throws(ValueError) -> Int {
    for (index, name) in names.enumerated() {
      let start = rest.prefix(name.utf8.count)
      guard String(decoding: start, as: UTF8.self).lowercased() == name.lowercased() else {
        continue
      }
      rest = rest.dropFirst(name.utf8.count)
      return index
    }
    throw wrong(Bytes(element))
  }

  private mutating func readFraction() {
    guard let mark = rest.first, mark == 0x2E || mark == 0x2C else { return }
    let digits = rest.dropFirst().prefix { 0x30...0x39 ~= $0 }
    guard !digits.isEmpty else { return }
    let padded = String(decoding: digits.prefix(9), as: UTF8.self) + "000000000"
    nanosecond = Int(padded.prefix(9)) ?? 0
    rest = rest[digits.endIndex...]
  }

  private mutating func readOffset(_ element: String) throws(ValueError) {
    if element.hasPrefix("Z"), rest.first == UInt8(ascii: "Z") {
      rest = rest.dropFirst()
      return
    }
    guard let sign = rest.first, sign == 0x2B || sign == 0x2D else { throw wrong(Bytes(element)) }
    rest = rest.dropFirst()
    let hours = try number(element, 2...2, 0...24, "time zone offset hour")
    var minutes = 0
    if element.contains(":") {
      guard rest.first == UInt8(ascii: ":") else { throw wrong(Bytes(element)) }
      rest = rest.dropFirst()
    }
    if element != "-07" { minutes = try number(element, 2...2, 0...59, "time zone offset minute") }
    offset = (hours * 60 + minutes) * (sign == 0x2D ? -60 : 60)
  }

  private func moment() throws(ValueError) -> TimeValue {
    var hour = hour
    if let isAfternoon { hour = hour % 12 + (isAfternoon ? 12 : 0) }
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard day <= lengths[month - 1] else {
      throw ValueError("parsing time \(GoQuoting.quote(text)): day out of range")
    }
    let days = CivilTime.days(year: year, month: month, day: day)
    let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset
    return TimeValue(secondsSince1970: Int64(seconds), nanosecond: nanosecond)
  }

  private var isLeap: Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

  private func wrong(_ element: Bytes) -> ValueError {
    ValueError(
      "parsing time \(GoQuoting.quote(text)) as \(GoQuoting.quote(layout)): cannot parse "
        + "\(GoQuoting.quote(Bytes(Array(rest)))) as \(GoQuoting.quote(element))")
  }
}
