internal import Values

/// Fits values to the static types of parameters: what Go would assign, and what only Go's static
/// types would refuse though its meaning is obvious, such as an `int64` for an `int` or a list of
/// strings for a `[]string`.
enum Adaptation {
  /// The value as one of the type, or nil if it is none.
  static func adapt(_ value: Value, to type: GoType) -> Value? {
    switch type {
    case .any: return value
    case .bool: if case .bool = value { return value }
    case .string: if case .bytes = value { return value }
    case .signed(let width):
      return integer(value).flatMap { width.contains($0) ? .int($0, width) : nil }
    case .unsigned(let width):
      return natural(value).flatMap { width.contains($0) ? .uint($0, width) : nil }
    case .floating(let width):
      return float(value).map { .float(width.rounding($0), width) }
    case .slice(let element): return list(value, of: element, named: nil)
    case .array(let count, let element): return array(value, count, element)
    case .map(let key, let element): return map(value, key, element, named: nil)
    case .record(let shape): return record(value, shape)
    case .pointer(let target): return pointer(value, to: target)
    case .named(let named): return adapt(value, to: named)
    case .opaque(let name): return value.goTypeName == name ? value : nil
    }
    if case .pointer(let pointer) = value, let target = pointer.target {
      return adapt(target, to: type)
    }
    return nil
  }

  private static func adapt(_ value: Value, to named: NamedType) -> Value? {
    switch value {
    case .list(let list) where list.named === named: return value
    case .map(let map) where map.named === named: return value
    case .object(let object) where object.type === named: return value
    default: break
    }
    switch named.underlying {
    case .slice(let element): return list(value, of: element, named: named)
    case .map(let key, let element): return map(value, key, element, named: named)
    default: return adapt(value, to: named.underlying)
    }
  }

  // MARK: Numbers

  private static func integer(_ value: Value) -> Int64? {
    switch value {
    case .int(let number, _): number
    case .uint(let number, _): Int64(exactly: number)
    case .float(let number, _): Int64(exactly: number)
    case .pointer(let pointer): pointer.target.flatMap(integer)
    case .object(let object as NamedInteger): object.number
    default: nil
    }
  }

  private static func natural(_ value: Value) -> UInt64? {
    switch value {
    case .int(let number, _): UInt64(exactly: number)
    case .uint(let number, _): number
    case .float(let number, _): UInt64(exactly: number)
    case .pointer(let pointer): pointer.target.flatMap(natural)
    default: nil
    }
  }

  private static func float(_ value: Value) -> Double? {
    switch value {
    case .int(let number, _): Double(number)
    case .uint(let number, _): Double(number)
    case .float(let number, _): number
    case .pointer(let pointer): pointer.target.flatMap(float)
    default: nil
    }
  }

  // MARK: Composites

  private static func list(_ value: Value, of type: GoType, named: NamedType?) -> Value? {
    if case .pointer(let pointer) = value {
      return pointer.target.flatMap { list($0, of: type, named: named) }
    }
    guard case .list(let list) = value else { return nil }
    if !list.isArray, named == nil, list.elementType.name == type.name { return value }
    guard let elements = elements(of: list.elements, as: type) else { return nil }
    return .list(
      ListValue(elements, elementType: type, named: named, isNil: list.isNil))
  }

  private static func array(_ value: Value, _ count: Int, _ type: GoType) -> Value? {
    guard case .list(let list) = value, list.elements.count == count,
      let elements = elements(of: list.elements, as: type)
    else { return nil }
    return .list(ListValue(elements, elementType: type, isArray: true))
  }

  private static func elements(of values: [Value], as type: GoType) -> [Value]? {
    var elements: [Value] = []
    elements.reserveCapacity(values.count)
    for value in values {
      guard let element = adapt(value, to: type) else { return nil }
      elements.append(element)
    }
    return elements
  }

  private static func map(
    _ value: Value, _ keyType: GoType, _ valueType: GoType, named: NamedType?
  ) -> Value? {
    if case .pointer(let pointer) = value {
      return pointer.target.flatMap { map($0, keyType, valueType, named: named) }
    }
    guard case .map(let map) = value, map.keyType.name == keyType.name else { return nil }
    if named == nil, map.valueType.name == valueType.name { return value }
    guard let values = elements(of: map.values, as: valueType) else { return nil }
    let keys = map.keys.compactMap { if case .bytes(let key) = $0 { key } else { nil } }
    guard keys.count == values.count else {
      return .map(
        MapValue(
          sortedKeys: map.keys, values: values, keyType: keyType, valueType: valueType,
          isNil: map.isNil))
    }
    let entries = Array(zip(keys, values))
    return .map(MapValue(entries, valueType: valueType, named: named, isNil: map.isNil))
  }

  private static func record(_ value: Value, _ shape: RecordShape) -> Value? {
    switch value {
    case .record(let record), .recordPointer(let record):
      return areSame(record.shape, shape) ? .record(record) : nil
    case .pointer(let pointer):
      return pointer.target.flatMap { Adaptation.record($0, shape) }
    default: return nil
    }
  }

  private static func pointer(_ value: Value, to type: GoType) -> Value? {
    switch value {
    case .null: return Value.zero(of: .pointer(type))
    case .record(let record), .recordPointer(let record):
      guard case .record(let shape) = type.underlying else { return nil }
      return areSame(record.shape, shape) ? .recordPointer(record) : nil
    case .pointer(let pointer):
      return pointer.targetType.name == type.name ? value : nil
    default: return nil
    }
  }

  private static func areSame(_ a: RecordShape, _ b: RecordShape) -> Bool {
    a === b || GoType.record(a).name == GoType.record(b).name
  }
}

extension SignedWidth {
  private var bits: Int64 {
    switch self {
    case .int, .int64: 64
    case .int8: 8
    case .int16: 16
    case .int32: 32
    }
  }

  /// The number cut to the width, as Go's conversions do.
  func wrapping(_ number: Int64) -> Int64 {
    let shift = 64 - bits
    return (number << shift) >> shift
  }

  /// Whether the number fits.
  func contains(_ number: Int64) -> Bool { wrapping(number) == number }
}

extension UnsignedWidth {
  private var bits: UInt64 {
    switch self {
    case .uint, .uint64, .uintptr: 64
    case .uint8: 8
    case .uint16: 16
    case .uint32: 32
    }
  }

  /// The number cut to the width, as Go's conversions do.
  func wrapping(_ number: UInt64) -> UInt64 {
    let shift = 64 - bits
    return (number << shift) >> shift
  }

  /// Whether the number fits.
  func contains(_ number: UInt64) -> Bool { wrapping(number) == number }
}

extension FloatWidth {
  /// The number in the precision of the width.
  func rounding(_ number: Double) -> Double {
    self == .float32 ? Double(Float(number)) : number
  }
}
