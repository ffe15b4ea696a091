/// The four forms of dates and times: `1979-05-27T07:32:00Z`, without zone, date only, time only.
enum TOMLDate {
  /// Whether a word can only be meant as a date or time: four digits and `-`, or two and `:`.
  static func looksLikeOne(_ word: [UInt8]) -> Bool {
    let digits = word.prefix { $0 &- 0x30 < 10 }.count
    guard digits < word.count else { return false }
    return digits == 4 && word[4] == UInt8(ascii: "-")
      || digits == 2 && word[2] == UInt8(ascii: ":")
  }

  /// Whether a text is a valid date without a time.
  static func isDate(_ text: ArraySlice<UInt8>) -> Bool {
    var scanner = Scanner(text)
    return scanner.skipDate() && scanner.isAtEnd
  }

  /// Whether a word is a valid date, time or both.
  static func isValid(_ word: [UInt8]) -> Bool {
    var scanner = Scanner(word[...])
    if word.count > 2, word[2] == UInt8(ascii: ":") { return scanner.skipTime() && scanner.isAtEnd }
    guard scanner.skipDate() else { return false }
    if scanner.isAtEnd { return true }
    guard scanner.skip("T") || scanner.skip("t") || scanner.skip(" "), scanner.skipTime() else {
      return false
    }
    return scanner.skipZone() && scanner.isAtEnd
  }

  private struct Scanner {
    private var rest: ArraySlice<UInt8>

    init(_ text: ArraySlice<UInt8>) { rest = text }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
      guard rest.first == UInt8(ascii: character) else { return false }
      rest.removeFirst()
      return true
    }

    // date = 4DIGIT "-" 2DIGIT "-" 2DIGIT
    mutating func skipDate() -> Bool {
      guard let year = number(4), skip("-"), let month = number(2), skip("-"),
        let day = number(2), 1...12 ~= month
      else { return false }
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
      return 1...days[month - 1] ~= day
    }

    // time = 2DIGIT ":" 2DIGIT ":" 2DIGIT [ "." 1*DIGIT ]
    mutating func skipTime() -> Bool {
      guard let hour = number(2), skip(":"), let minute = number(2), skip(":"),
        let second = number(2), hour <= 23, minute <= 59, second <= 60
      else { return false }
      guard skip(".") else { return true }
      let digits = rest.prefix { $0 &- 0x30 < 10 }.count
      rest = rest.dropFirst(digits)
      return digits > 0
    }

    // zone = [ "Z" / ( "+" / "-" ) 2DIGIT ":" 2DIGIT ]
    mutating func skipZone() -> Bool {
      if isAtEnd || skip("Z") || skip("z") { return true }
      guard skip("+") || skip("-"), let hour = number(2), skip(":"), let minute = number(2) else {
        return false
      }
      return hour <= 23 && minute <= 59
    }

    private mutating func number(_ digits: Int) -> Int? {
      guard rest.count >= digits, rest.prefix(digits).allSatisfy({ $0 &- 0x30 < 10 }) else {
        return nil
      }
      defer { rest = rest.dropFirst(digits) }
      return rest.prefix(digits).reduce(0) { $0 * 10 + Int($1 &- 0x30) }
    }
  }
}
