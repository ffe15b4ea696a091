/// Checks a JSON text and writes its tape. Works on raw memory; every access is preceded by a
/// comparison with the end.
struct JSONScanner {
  private let base: UnsafePointer<UInt8>
  private let end: Int
  private let depthLimit: Int
  private let isStrict: Bool
  private var position = 0
  private var depth = 0
  private var words: UnsafeMutablePointer<UInt64>
  private var wordCount = 0
  private var capacity: Int

  /// The tape of a text, or why it has none.
  static func index(
    _ text: UnsafeBufferPointer<UInt8>, depth: Int, text rule: JSONTape.TextRule
  ) -> Result<[UInt64], JSONError> {
    guard let base = text.baseAddress, !text.isEmpty else {
      return .failure(
        JSONError("expected a value, found the end of the text", offset: 0, length: 0))
    }
    var scanner = JSONScanner(base, text.count, depth: depth, isStrict: rule == .strict)
    defer { scanner.words.deallocate() }
    do throws(JSONError) {
      try scanner.scanDocument()
      return .success(
        Array(UnsafeBufferPointer(start: scanner.words, count: scanner.wordCount)))
    } catch {
      return .failure(error)
    }
  }

  private init(_ base: UnsafePointer<UInt8>, _ end: Int, depth: Int, isStrict: Bool) {
    self.base = base
    self.end = end
    self.depthLimit = depth
    self.isStrict = isStrict
    capacity = end / 10 + 16
    words = .allocate(capacity: capacity)
  }

  private mutating func scanDocument() throws(JSONError) {
    skipBlank()
    try scanValue()
    skipBlank()
    guard position == end else { throw unexpected("the end of the text") }
  }

  private mutating func scanValue() throws(JSONError) {
    guard position < end else { throw unexpected("a value") }
    switch base[position] {
    case UInt8(ascii: "\""): try scanString()
    case UInt8(ascii: "{"): try scanObject()
    case UInt8(ascii: "["): try scanArray()
    case UInt8(ascii: "t"): try scanWord("true", .true)
    case UInt8(ascii: "f"): try scanWord("false", .false)
    case UInt8(ascii: "n"): try scanWord("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try scanNumber()
    default: throw unexpected("a value")
    }
  }

  private mutating func scanObject() throws(JSONError) {
    let header = try openContainer()
    var count = 0
    skipBlank()
    if position < end, base[position] == UInt8(ascii: "}") {
      closeContainer(header, .object, count)
      return
    }
    while true {
      guard position < end, base[position] == UInt8(ascii: "\"") else {
        throw unexpected(count == 0 ? "a key in quotes or `}`" : "a key in quotes")
      }
      try scanString()
      skipBlank()
      guard position < end, base[position] == UInt8(ascii: ":") else { throw unexpected("`:`") }
      position += 1
      skipBlank()
      try scanValue()
      count += 1
      skipBlank()
      guard position < end else { throw unexpected("`,` or `}`") }
      if base[position] == UInt8(ascii: "}") { break }
      guard base[position] == UInt8(ascii: ",") else { throw unexpected("`,` or `}`") }
      position += 1
      skipBlank()
    }
    closeContainer(header, .object, count)
  }

  private mutating func scanArray() throws(JSONError) {
    let header = try openContainer()
    var count = 0
    skipBlank()
    if position < end, base[position] == UInt8(ascii: "]") {
      closeContainer(header, .array, count)
      return
    }
    while true {
      try scanValue()
      count += 1
      skipBlank()
      guard position < end else { throw unexpected("`,` or `]`") }
      if base[position] == UInt8(ascii: "]") { break }
      guard base[position] == UInt8(ascii: ",") else { throw unexpected("`,` or `]`") }
      position += 1
      skipBlank()
    }
    closeContainer(header, .array, count)
  }

  @inline(__always)
  private mutating func openContainer() throws(JSONError) -> Int {
    guard depth < depthLimit else {
      throw JSONError("nested deeper than the limit of \(depthLimit)", offset: position)
    }
    depth += 1
    let header = wordCount
    append(0)
    append(UInt64(position))
    position += 1
    return header
  }

  @inline(__always)
  private mutating func closeContainer(_ header: Int, _ kind: JSONWord.Kind, _ count: Int) {
    position += 1
    depth -= 1
    words[header] = JSONWord(kind, low: wordCount, high: count).bits
    words[header + 1] |= UInt64(position) << 32
  }

  private mutating func scanWord(_ word: StaticString, _ kind: JSONWord.Kind) throws(JSONError) {
    let length = word.utf8CodeUnitCount
    for index in 0..<length {
      guard position + index < end, base[position + index] == word.utf8Start[index] else {
        throw JSONError(
          "expected `\(word)`, found \(foundText(at: position))", offset: position,
          length: max(1, wordLength(at: position)))
      }
    }
    append(JSONWord(kind, low: position, high: length).bits)
    position += length
  }

  // number = [ "-" ] ( "0" / digit1-9 *digit ) [ "." 1*digit ] [ exponent ]
  // exponent = ( "e" / "E" ) [ "+" / "-" ] 1*digit
  private mutating func scanNumber() throws(JSONError) {
    let start = position
    var kind = JSONWord.Kind.integer
    if base[position] == UInt8(ascii: "-") { position += 1 }
    if position < end, base[position] == UInt8(ascii: "0") {
      position += 1
      if position < end, isDigit(base[position]) {
        throw JSONError("a number must not start with `0`", offset: start, length: 2)
      }
    } else {
      try scanDigits()
    }
    if position < end, base[position] == UInt8(ascii: ".") {
      kind = .float
      position += 1
      try scanDigits()
    }
    if position < end, base[position] | 0x20 == UInt8(ascii: "e") {
      kind = .float
      position += 1
      if position < end, base[position] == UInt8(ascii: "+") || base[position] == UInt8(ascii: "-")
      {
        position += 1
      }
      try scanDigits()
    }
    append(JSONWord(kind, low: start, high: position - start).bits)
  }

  @inline(__always)
  private mutating func scanDigits() throws(JSONError) {
    guard position < end, isDigit(base[position]) else { throw unexpected("a digit") }
    while position < end, isDigit(base[position]) { position += 1 }
  }

  @inline(__always)
  private func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  @inline(__always)
  private mutating func skipBlank() {
    while position < end {
      let byte = base[position]
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
      position += 1
    }
  }

  @inline(__always)
  private mutating func append(_ word: UInt64) {
    if wordCount == capacity { grow() }
    words[wordCount] = word
    wordCount += 1
  }

  @inline(never)
  private mutating func grow() {
    let larger = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity * 2)
    larger.update(from: words, count: wordCount)
    words.deallocate()
    words = larger
    capacity *= 2
  }
}

