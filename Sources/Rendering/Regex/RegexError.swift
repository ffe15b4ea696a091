import Values

/// Why a pattern is refused, in the words of Go's `regexp/syntax`.
struct RegexError: Error, Equatable {
  /// The kind of mistake.
  enum Code: String {
    case invalidEscape = "invalid escape sequence"
    case invalidNamedCapture = "invalid named capture"
    case invalidPerlSyntax = "invalid or unsupported Perl syntax"
    case invalidRange = "invalid character class range"
    case invalidRepeatSize = "invalid repeat count"
    case invalidRepeatOperator = "invalid nested repetition operator"
    case invalidUTF8 = "invalid UTF-8"
    case missingArgument = "missing argument to repetition operator"
    case missingBracket = "missing closing ]"
    case missingParenthesis = "missing closing )"
    case unexpectedParenthesis = "unexpected )"
    case trailingBackslash = "trailing backslash at end of expression"
    case nestsTooDeeply = "expression nests too deeply"
    case isTooLarge = "expression too large"
  }

  let code: Code
  /// The part of the pattern that is wrong.
  let part: String

  var message: String { "error parsing regexp: \(code.rawValue): `\(part)`" }
}
