/// Escapes and character classes.
extension RegexTranslator {
  /// Reads an escape outside of classes.
  mutating func escape() throws(RegexError) -> String {
    switch reader.peek(1) {
    case "A", "b", "B", "z":
      reader.skip()
      let letter = reader.next().map { String(Character($0)) } ?? ""
      return "(?:\\\(letter))"
    case "p", "P": return try unicodeClass()
    case "d", "D", "s", "S", "w", "W": return perlClass(isInClass: false)
    default: return RegexReader.literal(try escapedCharacter())
    }
  }

  /// Reads `[...]`.
  mutating func characterClass() throws(RegexError) -> String {
    let start = reader.position
    reader.skip()
    let isNegated = reader.skip("^")
    var members = ""
    var isFirst = true
    while reader.peek() != "]" || isFirst {
      isFirst = false
      members += try classMember(start)
    }
    reader.skip()
    if members.isEmpty { return isNegated ? "(?s:.)" : "(?!)" }
    return "[\(isNegated ? "^" : "")\(members)]"
  }

  private mutating func classMember(_ start: Int) throws(RegexError) -> String {
    if let posix = try posixClass() { return posix }
    if reader.peek() == "\\" {
      switch reader.peek(1) {
      case "p", "P": return try unicodeClass()
      case "d", "D", "s", "S", "w", "W": return perlClass(isInClass: true)
      default: break
      }
    }
    let memberStart = reader.position
    let low = try classCharacter(start)
    var high = low
    if reader.peek() == "-", let after = reader.peek(1), after != "]" {
      reader.skip()
      high = try classCharacter(start)
      guard low <= high else {
        throw RegexError(code: .invalidRange, part: reader.text(from: memberStart))
      }
    }
    return RegexTranslator.range(low, high)
  }

  /// A range without surrogates, which PCRE2 refuses.
  private static func range(_ low: UInt32, _ high: UInt32) -> String {
    let low = (0xD800...0xDFFF).contains(low) ? 0xE000 : low
    let high = (0xD800...0xDFFF).contains(high) ? 0xD7FF : high
    if low > high { return "" }
    let first = RegexReader.literal(low)
    return low == high ? first : "\(first)-\(RegexReader.literal(high))"
  }

  private mutating func classCharacter(_ start: Int) throws(RegexError) -> UInt32 {
    guard let scalar = reader.peek() else {
      throw RegexError(code: .missingBracket, part: reader.rest(from: start))
    }
    if scalar == "\\" { return try escapedCharacter() }
    reader.skip()
    return scalar.value
  }

  /// Reads `[:name:]`, whose sets are the same in PCRE2; nil and nothing read for something else.
  private mutating func posixClass() throws(RegexError) -> String? {
    guard reader.starts(with: "[:") else { return nil }
    var copy = reader
    _ = copy.skip("[:")
    let name = copy.text(upTo: ":]")
    guard copy.text(from: reader.position).hasSuffix(":]") else { return nil }
    let word = name.hasPrefix("^") ? String(name.dropFirst()) : name
    guard RegexTranslator.posixNames.contains(word) else {
      throw RegexError(code: .invalidRange, part: copy.text(from: reader.position))
    }
    reader = copy
    return "[:\(name):]"
  }

  private static let posixNames: Set<String> = [
    "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct",
    "space", "upper", "word", "xdigit",
  ]

  /// Reads `\d` and the like. `\s` differs between the engines, and in a class a negated set cannot
  /// be written as `[^...]`.
  private mutating func perlClass(isInClass: Bool) -> String {
    reader.skip()
    let letter = reader.next() ?? "d"
    if isInClass {
      switch letter {
      case "s": return "\\t\\n\\f\\r\\x20"
      case "S": return "\\x00-\\x08\\x0b\\x0e-\\x1f\\x21-\\x{10ffff}"
      default: return "\\\(letter)"
      }
    }
    switch letter {
    case "d": return "[0-9]"
    case "D": return "[^0-9]"
    case "s": return "[\\t\\n\\f\\r\\x20]"
    case "S": return "[^\\t\\n\\f\\r\\x20]"
    case "w": return "[0-9A-Za-z_]"
    default: return "[^0-9A-Za-z_]"
    }
  }

