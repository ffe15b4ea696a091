/// Quoting for `/bin/sh`.
package enum ShellQuoting {
  /// Where in a shell text a value is put.
  package enum Place: Sendable {
    /// Outside of quotes.
    case bare
    /// Between `'` and `'`.
    case singleQuoted
    /// Between `"` and `"`.
    case doubleQuoted
  }

  /// A value such that the shell sees exactly it. Text without special characters stays as it is.
  package static func quoted(_ value: String, in place: Place = .bare) -> String {
    if !value.isEmpty, value.utf8.allSatisfy(isPlain) { return value }
    switch place {
    case .bare: return "'" + replacing("'", in: value) { _ in "'\\''" } + "'"
    case .singleQuoted: return replacing("'", in: value) { _ in "'\\''" }
    case .doubleQuoted: return replacing("\\\"$`", in: value) { "\\\($0)" }
    }
  }

  /// Scalars, not characters: a quote with a combining accent is a quote to the shell.
  private static func replacing(
    _ special: String, in value: String, _ replacement: (Unicode.Scalar) -> String
  ) -> String {
    var result = ""
    for scalar in value.unicodeScalars {
      if special.unicodeScalars.contains(scalar) {
        result += replacement(scalar)
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "/._-+:@%,=".utf8.contains(byte)
    }
  }
}
