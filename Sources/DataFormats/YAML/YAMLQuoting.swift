import Values

/// Which texts may stand without quotes, by go-yaml's rules; libyaml adds those of the syntax.
enum YAMLQuoting {
  /// Whether a reader takes the text for a text and not for a number, boolean, null or date.
  static func isPlain(_ text: Bytes) -> Bool {
    guard case .text = YAMLResolver.resolvePlain(text, .version2) else { return false }
    return !isTimestamp(text.storage) && !isBase60(text.storage)
  }

  /// `1:30`, `190:20:30.15`: numbers in YAML 1.1.
  private static func isBase60(_ text: [UInt8]) -> Bool {
    var parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)[...]
    guard parts.count > 1, var first = parts.popFirst(), var last = parts.popLast() else {
      return false
    }
    if first.first == UInt8(ascii: "+") || first.first == UInt8(ascii: "-") {
      first = first.dropFirst()
    }
    if let dot = last.firstIndex(of: UInt8(ascii: ".")) {
      guard last[(dot + 1)...].allSatisfy({ isDigit($0) || $0 == UInt8(ascii: "_") }) else {
        return false
      }
      last = last[..<dot]
    }
    parts.append(last)
    guard let digit = first.first, isDigit(digit),
      first.allSatisfy({ isDigit($0) || $0 == UInt8(ascii: "_") })
    else { return false }
    return parts.allSatisfy { part in
      guard let digit = part.last, isDigit(digit), part.count <= 2 else { return false }
      return part.count == 1 || part.first.map { $0 >= 0x30 && $0 <= 0x35 } ?? false
    }
  }

  /// `2006-1-2`, `2006-1-2T15:4:5Z`, `2006-1-2 15:4:5.5`: what go-yaml reads as a time.
  private static func isTimestamp(_ text: [UInt8]) -> Bool {
    var scanner = Scanner(rest: text[...])
    guard scanner.number(4...4, 0...9999) != nil, scanner.skip("-"),
      let month = scanner.number(1...2, 1...12), scanner.skip("-"),
      let day = scanner.number(1...2, 1...31), isDay(day, ofMonth: month, year(of: text))
    else { return false }
    if scanner.rest.isEmpty { return true }
    let isZoned = scanner.skip("T") || scanner.skip("t")
    guard isZoned || scanner.skip(" "), scanner.number(1...2, 0...23) != nil, scanner.skip(":"),
      scanner.number(1...2, 0...59) != nil, scanner.skip(":"),
      scanner.number(1...2, 0...59) != nil
    else { return false }
    if scanner.skip(".") || scanner.skip(",") {
      guard scanner.number(1...9, 0...999_999_999) != nil else { return false }
    }
    guard isZoned else { return scanner.rest.isEmpty }
    if scanner.skip("Z") { return scanner.rest.isEmpty }
    return (scanner.skip("+") || scanner.skip("-")) && scanner.number(2...2, 0...24) != nil
      && scanner.skip(":") && scanner.number(2...2, 0...60) != nil && scanner.rest.isEmpty
  }

  private static func year(of text: [UInt8]) -> Int {
    text.prefix(4).reduce(0) { $0 * 10 + Int($1 &- 0x30) }
  }

  private static func isDay(_ day: Int, ofMonth month: Int, _ year: Int) -> Bool {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return day <= [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  private struct Scanner {
    var rest: ArraySlice<UInt8>

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
      guard rest.first == UInt8(ascii: character) else { return false }
      rest = rest.dropFirst()
      return true
    }

    mutating func number(_ digits: ClosedRange<Int>, _ values: ClosedRange<Int>) -> Int? {
      let found = rest.prefix(digits.upperBound).prefix { $0 &- 0x30 < 10 }
      guard digits ~= found.count else { return nil }
      let number = found.reduce(0) { $0 * 10 + Int($1 &- 0x30) }
      guard values ~= number else { return nil }
      rest = rest.dropFirst(found.count)
      return number
    }
  }
}
