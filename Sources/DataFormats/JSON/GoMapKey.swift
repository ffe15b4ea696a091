import Values

/// A key of a Go map, read from its text, in Go's order.
struct GoMapKey: Comparable {
  let text: Bytes
  let value: Value

  /// The key of a type, or nil if the text is none.
  init?(_ text: Bytes, _ type: GoType) {
    switch type {
    case .any, .string: value = .bytes(text)
    case .bool:
      guard text == "true" || text == "false" else { return nil }
      value = .bool(text == "true")
    case .signed(let width):
      guard let number = Int64(text.string), width.range ~= number else { return nil }
      value = .int(number, width)
    case .unsigned(let width):
      guard let number = UInt64(text.string), number <= width.largest else { return nil }
      value = .uint(number, width)
    case .floating(let width):
      guard let number = Double(text.string) else { return nil }
      value = .float(number, width)
    default: return nil
    }
    // Different texts of one number are one key.
    switch value {
    case .int(let number, _): self.text = Bytes(String(number))
    case .uint(let number, _): self.text = Bytes(String(number))
    case .float(let number, _): self.text = Bytes(number.description)
    default: self.text = text
    }
  }

  static func == (left: GoMapKey, right: GoMapKey) -> Bool { left.text == right.text }

  static func < (left: GoMapKey, right: GoMapKey) -> Bool {
    switch (left.value, right.value) {
    case (.bool(let a), .bool(let b)): !a && b
    case (.int(let a, _), .int(let b, _)): a < b
    case (.uint(let a, _), .uint(let b, _)): a < b
    case (.float(let a, _), .float(let b, _)): a.isNaN ? !b.isNaN : a < b
    default: left.text < right.text
    }
  }
}
