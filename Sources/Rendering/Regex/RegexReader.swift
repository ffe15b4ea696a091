/// Walks over a pattern by code points.
struct RegexReader {
  let whole: String
  private let scalars: [Unicode.Scalar]
  private(set) var position = 0

  init(_ text: String) {
    whole = text
    scalars = Array(text.unicodeScalars)
  }

  func peek(_ offset: Int = 0) -> Unicode.Scalar? {
    position + offset < scalars.count ? scalars[position + offset] : nil
  }

  mutating func skip() { position += 1 }

  mutating func next() -> Unicode.Scalar? {
    guard position < scalars.count else { return nil }
    position += 1
    return scalars[position - 1]
  }

  func starts(with text: String) -> Bool {
    var offset = 0
    for scalar in text.unicodeScalars {
      guard peek(offset) == scalar else { return false }
      offset += 1
    }
    return true
  }

  /// Steps over `text` if it is next.
  mutating func skip(_ text: String) -> Bool {
    guard starts(with: text) else { return false }
    position += text.unicodeScalars.count
    return true
  }

  /// The text from a position to here.
  func text(from start: Int) -> String { text(start..<position) }

  /// The text from a position to the end.
  func rest(from start: Int) -> String { text(start..<scalars.count) }

  private func text(_ range: Range<Int>) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars[range])
    return String(text)
  }

  /// Reads up to `end` and over it, or to the end of the pattern.
  mutating func text(upTo end: String) -> String {
    let start = position
    while position < scalars.count, !starts(with: end) { position += 1 }
    let text = text(from: start)
    _ = skip(end)
    return text
  }

  // MARK: - Repetition

  /// `{n}`, `{n,}` or `{n,m}`.
  struct RepeatCount {
    let text: String
    /// The larger number; nil if the numbers are out of bounds or in the wrong order.
    let most: Int?
  }

  /// Whether a counted repetition is next; any other `{` is an ordinary character.
  var isRepeatCount: Bool {
    var copy = self
    return copy.repeatOperator() != nil
  }

  /// Reads `*`, `+`, `?` (and answers nil) or a counted repetition. Of something else it reads one
  /// character.
  mutating func repeatOperator() -> RepeatCount? {
    let start = position
    guard skip("{") else {
      skip()
      return nil
    }
    guard let least = number() else { return reset(to: start) }
    var most: Int? = least
    if skip(",") {
      most = nil
      if peek() != "}" {
        guard let number = number() else { return reset(to: start) }
        most = number
      }
    }
    guard skip("}") else { return reset(to: start) }
    let limit = RegexTranslation.mostRepetitions
    let isValid = least <= limit && (most.map { $0 <= limit && least <= $0 } ?? true)
    return RepeatCount(text: text(from: start), most: isValid ? (most ?? least) : nil)
  }

  private mutating func reset(to start: Int) -> RepeatCount? {
    position = start + 1
    return nil
  }

  /// Reads a decimal number without leading zeros; a huge one is just above all limits.
  private mutating func number() -> Int? {
    guard let first = peek(), ("0"..."9").contains(first) else { return nil }
    if first == "0", let second = peek(1), ("0"..."9").contains(second) { return nil }
    var number = 0
    while let digit = peek(), ("0"..."9").contains(digit) {
      number = min(number * 10 + Int(digit.value - 0x30), 100_000_000)
      skip()
    }
    return number
  }

  // MARK: - Group heads

  /// Reads `(?P<name>` or `(?<name>`; nil and nothing read for other heads.
  mutating func groupName() throws(RegexError) -> String? {
    let start = position
    guard skip("(?P<") || skip("(?<") else { return nil }
    let nameStart = position
    while let scalar = peek(), scalar != ">" {
      _ = scalar
      skip()
    }
    guard peek() == ">" else {
      throw RegexError(code: .invalidNamedCapture, part: rest(from: start))
    }
    let name = text(from: nameStart)
    skip()
    let isWord = name.unicodeScalars.allSatisfy {
      $0.isASCII && QueryReader.isWordByte(UInt8($0.value))
    }
    guard isWord, !name.isEmpty else {
      throw RegexError(code: .invalidNamedCapture, part: text(from: start))
    }
    return name
  }

  /// Reads `(?flags)` or `(?flags:`, and answers whether it was the latter.
  mutating func flags(into flags: inout RegexFlags) throws(RegexError) -> Bool {
    let start = position
    position += 2
    var isOn = true
    var hasFlag = false
    var changed = flags
    while let scalar = next() {
      switch scalar {
      case "i": changed.ignoresCase = isOn
      case "m": changed.isMultiline = isOn
      case "s": changed.dotMatchesNewline = isOn
      case "U": changed.isUngreedy = isOn
      case "-" where isOn:
        isOn = false
        hasFlag = false
        continue
      case ":" where isOn || hasFlag, ")" where isOn || hasFlag:
        flags = changed
        return scalar == ":"
      default: throw RegexError(code: .invalidPerlSyntax, part: text(from: start))
      }
      hasFlag = true
    }
    throw RegexError(code: .missingParenthesis, part: whole)
  }

  // MARK: - Writing

  /// A code point as PCRE2 reads it literally, inside and outside of classes.
  static func literal(_ value: UInt32) -> String {
    guard let scalar = Unicode.Scalar(value) else {
      // Surrogates are no characters: they match nothing.
      return "(?!)"
    }
    if scalar.isASCII, QueryReader.isWordByte(UInt8(value)) { return String(Character(scalar)) }
    return "\\x{\(String(value, radix: 16))}"
  }
}
