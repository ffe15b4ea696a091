import Values

/// Reads Go's spelling of types made of basic ones.
enum GoTypeParser {
  /// The longest spelling.
  static let lengthLimit = 200

  /// The type, or nil if the text is none.
  static func type(_ text: String) -> GoType? {
    text.utf8.count <= lengthLimit ? parse(text[...]) : nil
  }

  private static func parse(_ text: Substring) -> GoType? {
    if let basic = basic[String(text)] { return basic }
    if text.hasPrefix("[]") { return parse(text.dropFirst(2)).map(GoType.slice) }
    if text.hasPrefix("*") { return parse(text.dropFirst()).map(GoType.pointer) }
    if text.hasPrefix("map["), let end = text.firstIndex(of: "]") {
      let key = text[text.index(text.startIndex, offsetBy: 4)..<end]
      guard let keyType = basic[String(key)] else { return nil }
      return parse(text[text.index(after: end)...]).map { .map(key: keyType, value: $0) }
    }
    if text.hasPrefix("["), let end = text.firstIndex(of: "]"),
      let count = Int(text[text.index(after: text.startIndex)..<end]), count >= 0
    {
      return parse(text[text.index(after: end)...]).map { .array(count, $0) }
    }
    return nil
  }

  private static let basic: [String: GoType] = [
    "any": .any, "interface {}": .any, "interface{}": .any, "bool": .bool, "string": .string,
    "int": .signed(.int), "int8": .signed(.int8), "int16": .signed(.int16),
    "int32": .signed(.int32), "rune": .signed(.int32), "int64": .signed(.int64),
    "uint": .unsigned(.uint), "uint8": .unsigned(.uint8), "byte": .unsigned(.uint8),
    "uint16": .unsigned(.uint16), "uint32": .unsigned(.uint32), "uint64": .unsigned(.uint64),
    "uintptr": .unsigned(.uintptr), "float32": .floating(.float32),
    "float64": .floating(.float64),
  ]
}
