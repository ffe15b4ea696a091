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

/// The zero values of types.
enum GoZero {
  /// The most elements of an array made of zeros, nested ones multiplied.
  static let arrayLimit = 10_000

  /// The zero value; nil if it is too large.
  static func value(_ type: GoType, budget: Int = arrayLimit) -> Value? {
    switch type {
    case .any, .record, .opaque: return .null
    case .bool: return .bool(false)
    case .signed(let width): return .int(0, width)
    case .unsigned(let width): return .uint(0, width)
    case .floating(let width): return .float(0, width)
    case .string: return .bytes(Bytes())
    case .slice(let element):
      return .list(ListValue([], elementType: element, isNil: true))
    case .array(let count, let element):
      guard count <= budget else { return nil }
      guard let zero = value(element, budget: budget / max(1, count)) else { return nil }
      return .list(
        ListValue(
          Array(repeating: zero, count: count), elementType: element, isArray: true))
    case .map(let key, let value):
      return .map(
        MapValue(sortedKeys: [], values: [], keyType: key, valueType: value, isNil: true))
    case .pointer(let target): return .pointer(PointerValue(to: nil, type: target))
    case .named(let named): return value(named.underlying, budget: budget)
    }
  }
}

/// The static types of values.
enum GoTypeOfValue {
  static func type(of value: Value) -> GoType {
    switch value {
    case .absent, .null: .any
    case .bool: .bool
    case .int(_, let width): .signed(width)
    case .uint(_, let width): .unsigned(width)
    case .float(_, let width): .floating(width)
    case .bytes: .string
    case .list(let list): list.type
    case .map(let map): map.type
    case .record(let record): .record(record.shape)
    case .recordPointer(let record): .pointer(.record(record.shape))
    case .pointer(let pointer): .pointer(pointer.targetType)
    case .function(let function): .opaque(function.typeText)
    case .object(let object): .named(object.type)
    }
  }
}

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

extension SignedWidth {
  /// The numbers that fit.
  var range: ClosedRange<Int64> {
    switch self {
    case .int, .int64: Int64.min...Int64.max
    case .int8: -128...127
    case .int16: -32_768...32_767
    case .int32: -2_147_483_648...2_147_483_647
    }
  }
}

extension UnsignedWidth {
  /// The largest number that fits.
  var largest: UInt64 {
    switch self {
    case .uint, .uint64, .uintptr: UInt64.max
    case .uint8: 255
    case .uint16: 65_535
    case .uint32: 4_294_967_295
    }
  }
}