  /// Reads `\pN`, `\p{Name}`, `\p{^Name}` or these with `P`.
  private mutating func unicodeClass() throws(RegexError) -> String {
    let start = reader.position
    reader.skip()
    var isNegated = reader.next() == "P"
    guard let first = reader.next() else {
      throw RegexError(code: .invalidRange, part: reader.text(from: start))
    }
    var name = String(Character(first))
    if first == "{" {
      name = reader.text(upTo: "}")
      guard reader.text(from: start).hasSuffix("}") else {
        throw RegexError(code: .invalidRange, part: reader.text(from: start))
      }
    }
    let written = reader.text(from: start)
    if name.hasPrefix("^") {
      isNegated.toggle()
      name.removeFirst()
    }
    let isWord = name.unicodeScalars.allSatisfy {
      $0.isASCII && QueryReader.isWordByte(UInt8($0.value))
    }
    guard isWord, !name.isEmpty else { throw RegexError(code: .invalidRange, part: written) }
    // A plain script name would also mean the characters that the script shares with others.
    let isScript = name.count > 2 && name != "Any"
    let rewritten = "\\\(isNegated ? "P" : "p"){\(isScript ? "sc:" : "")\(name)}"
    unicodeClasses.append((written, rewritten))
    return rewritten
  }

  /// Reads an escape that stands for one character.
  private mutating func escapedCharacter() throws(RegexError) -> UInt32 {
    let start = reader.position
    reader.skip()
    guard let scalar = reader.next() else {
      throw RegexError(code: .trailingBackslash, part: "")
    }
    switch scalar {
    case "a": return 7
    case "f": return 12
    case "n": return 10
    case "r": return 13
    case "t": return 9
    case "v": return 11
    case "x": return try hexadecimalCharacter(start)
    case "1"..."7":
      // A single digit would be a reference to a group.
      guard let next = reader.peek(), ("0"..."7").contains(next) else { break }
      return octalCharacter(scalar)
    case "0": return octalCharacter(scalar)
    default:
      if scalar.isASCII, !scalar.properties.isAlphabetic, !("0"..."9").contains(scalar) {
        return scalar.value
      }
    }
    throw RegexError(code: .invalidEscape, part: reader.text(from: start))
  }

  private mutating func octalCharacter(_ first: Unicode.Scalar) -> UInt32 {
    var value = first.value - 0x30
    for _ in 0..<2 {
      guard let digit = reader.peek(), ("0"..."7").contains(digit) else { break }
      value = value * 8 + digit.value - 0x30
      reader.skip()
    }
    return value
  }

  /// Reads the rest of `\x41` or `\x{10FFFF}`.
  private mutating func hexadecimalCharacter(_ start: Int) throws(RegexError) -> UInt32 {
    var digits = ""
    if reader.skip("{") {
      digits = reader.text(upTo: "}")
      guard !reader.text(from: start).hasSuffix("{}"), reader.text(from: start).hasSuffix("}")
      else {
        throw RegexError(code: .invalidEscape, part: reader.text(from: start))
      }
    } else {
      for _ in 0..<2 { digits += reader.next().map { String(Character($0)) } ?? "" }
      guard digits.unicodeScalars.count == 2 else {
        throw RegexError(code: .invalidEscape, part: reader.text(from: start))
      }
    }
    guard digits.utf8.allSatisfy({ $0 != 0x2B && $0 != 0x2D }),
      let value = UInt32(digits, radix: 16), value <= 0x10FFFF
    else { throw RegexError(code: .invalidEscape, part: reader.text(from: start)) }
    return value
  }
}
