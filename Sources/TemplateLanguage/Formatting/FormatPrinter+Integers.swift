internal import Values

extension FormatPrinter {
  @inline(never)
  mutating func printBool(_ flag: Bool, verb: Unicode.Scalar) {
    guard verb == "t" || verb == "v" else { return printBadVerb(verb, .bool(flag)) }
    pad(text: flag ? "true" : "false")
  }

  /// Prints an integer, signed ones as their two's complement; `value` is for the error mark.
  @inline(never)
  mutating func printInteger(
    _ number: UInt64, isSigned: Bool, _ value: Value, verb: Unicode.Scalar
  ) {
    switch verb {
    case "v" where flags.isGoSyntax && !isSigned: printHexadecimal(number, hasPrefix: true)
    case "v", "d": printDigits(number, base: 10, isSigned: isSigned, verb: verb)
    case "b": printDigits(number, base: 2, isSigned: isSigned, verb: verb)
    case "o", "O": printDigits(number, base: 8, isSigned: isSigned, verb: verb)
    case "x", "X": printDigits(number, base: 16, isSigned: isSigned, verb: verb)
    case "c": printCharacter(number)
    case "q": printQuotedCharacter(number)
    case "U": printCodePoint(number)
    default: printBadVerb(verb, value)
    }
  }

  /// Prints `0x2a`, or `2a`, whatever the flag `#` says.
  mutating func printHexadecimal(_ number: UInt64, hasPrefix: Bool) {
    let isAlternate = flags.isAlternate
    flags.isAlternate = hasPrefix
    printDigits(number, base: 16, isSigned: false, verb: "v")
    flags.isAlternate = isAlternate
  }

  private mutating func printDigits(
    _ number: UInt64, base: UInt64, isSigned: Bool, verb: Unicode.Scalar
  ) {
    let isNegative = isSigned && Int64(bitPattern: number) < 0
    let magnitude = isNegative ? 0 &- number : number
    let hasSign = isNegative || flags.hasPlus || flags.hasSpace
    if base == 10, flags.width == nil, flags.precision == nil {
      if hasSign { appendSign(isNegative) }
      return IntegerText.append(magnitude, to: output)
    }
    if flags.precision == 0, magnitude == 0 {
      return fill(flags.width ?? 0, with: UInt8(ascii: " "))
    }
    var leastDigits = flags.precision ?? 0
    if flags.precision == nil, flags.hasZero, !flags.isLeftAligned, let width = flags.width {
      leastDigits = hasSign ? width - 1 : width
    }
    // Digits, a prefix of at most 4 bytes, a sign.
    let capacity = max(64, leastDigits) + 5
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: capacity) { room in
      guard let end = room.baseAddress.map({ $0 + capacity }) else { return }
      var first = writeDigits(magnitude, base: base, isUppercase: verb == "X", endingAt: end)
      while end - first < leastDigits { FormatPrinter.push(UInt8(ascii: "0"), before: &first) }
      writePrefix(base: base, verb: verb, before: &first)
      if hasSign { FormatPrinter.push(sign(isNegative), before: &first) }
      pad(UnsafeBufferPointer(start: first, count: end - first), with: UInt8(ascii: " "))
    }
  }

  private static func push(_ byte: UInt8, before first: inout UnsafeMutablePointer<UInt8>) {
    first -= 1
    first.pointee = byte
  }

  private func sign(_ isNegative: Bool) -> UInt8 {
    UInt8(ascii: isNegative ? "-" : flags.hasPlus ? "+" : " ")
  }

  private func appendSign(_ isNegative: Bool) { output.append(sign(isNegative)) }

  private func writeDigits(
    _ number: UInt64, base: UInt64, isUppercase: Bool, endingAt end: UnsafeMutablePointer<UInt8>
  ) -> UnsafeMutablePointer<UInt8> {
    if base == 10 { return IntegerText.write(number, endingAt: end) }
    let letters = UInt8(ascii: isUppercase ? "A" : "a") - 10
    let shift = UInt64(base.trailingZeroBitCount)
    var first = end
    var rest = number
    repeat {
      let digit = UInt8(truncatingIfNeeded: rest & (base - 1))
      FormatPrinter.push(digit < 10 ? UInt8(ascii: "0") + digit : letters + digit, before: &first)
      rest >>= shift
    } while rest > 0
    return first
  }

  private func writePrefix(
    base: UInt64, verb: Unicode.Scalar, before first: inout UnsafeMutablePointer<UInt8>
  ) {
    let zero = UInt8(ascii: "0")
    if flags.isAlternate {
      switch base {
      case 2: FormatPrinter.push(UInt8(ascii: "b"), before: &first)
      case 8 where first.pointee == zero: break
      case 8: FormatPrinter.push(zero, before: &first)
      case 16: FormatPrinter.push(UInt8(ascii: verb == "X" ? "X" : "x"), before: &first)
      default: break
      }
      if base == 2 || base == 16 { FormatPrinter.push(zero, before: &first) }
    }
    if verb == "O" {
      FormatPrinter.push(UInt8(ascii: "o"), before: &first)
      FormatPrinter.push(zero, before: &first)
    }
  }

  // MARK: characters

  private func character(_ number: UInt64) -> Unicode.Scalar {
    UInt32(exactly: number).flatMap(Unicode.Scalar.init) ?? "\u{FFFD}"
  }

  private func printCharacter(_ number: UInt64) {
    var text: [UInt8] = []
    RuneDecoding.append(character(number), to: &text)
    pad(text)
  }

  private func printQuotedCharacter(_ number: UInt64) {
    pad(GoQuoting.quoteRune(character(number), asciiOnly: flags.hasPlus).storage)
  }

  private func printCodePoint(_ number: UInt64) {
    let digits = String(number, radix: 16, uppercase: true)
    let leastDigits = max(4, flags.precision ?? 0)
    var text = Array("U+".utf8)
    text += Array(repeating: UInt8(ascii: "0"), count: max(0, leastDigits - digits.utf8.count))
    text += Array(digits.utf8)
    if flags.isAlternate, let code = UInt32(exactly: number), let scalar = Unicode.Scalar(code),
      scalar.isGoPrintable
    {
      text += Array(" '".utf8)
      RuneDecoding.append(scalar, to: &text)
      text.append(UInt8(ascii: "'"))
    }
    pad(text, with: UInt8(ascii: " "))
  }
}
