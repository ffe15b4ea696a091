internal import Values

extension FormatPrinter {
  @inline(never)
  mutating func printFloat(_ number: Double, _ width: FloatWidth, verb: Unicode.Scalar) {
    switch verb {
    case "v":
      let isPlain = flags.width == nil && flags.precision == nil && !flags.isAlternate
      if isPlain, !flags.hasPlus, !flags.hasSpace {
        return FloatText.append(number, width, to: output)
      }
      printText(of: number, width, verb: "g", defaultPrecision: nil)
    case "b", "g", "G", "x", "X":
      printText(of: number, width, verb: verb, defaultPrecision: nil)
    case "f", "e", "E": printText(of: number, width, verb: verb, defaultPrecision: 6)
    case "F": printText(of: number, width, verb: "f", defaultPrecision: 6)
    default: printBadVerb(verb, .float(number, width))
    }
  }

  /// Writes `(1-2i)`: both parts under the same flags, the imaginary one always with its sign.
  @inline(never)
  mutating func printComplex(_ number: ComplexNumber, verb: Unicode.Scalar) {
    guard verb == "v" || verb.value < 0x80 && "bgGxXfFeE".unicodeScalars.contains(verb) else {
      return printBadVerb(verb, .object(number))
    }
    append("(")
    printFloat(number.real, .float64, verb: verb)
    let whole = flags
    flags.hasPlus = true
    printFloat(number.imaginary, .float64, verb: verb)
    flags = whole
    append("i)")
  }

  private func printText(
    of number: Double, _ width: FloatWidth, verb: Unicode.Scalar, defaultPrecision: Int?
  ) {
    let precision = flags.precision ?? defaultPrecision
    var text = FloatText.text(number, width, verb: verb, precision: precision)
    var sign = UInt8(ascii: flags.hasSpace && !flags.hasPlus ? " " : "+")
    if text.first == UInt8(ascii: "-") || text.first == UInt8(ascii: "+") {
      if text[0] == UInt8(ascii: "-") { sign = text[0] }
      text.removeFirst()
    }
    let isSigned = flags.hasPlus || sign != UInt8(ascii: "+")
    guard number.isFinite else {
      let showsSign = isSigned || number.isInfinite
      return pad(showsSign ? [sign] + text : text, with: UInt8(ascii: " "))
    }
    if flags.isAlternate, verb != "b" {
      text = alternate(text, verb: verb, precision: precision)
    }
    guard isSigned else { return pad(text) }
    if flags.hasZero, !flags.isLeftAligned, let width = flags.width, width > text.count + 1 {
      output.append(sign)
      fill(width - text.count - 1, with: UInt8(ascii: "0"))
      output.append(text)
    } else {
      pad([sign] + text)
    }
  }

  /// `#`: always a decimal point, and for `g`, `G` and `x` (but not `X`) all digits of the
  /// precision.
  private func alternate(_ text: [UInt8], verb: Unicode.Scalar, precision: Int?) -> [UInt8] {
    let isHexadecimal = verb == "x" || verb == "X"
    let isGeneral = verb == "g" || verb == "G"
    var missing = isGeneral || verb == "x" ? precision ?? 6 : 0
    let mark = UInt8(ascii: isHexadecimal ? "p" : "e")
    let end = text.firstIndex { $0 | 0x20 == mark } ?? text.endIndex
    var digits = Array(text[..<end])
    var hasPoint = false
    var sawDigit = false
    for byte in digits {
      if byte == UInt8(ascii: ".") {
        hasPoint = true
      } else {
        if byte != UInt8(ascii: "0") { sawDigit = true }
        if sawDigit { missing -= 1 }
      }
    }
    if !hasPoint {
      if digits == [UInt8(ascii: "0")] { missing -= 1 }
      digits.append(UInt8(ascii: "."))
    }
    if missing > 0 { digits += Array(repeating: UInt8(ascii: "0"), count: missing) }
    return digits + text[end...]
  }
}
