internal import Values

/// Cuts a template into tokens: text between actions, and the parts of actions.
///
/// Trim markers and comments are dealt with here; the parser never sees them.
final class Lexer {
  let text: [UInt8]
  let left: [UInt8]
  let right: [UInt8]
  /// Whether `break` and `continue` are keywords: not where functions have these names.
  let keywords: [Bytes: Token.Kind]
  var position = 0
  var start = 0
  private var isInsideAction = false
  private var parenthesisDepth = 0
  private var failure: Token?

  /// A lexer over `text` with its delimiters; `words` are the keywords of the dialect.
  init(text: [UInt8], left: [UInt8], right: [UInt8], keywords: [Bytes: Token.Kind]) {
    self.text = text
    self.left = left
    self.right = right
    self.keywords = keywords
  }

  /// The next token. After an error the same error for ever; after the end the end.
  func next() -> Token {
    if let failure { return failure }
    return isInsideAction ? action() : plainText()
  }

  /// The token from `start` to `position`.
  func token(_ kind: Token.Kind) -> Token { Token(kind: kind, start: start, end: position) }

  /// The end of all tokens, with a message.
  func fail(_ message: String) -> Token {
    let token = Token(
      kind: .error, start: start, end: max(start, position), message: message)
    failure = token
    return token
  }

  // MARK: Text

  private func plainText() -> Token {
    while true {
      start = position
      guard let delimiter = find(left, from: position) else {
        position = text.count
        return token(position > start ? .text : .endOfFile)
      }
      if delimiter > position {
        var end = delimiter
        if hasLeftTrimMarker(at: delimiter + left.count) {
          while end > start, Lexer.isSpace(text[end - 1]) { end -= 1 }
        }
        position = delimiter
        if end > start { return Token(kind: .text, start: start, end: end) }
      }
      if let token = leftDelimiter() { return token }
    }
  }

  /// The left delimiter at `position`, or nil if it began a comment, which is then behind.
  private func leftDelimiter() -> Token? {
    start = position
    position += left.count
    let token = token(.leftDelimiter)
    if hasLeftTrimMarker(at: position) { position += 2 }
    if hasPrefix(Lexer.commentStart, at: position) { return comment() }
    isInsideAction = true
    parenthesisDepth = 0
    return token
  }

  /// Skips a comment with its right delimiter; a token only if it is malformed.
  private func comment() -> Token? {
    start = position
    guard let end = find(Lexer.commentEnd, from: position + 2) else {
      return fail("unclosed comment")
    }
    position = end + 2
    switch rightDelimiter(at: position) {
    case nil: return fail("comment ends before closing delimiter")
    case .plain: position += right.count
    case .trimming:
      position += 2 + right.count
      skipSpace()
    }
    return nil
  }

  // MARK: Actions

  private func action() -> Token {
    start = position
    if let delimiter = rightDelimiter(at: position) {
      if parenthesisDepth > 0 { return fail("unclosed left paren") }
      return rightDelimiter(delimiter)
    }
    guard position < text.count else { return fail("unclosed action") }
    let byte = text[position]
    switch byte {
    case 0x20, 0x09, 0x0D, 0x0A: return space()
    case 0x3D: return single(.assign)
    case 0x3A:
      position += 1
      guard position < text.count, text[position] == 0x3D else { return fail("expected :=") }
      return single(.declare)
    case 0x7C: return single(.pipe)
    case 0x28:
      parenthesisDepth += 1
      return single(.leftParenthesis)
    case 0x29:
      parenthesisDepth -= 1
      let token = single(.rightParenthesis)
      return parenthesisDepth < 0 ? fail("unexpected right paren") : token
    default: return operand(startingWith: byte)
    }
  }

  private func single(_ kind: Token.Kind) -> Token {
    position += 1
    return token(kind)
  }

  /// A run of space, which may end in a right delimiter with its trim marker.
  private func space() -> Token {
    skipSpace()
    if rightDelimiter(at: position - 1) == .trimming {
      position -= 1
      if position == start { return rightDelimiter(.trimming) }
    }
    return token(.space)
  }

  private func rightDelimiter(_ delimiter: RightDelimiter) -> Token {
    if delimiter == .trimming { position += 2 }
    start = position
    position += right.count
    let token = token(.rightDelimiter)
    if delimiter == .trimming { skipSpace() }
    isInsideAction = false
    return token
  }

  // MARK: Looking ahead

  /// A right delimiter without or with a trim marker before it.
  enum RightDelimiter { case plain, trimming }

  /// The right delimiter at `index`, if there is one.
  func rightDelimiter(at index: Int) -> RightDelimiter? {
    if index + 1 < text.count, Lexer.isSpace(text[index]), text[index + 1] == 0x2D,
      hasPrefix(right, at: index + 2)
    {
      return .trimming
    }
    return hasPrefix(right, at: index) ? .plain : nil
  }

  /// Whether `bytes` stand at `index`.
  func hasPrefix(_ bytes: [UInt8], at index: Int) -> Bool {
    guard index + bytes.count <= text.count else { return false }
    for offset in bytes.indices where text[index + offset] != bytes[offset] { return false }
    return true
  }

  private func hasLeftTrimMarker(at index: Int) -> Bool {
    index + 1 < text.count && text[index] == 0x2D && Lexer.isSpace(text[index + 1])
  }

  private func find(_ bytes: [UInt8], from index: Int) -> Int? {
    var index = index
    while index + bytes.count <= text.count {
      guard let first = text[index...].firstIndex(of: bytes[0]) else { return nil }
      if hasPrefix(bytes, at: first) { return first }
      index = first + 1
    }
    return nil
  }

  private func skipSpace() {
    while position < text.count, Lexer.isSpace(text[position]) { position += 1 }
  }

  /// Whether a byte separates operands: space, tab, carriage return, newline; nothing else does.
  static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A
  }

  private static let commentStart = Array("/*".utf8)
  private static let commentEnd = Array("*/".utf8)
}
