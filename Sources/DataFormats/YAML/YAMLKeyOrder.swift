import Values

/// The order in which go-yaml v2 writes the keys of a map: numbers by value, texts so that numbers
/// inside them count as numbers (`a2` before `a10`).
enum YAMLKeyOrder {
  /// The members in that order.
  static func sorted(_ map: MapValue) -> [(Value, Value)] {
    Array(zip(map.keys, map.values)).sorted { precedes($0.0, $1.0) }
  }

  private static func precedes(_ left: Value, _ right: Value) -> Bool {
    if let a = number(left), let b = number(right), a != b { return a < b }
    guard case .bytes(let a) = left, case .bytes(let b) = right else {
      return rank(left) < rank(right)
    }
    return precedes(Array(a.string.unicodeScalars), Array(b.string.unicodeScalars))
  }

  private static func number(_ value: Value) -> Double? {
    switch value {
    case .bool(let flag): flag ? 1 : 0
    case .int(let number, _): Double(number)
    case .uint(let number, _): Double(number)
    case .float(let number, _): number
    default: nil
    }
  }

  /// The order of Go's kinds, which decides between equal numbers, too.
  private static func rank(_ value: Value) -> Int {
    switch value {
    case .bool: 0
    case .int: 1
    case .uint: 2
    case .float: 3
    case .absent, .null: 4
    default: 5
    }
  }

  private static func precedes(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Bool {
    guard let index = zip(a, b).enumerated().first(where: { $1.0 != $1.1 })?.offset else {
      return a.count < b.count
    }
    let isLetter = isLetter(a[index])
    let isOtherLetter = self.isLetter(b[index])
    if isLetter && isOtherLetter { return a[index] < b[index] }
    if isLetter || isOtherLetter { return isOtherLetter }
    // A zero inside a number is a digit like any other, not the start of a shorter number.
    let continues =
      (a[index] == "0" || b[index] == "0")
      && a[..<index].reversed().prefix(while: isDigit).contains { $0 != "0" }
    let first = run(a, from: index, continues)
    let second = run(b, from: index, continues)
    if first.number != second.number { return first.number < second.number }
    if first.end != second.end { return first.end < second.end }
    return a[index] < b[index]
  }

  /// The number that begins at a position; a long one wraps around, as in Go.
  private static func run(
    _ text: [Unicode.Scalar], from start: Int, _ continues: Bool
  ) -> (number: Int64, end: Int) {
    var number: Int64 = continues ? 1 : 0
    var end = start
    while end < text.count, isDigit(text[end]) {
      number = number &* 10 &+ Int64(text[end].value &- 0x30)
      end += 1
    }
    return (number, end)
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .decimalNumber
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: false
    }
  }
}