// MARK: - Strings

extension JSONScanner {
  @inline(__always)
  private mutating func scanString() throws(JSONError) {
    position += 1
    let start = position
    var kind = JSONWord.Kind.plainString
    while true {
      skipPlainText()
      guard position < end else {
        throw JSONError("a string without its closing quote", offset: start - 1)
      }
      let byte = base[position]
      if byte == UInt8(ascii: "\"") { break }
      if byte >= 0x80 {
        if try !scanMultibyte() { kind = .escapedString }
      } else if byte == UInt8(ascii: "\\") {
        kind = .escapedString
        try scanEscape()
      } else {
        throw unexpected("no control character in a string")
      }
    }
    append(JSONWord(kind, low: start, high: position - start).bits)
    position += 1
  }

  /// Stops at a quote, a backslash, a control character, a byte above 127 or the end.
  @inline(__always)
  private mutating func skipPlainText() {
    let ones: UInt64 = 0x0101_0101_0101_0101
    while position + 8 <= end {
      let word = UInt64(
        littleEndian: UnsafeRawPointer(base + position).loadUnaligned(as: UInt64.self))
      // Each test sets the high bit of the first byte concerned; borrows disturb only later bytes.
      let quotes = (word ^ (ones &* 0x22)) &- ones
      let backslashes = (word ^ (ones &* 0x5C)) &- ones
      let controls = word &- (ones &* 0x20)
      let special = (quotes | backslashes | controls | word) & (ones &* 0x80)
      if special != 0 {
        position += special.trailingZeroBitCount / 8
        return
      }
      position += 8
    }
    while position < end {
      let byte = base[position]
      guard byte >= 0x20, byte < 0x80, byte != 0x22, byte != 0x5C else { return }
      position += 1
    }
  }

  /// Passes one character above 127; false if it is not valid UTF-8 (and the rule allows that).
  private mutating func scanMultibyte() throws(JSONError) -> Bool {
    let length = UTF8Rule.validLength(base + position, end - position)
    if length > 0 {
      position += length
      return true
    }
    guard !isStrict else {
      throw JSONError(
        "a string must be valid UTF-8, found \(foundText(at: position))", offset: position)
    }
    position += 1
    return false
  }

  private mutating func scanEscape() throws(JSONError) {
    guard position + 1 < end else {
      throw JSONError("a string without its closing quote", offset: position)
    }
    switch base[position + 1] {
    case 0x22, 0x5C, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74: position += 2
    case UInt8(ascii: "u"):
      guard let unit = JSONEscape.codeUnit(base + position, end - position) else {
        throw JSONError(
          "expected four hexadecimal digits after `\\u`", offset: position,
          length: min(6, end - position))
      }
      if isStrict { try checkSurrogate(unit) }
      position += 6
    default:
      throw JSONError("unknown escape \(escapeText(at: position))", offset: position, length: 2)
    }
  }

  private mutating func checkSurrogate(_ unit: UInt16) throws(JSONError) {
    guard unit & 0xF800 == 0xD800 else { return }
    let next = JSONEscape.codeUnit(base + position + 6, end - position - 6)
    guard unit < 0xDC00, let next, next & 0xFC00 == 0xDC00 else {
      throw JSONError("half of a surrogate pair", offset: position, length: 6)
    }
    position += 6
  }
}

// MARK: - Messages

extension JSONScanner {
  private func unexpected(_ expected: String) -> JSONError {
    if position >= end {
      return JSONError("expected \(expected), found the end of the text", offset: end, length: 0)
    }
    return JSONError(
      "expected \(expected), found \(foundText(at: position))", offset: position,
      length: max(characterLength(at: position), wordLength(at: position)))
  }

  private func characterLength(at offset: Int) -> Int {
    CharacterText.length(UnsafeBufferPointer(start: base + offset, count: end - offset))
  }

  private func foundText(at offset: Int) -> String {
    guard offset < end else { return "the end of the text" }
    let length = wordLength(at: offset)
    if length > 0 {
      let text = UnsafeBufferPointer(start: base + offset, count: length)
      return "`\(String(decoding: text, as: UTF8.self))`"
    }
    return CharacterText.describe(UnsafeBufferPointer(start: base + offset, count: end - offset))
  }

  private func escapeText(at offset: Int) -> String {
    let rest = UnsafeBufferPointer(start: base + offset + 1, count: end - offset - 1)
    return CharacterText.describe(rest, prefix: "\\")
  }

  /// The length of the letters and digits at a place, at most 24.
  private func wordLength(at offset: Int) -> Int {
    var length = 0
    while offset + length < end, length < 24 {
      let byte = base[offset + length]
      guard isDigit(byte) || byte | 0x20 &- 0x61 < 26 || byte == 0x5F else { break }
      length += 1
    }
    return length
  }
}
