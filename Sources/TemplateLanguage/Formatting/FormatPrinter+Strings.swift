internal import Values

extension FormatPrinter {
  /// Prints a string; `value` is for the error mark.
  @inline(never)
  mutating func printString(_ bytes: Bytes, _ value: Value, verb: Unicode.Scalar) {
    switch verb {
    case "v" where flags.isGoSyntax: printQuoted(bytes)
    case "v", "s":
      if flags.width == nil, flags.precision == nil { return output.append(bytes) }
      bytes.storage.withUnsafeBufferPointer { pad(cut($0)) }
    case "x", "X", "q": printBytes(bytes, value, verb: verb)
    default: printBadVerb(verb, value)
    }
  }

  mutating func printString(_ text: String, verb: Unicode.Scalar) {
    let bytes = Bytes(text)
    printString(bytes, .bytes(bytes), verb: verb)
  }

  /// Prints a string or a list of bytes with one of the verbs `s q x X`.
  @inline(never)
  mutating func printBytes(_ bytes: Bytes, _ value: Value, verb: Unicode.Scalar) {
    switch verb {
    case "x": printHexadecimal(bytes, isUppercase: false)
    case "X": printHexadecimal(bytes, isUppercase: true)
    case "q": printQuoted(bytes)
    default: bytes.storage.withUnsafeBufferPointer { pad(cut($0)) }
    }
  }

  /// The first runes, as many as the precision allows.
  private func cut(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    guard let precision = flags.precision else { return bytes }
    let length = RuneDecoding.length(bytes, ofFirst: precision)
    return UnsafeBufferPointer(rebasing: bytes[..<length])
  }

  private func printQuoted(_ bytes: Bytes) {
    bytes.storage.withUnsafeBufferPointer { whole in
      let bytes = cut(whole)
      if flags.isAlternate, GoQuoting.canBackquote(bytes) {
        let mark = UInt8(ascii: "`")
        pad([mark] + bytes + [mark])
      } else {
        pad(GoQuoting.quote(bytes, asciiOnly: flags.hasPlus))
      }
    }
  }

  private func printHexadecimal(_ bytes: Bytes, isUppercase: Bool) {
    let count = min(bytes.count, flags.precision ?? bytes.count)
    guard count > 0 else { return fill(flags.width ?? 0, with: flags.padding) }
    let digits = Array((isUppercase ? "0123456789ABCDEF" : "0123456789abcdef").utf8)
    let prefix = flags.isAlternate ? [UInt8(ascii: "0"), isUppercase ? 0x58 : 0x78] : []
    var text = prefix
    text.reserveCapacity(count * 5)
    for index in 0..<count {
      if flags.hasSpace, index > 0 {
        text.append(UInt8(ascii: " "))
        text += prefix
      }
      text.append(digits[Int(bytes[index] >> 4)])
      text.append(digits[Int(bytes[index] & 0xF)])
    }
    pad(text)
  }
}
