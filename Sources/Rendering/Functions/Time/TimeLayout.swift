/// Go's way to describe a time format: by how it writes Mon Jan 2 15:04:05 MST 2006. Times are UTC.
struct TimeLayout {
  private let layout: [UInt8]

  /// `time.RFC3339`
  static let rfc3339 = "2006-01-02T15:04:05Z07:00"

  init(_ layout: some Sequence<UInt8>) { self.layout = Array(layout) }

  func format(_ time: CivilTime) -> [UInt8] {
    var text: [UInt8] = []
    var position = 0
    while position < layout.count {
      if let (element, length) = element(at: position, time) {
        text += Array(element.utf8)
        position += length
      } else {
        text.append(layout[position])
        position += 1
      }
    }
    return text
  }

  /// What stands for the element of the layout at a position, and the element's length.
  private func element(at position: Int, _ time: CivilTime) -> (String, Int)? {
    switch layout[position] {
    case UInt8(ascii: "."), UInt8(ascii: ","): return fraction(at: position, time)
    case UInt8(ascii: "J") where isWord("Jan", at: position),
      UInt8(ascii: "M") where isWord("Mon", at: position):
      // `Jan` before a lower-case letter is part of another word, unless that is `January`.
      if !starts("January", at: position), !starts("Monday", at: position) {
        guard !isLower(position + 3) else { return nil }
      }
    case UInt8(ascii: "_") where starts("_2006", at: position):
      return ("_" + padded(time.year, 4), 5)
    default: break
    }
    for (element, write) in TimeLayout.elements where starts(element, at: position) {
      return (write(time), element.utf8.count)
    }
    return nil
  }

  /// Longer ones before those they begin with.
  private static let elements: [(String, @Sendable (CivilTime) -> String)] = [
    ("January", { CivilTime.months[$0.month - 1] }),
    ("Jan", { String(CivilTime.months[$0.month - 1].prefix(3)) }),
    ("Monday", { CivilTime.weekdays[$0.weekday] }),
    ("Mon", { String(CivilTime.weekdays[$0.weekday].prefix(3)) }),
    ("MST", { _ in "UTC" }),
    ("002", { padded($0.dayOfYear, 3) }),
    ("01", { padded($0.month, 2) }), ("02", { padded($0.day, 2) }),
    ("03", { padded(hour12($0), 2) }), ("04", { padded($0.minute, 2) }),
    ("05", { padded($0.second, 2) }), ("06", { padded($0.year % 100, 2) }),
    ("15", { padded($0.hour, 2) }), ("1", { String($0.month) }),
    ("2006", { padded($0.year, 4) }), ("2", { String($0.day) }),
    ("__2", { padded($0.dayOfYear, 3, with: " ") }), ("_2", { padded($0.day, 2, with: " ") }),
    ("3", { String(hour12($0)) }), ("4", { String($0.minute) }), ("5", { String($0.second) }),
    ("PM", { $0.hour >= 12 ? "PM" : "AM" }), ("pm", { $0.hour >= 12 ? "pm" : "am" }),
    ("-07:00:00", { _ in "+00:00:00" }), ("-070000", { _ in "+000000" }),
    ("-07:00", { _ in "+00:00" }), ("-0700", { _ in "+0000" }), ("-07", { _ in "+00" }),
    ("Z07:00:00", { _ in "Z" }), ("Z070000", { _ in "Z" }), ("Z07:00", { _ in "Z" }),
    ("Z0700", { _ in "Z" }), ("Z07", { _ in "Z" }),
  ]

  /// `.000` writes as many digits, `.999` up to as many without zeros at the end; the run of digits
  /// must end there.
  private func fraction(at position: Int, _ time: CivilTime) -> (String, Int)? {
    guard position + 1 < layout.count else { return nil }
    let digit = layout[position + 1]
    guard digit == UInt8(ascii: "0") || digit == UInt8(ascii: "9") else { return nil }
    var end = position + 1
    while end < layout.count, layout[end] == digit { end += 1 }
    guard end == layout.count || !(0x30...0x39).contains(layout[end]) else { return nil }
    let length = end - position
    let all = padded(time.nanosecond, 9)
    var digits = String(all.prefix(length - 1))
    digits += String(repeating: "0", count: max(0, length - 1 - digits.utf8.count))
    if digit == UInt8(ascii: "9") {
      while digits.hasSuffix("0") { digits.removeLast() }
      if digits.isEmpty { return ("", length) }
    }
    return (String(Character(Unicode.Scalar(layout[position]))) + digits, length)
  }

  private func starts(_ element: String, at position: Int) -> Bool {
    layout[position...].starts(with: element.utf8)
  }

  private func isWord(_ word: String, at position: Int) -> Bool { starts(word, at: position) }

  private func isLower(_ position: Int) -> Bool {
    position < layout.count && (0x61...0x7A).contains(layout[position])
  }

  private static func hour12(_ time: CivilTime) -> Int {
    time.hour % 12 == 0 ? 12 : time.hour % 12
  }

  private func padded(_ number: Int, _ width: Int) -> String {
    TimeLayout.padded(number, width)
  }

  private static func padded(_ number: Int, _ width: Int, with padding: String = "0") -> String {
    let digits = String(number.magnitude)
    return (number < 0 ? "-" : "")
      + String(repeating: padding, count: max(0, width - digits.utf8.count)) + digits
  }
}
