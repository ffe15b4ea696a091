import Values

/// Consul's language of filters, as far as finding the end of an expression needs it.
enum FilterExpression {
  /// The most bytes of an expression; it is sent as a part of an address.
  static let limit = 4096

  /// How far an expression goes: to a `)` that it did not open, or to the end of the text. Nil
  /// where quotes or parentheses are left open, or none may end it and one does. Strings are in
  /// double quotes or backquotes, without escapes.
  static func length(of text: Bytes, endsAtParenthesis: Bool) -> Int? {
    var depth = 0
    var quote: UInt8?
    for (index, byte) in text.storage.enumerated() {
      if let open = quote {
        if byte == open { quote = nil }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "`"): quote = byte
      case UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ")"):
        if depth == 0 { return endsAtParenthesis ? index : nil }
        depth -= 1
      default: break
      }
    }
    return endsAtParenthesis || quote != nil || depth > 0 ? nil : text.count
  }
}
