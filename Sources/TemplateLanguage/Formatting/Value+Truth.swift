package import Values

extension Value {
  /// Go's spelling of the dynamic type, as `%T` prints it; `<nil>` for nil and missing values.
  package var goTypeName: String {
    switch self {
    case .absent, .null: "<nil>"
    default: goType.name
    }
  }

  /// Whether the value counts as true in `if`, `with`, `and`, `or`, `not`.
  package var isTruthy: Bool {
    switch self {
    case .absent, .null: false
    case .bool(let flag): flag
    case .int(let number, _): number != 0
    case .uint(let number, _): number != 0
    case .float(let number, _): number != 0
    case .bytes(let bytes): !bytes.isEmpty
    case .list(let list): !list.elements.isEmpty
    case .map(let map): map.count != 0
    case .object(let number as ComplexNumber): number.real != 0 || number.imaginary != 0
    case .object(let integer as NamedInteger): integer.number != 0
    case .record, .recordPointer, .function, .object: true
    case .pointer(let pointer): pointer.target != nil
    }
  }

  /// The zero value of a static type: 0, "", false, nil, or a record or array of zeros.
  ///
  /// A nil function or object has no form of its own and is `.null`. Whoever builds array types
  /// from foreign text limits their length.
  package static func zero(of type: GoType) -> Value { zero(of: type, named: nil) }

  private static func zero(of type: GoType, named: NamedType?) -> Value {
    switch type {
    case .any, .opaque: .null
    case .bool: .bool(false)
    case .signed(let width): .int(0, width)
    case .unsigned(let width): .uint(0, width)
    case .floating(let width): .float(0, width)
    case .string: .bytes(Bytes())
    case .slice(let element):
      .list(ListValue([], elementType: element, named: named, isNil: true))
    case .array(let count, let element):
      .list(
        ListValue(
          Array(repeating: zero(of: element), count: max(0, count)), elementType: element,
          named: named, isArray: true))
    case .map(let key, let value):
      if case .string = key {
        .map(MapValue([], valueType: value, named: named, isNil: true))
      } else {
        .map(
          MapValue(sortedKeys: [], values: [], keyType: key, valueType: value, isNil: true))
      }
    case .pointer(let target): .pointer(PointerValue(to: nil, type: target))
    case .record(let shape):
      .record(RecordValue(shape, shape.fields.map { zero(of: $0.type) }))
    case .named(let type): zero(of: type.underlying, named: type)
    }
  }
}
