internal import Values

/// A token of a template.
struct Token {
  /// What the parser distinguishes. The order matters: keywords come last.
  enum Kind: UInt8 {
    case error, bool, character, characterConstant, complex, assign, declare, endOfFile, field
    case identifier, leftDelimiter, leftParenthesis, number, pipe, rawString, rightDelimiter
    case rightParenthesis, space, string, text, variable
    case block, `break`, `continue`, dot, define, `else`, end, `if`, `nil`, range, template, with

    /// Whether messages show the token as `<word>`.
    var isKeyword: Bool { rawValue >= Kind.block.rawValue }
  }

  /// What it is.
  var kind: Kind
  /// The offset of its first byte.
  var start: Int
  /// The offset after its last byte.
  var end: Int
  /// The lexer's complaint, of an error.
  var message = ""

  /// The keywords by their spelling.
  static let keywords: [Bytes: Kind] = [
    "block": .block, "break": .break, "continue": .continue, "define": .define, "else": .else,
    "end": .end, "if": .if, "nil": .nil, "range": .range, "template": .template, "with": .with,
  ]
}
