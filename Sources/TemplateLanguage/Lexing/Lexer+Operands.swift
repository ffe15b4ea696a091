internal import Values

extension Lexer {
  /// The operand, or the stray character, at `position`.
  func operand(startingWith byte: UInt8) -> Token {
    switch byte {
    case 0x22: return quoted(by: byte, .string, "unterminated quoted string")
    case 0x27: return quoted(by: byte, .characterConstant, "unterminated character constant")
    case 0x60: return rawString()
    case 0x24:
      position += 1
      return name(.variable, alone: .variable)
    case 0x2E where position + 1 < text.count && !isDigit(text[position + 1]):
      position += 1
      return name(.field, alone: .dot)
    case 0x2E, 0x2B, 0x2D, 0x30...0x39: return number()
    default: break
    }
    let (scalar, width) = RuneReading.rune(in: text, at: position)
    if RuneReading.isAlphanumeric(scalar) { return word() }
    position += width
    if scalar < 0x80, Unicode.Scalar(UInt8(scalar)).isGoPrintable { return token(.character) }
    return fail("unrecognized character in action: " + Quoting.describe(scalar))
  }

  private func quoted(by quote: UInt8, _ kind: Token.Kind, _ complaint: String) -> Token {
    position += 1
    while position < text.count {
      let byte = text[position]
      position += 1
      if byte == quote { return token(kind) }
      if byte == 0x0A { return fail(complaint) }
      if byte == 0x5C {
        guard position < text.count, text[position] != 0x0A else { return fail(complaint) }
        position += RuneReading.rune(in: text, at: position).width
      }
    }
    return fail(complaint)
  }

  private func rawString() -> Token {
    guard let end = text[(position + 1)...].firstIndex(of: 0x60) else {
      position = text.count
      return fail("unterminated raw quoted string")
    }
    position = end + 1
    return token(.rawString)
  }

  /// The rest of a field or variable whose mark is behind.
  private func name(_ kind: Token.Kind, alone: Token.Kind) -> Token {
    if isAtTerminator { return token(alone) }
    skipAlphanumerics()
    return isAtTerminator ? token(kind) : failAtCharacter()
  }

  private func word() -> Token {
    skipAlphanumerics()
    guard isAtTerminator else { return failAtCharacter() }
    let word = Bytes(copying: text[start..<position])
    if let keyword = keywords[word] { return token(keyword) }
    return token(word == "true" || word == "false" ? .bool : .identifier)
  }

  private func failAtCharacter() -> Token {
    let (scalar, width) = RuneReading.rune(in: text, at: position)
    start = position
    position += width
    return fail("bad character " + Quoting.describe(scalar))
  }

  private func skipAlphanumerics() {
    while position < text.count {
      let (scalar, width) = RuneReading.rune(in: text, at: position)
      guard RuneReading.isAlphanumeric(scalar) else { return }
      position += width
    }
  }

  /// Whether a name may end here; `$x+2` is refused for the sake of clarity.
  private var isAtTerminator: Bool {
    guard position < text.count else { return true }
    switch text[position] {
    case 0x20, 0x09, 0x0D, 0x0A, 0x2E, 0x2C, 0x7C, 0x3A, 0x28, 0x29: return true
    default: return hasPrefix(right, at: position)
    }
  }

  // MARK: Numbers

  /// A number, loosely: what it accepts too much is refused when it is read.
  private func number() -> Token {
    guard scanNumber() else { return failNumber() }
    if position < text.count, text[position] == 0x2B || text[position] == 0x2D {
      guard scanNumber(), text[position - 1] == 0x69 else { return failNumber() }
      return token(.complex)
    }
    return token(.number)
  }

  private func failNumber() -> Token {
    fail("bad number syntax: " + Quoting.quote(Bytes(copying: text[start..<position])))
  }

  private func scanNumber() -> Bool {
    accept("+-")
    var digits = "0123456789_"
    if accept("0") {
      if accept("xX") {
        digits = "0123456789abcdefABCDEF_"
      } else if accept("oO") {
        digits = "01234567_"
      } else if accept("bB") {
        digits = "01_"
      }
    }
    acceptRun(digits)
    if accept(".") { acceptRun(digits) }
    if digits.utf8.count == 11, accept("eE") { acceptExponent() }
    if digits.utf8.count == 23, accept("pP") { acceptExponent() }
    accept("i")
    guard position < text.count else { return true }
    let (scalar, width) = RuneReading.rune(in: text, at: position)
    if RuneReading.isAlphanumeric(scalar) {
      position += width
      return false
    }
    return true
  }

  private func acceptExponent() {
    accept("+-")
    acceptRun("0123456789_")
  }

  @discardableResult
  private func accept(_ valid: StaticString) -> Bool {
    guard position < text.count else { return false }
    let byte = text[position]
    let isValid = valid.withUTF8Buffer { $0.contains(byte) }
    if isValid { position += 1 }
    return isValid
  }

  private func acceptRun(_ valid: String) {
    while position < text.count, valid.utf8.contains(text[position]) { position += 1 }
  }

  private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
