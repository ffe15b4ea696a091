import Values

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
