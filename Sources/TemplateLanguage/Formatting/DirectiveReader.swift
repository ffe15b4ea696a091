internal import Values

/// Reads a format string and keeps count of its operands.
///
///     directive = "%" flag* index? width? ("." index? precision?)? index? verb
///     flag      = "+" | "-" | "#" | " " | "0"
///     index     = "[" number "]"
///     width     = number | "*"
struct DirectiveReader {
  /// What became of a `*`.
  enum StarOutcome {
    /// It found a number, or there was no `*`.
    case usable
    /// Its operand is missing, no integer or too large.
    case unusable
  }

  /// Whether the explicit operand indexes of this directive, if any, were good.
  private(set) var isIndexGood = true

  private let format: UnsafeBufferPointer<UInt8>
  private let operands: ArraySlice<Value>
  private var position = 0
  private var next: Int
  private var isReordered = false
  private var isAfterIndex = false

  init(_ format: UnsafeBufferPointer<UInt8>, _ operands: ArraySlice<Value>) {
    self.format = format
    self.operands = operands
    next = operands.startIndex
  }

  /// Whether the whole format was read.
  var isAtEnd: Bool { position >= format.count }

  /// The position of the first operand no directive asked for; nil if there is none or the format
  /// chose its operands by index.
  var firstUnused: Int? { !isReordered && next < operands.endIndex ? next : nil }

  /// The text before the next `%`, which is skipped.
  mutating func literal() -> UnsafeBufferPointer<UInt8> {
    let start = position
    while position < format.count, format[position] != UInt8(ascii: "%") { position += 1 }
    return UnsafeBufferPointer(rebasing: format[start..<position])
  }

  /// The flags after the `%`.
  mutating func flags() -> FormatFlags {
    position += 1
    isIndexGood = true
    isAfterIndex = false
    var flags = FormatFlags()
    while position < format.count {
      switch format[position] {
      case UInt8(ascii: "#"): flags.isAlternate = true
      case UInt8(ascii: "0"): flags.hasZero = true
      case UInt8(ascii: "+"): flags.hasPlus = true
      case UInt8(ascii: "-"): flags.isLeftAligned = true
      case UInt8(ascii: " "): flags.hasSpace = true
      default: return flags
      }
      position += 1
    }
    return flags
  }

  /// The operand of a directive that has nothing but flags and a lower-case verb; nil for others.
  mutating func simpleOperand() -> (value: Value, verb: Unicode.Scalar)? {
    guard position < format.count, next < operands.endIndex else { return nil }
    let byte = format[position]
    guard byte >= UInt8(ascii: "a"), byte <= UInt8(ascii: "z") else { return nil }
    position += 1
    next += 1
    return (operands[next - 1], Unicode.Scalar(byte))
  }

  /// Reads an index and the width.
  mutating func readWidth(_ flags: inout FormatFlags) -> StarOutcome {
    readIndex()
    guard peek(UInt8(ascii: "*")) else {
      flags.width = number()
      if isAfterIndex, flags.width != nil { isIndexGood = false }
      return .usable
    }
    position += 1
    isAfterIndex = false
    flags.width = starOperand()
    guard let width = flags.width else { return .unusable }
    if width < 0 {
      flags.width = -width
      flags.isLeftAligned = true
      flags.hasZero = false
    }
    return .usable
  }

  /// Reads the precision, if there is one, and an index after it.
  mutating func readPrecision(_ flags: inout FormatFlags) -> StarOutcome {
    var outcome = StarOutcome.usable
    // At the very end a dot is a verb.
    if position + 1 < format.count, peek(UInt8(ascii: ".")) {
      position += 1
      if isAfterIndex { isIndexGood = false }
      readIndex()
      if peek(UInt8(ascii: "*")) {
        position += 1
        isAfterIndex = false
        let precision = starOperand()
        flags.precision = precision.flatMap { $0 < 0 ? nil : $0 }
        if flags.precision == nil { outcome = .unusable }
      } else {
        flags.precision = number() ?? 0
      }
    }
    if !isAfterIndex { readIndex() }
    return outcome
  }

  /// The verb; nil at the end of the format.
  mutating func verb() -> Unicode.Scalar? {
    guard position < format.count else { return nil }
    let rune = RuneDecoding.rune(in: format, at: position)
    position += rune.size
    return rune.scalar
  }

  /// The operand of the directive; nil when there is none left.
  mutating func operand() -> Value? {
    guard next < operands.endIndex else { return nil }
    next += 1
    return operands[next - 1]
  }

  // MARK: pieces

  private func peek(_ byte: UInt8) -> Bool { position < format.count && format[position] == byte }

  /// A decimal number; nil if there is none. A crazily long one ends the format, as in Go.
  private mutating func number() -> Int? {
    number(upTo: format.count)
  }

  private mutating func number(upTo end: Int) -> Int? {
    var number: Int?
    while position < end, format[position] >= UInt8(ascii: "0"),
      format[position] <= UInt8(ascii: "9")
    {
      if let number, number > FormatFlags.largestNumber {
        position = end
        return nil
      }
      number = (number ?? 0) * 10 + Int(format[position] - UInt8(ascii: "0"))
      position += 1
    }
    return number
  }

  /// Reads `[n]` and makes the n-th operand the next one.
  private mutating func readIndex() {
    isAfterIndex = false
    guard peek(UInt8(ascii: "[")) else { return }
    isReordered = true
    let start = position
    guard start + 3 <= format.count,
      let close = format[start...].firstIndex(of: UInt8(ascii: "]"))
    else {
      position = start + 1
      isIndexGood = false
      return
    }
    position = start + 1
    let parsed = number(upTo: close)
    let isNumber = parsed != nil && position == close
    position = close + 1
    isAfterIndex = isNumber
    if isNumber, let parsed, parsed >= 1, parsed <= operands.count {
      next = operands.startIndex + parsed - 1
    } else {
      isIndexGood = false
    }
  }

  /// The operand of a `*`; nil unless it is an integer of reasonable size.
  private mutating func starOperand() -> Int? {
    guard let operand = operand() else { return nil }
    let number: Int?
    switch operand {
    case .int(let value, _): number = Int(value)
    case .uint(let value, _): number = Int(exactly: value)
    default: number = nil
    }
    guard let number, number.magnitude <= UInt(FormatFlags.largestNumber) else { return nil }
    return number
  }
}
