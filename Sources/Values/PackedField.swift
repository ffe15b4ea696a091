/// How packed records of a shape hold one field: in a slot of four bytes, by the field's type.
///
/// A slot of zero is the type's zero value, so that a record of zeroes is Go's zero struct.
struct PackedField: Sendable {
  /// What the slot means.
  enum Kind: UInt8, Sendable {
    /// A string: its offset and length.
    case text
    /// A small number, or the offset of eight bytes.
    case signed, unsigned
    case flag
    /// The offset of a count and so many slots, or of twice as many for the keys of maps. Records
    /// in them are offsets of their slots.
    case texts, records, textMap, recordMap
    /// The offset of a record's slots: a struct by value, a pointer.
    case record, recordPointer
    /// Records with such a field are never packed.
    case unpackable
  }

  /// What the slot means.
  let kind: Kind
  /// The struct that the field holds, points to or has as elements.
  let inner: RecordShape?
  /// Go's zero value of the type: nil for lists, maps and pointers.
  let zeroValue: Value
  /// The value of an empty list or map.
  let emptyValue: Value

  /// The packing of a field's static type.
  init(_ type: GoType) {
    let (kind, inner) = PackedField.kind(of: type)
    self.kind = kind
    self.inner = inner
    (zeroValue, emptyValue) = PackedField.values(type, kind, inner)
  }

  private static func values(
    _ type: GoType, _ kind: Kind, _ inner: RecordShape?
  ) -> (zero: Value, empty: Value) {
    switch (kind, type) {
    case (.text, _): return (.bytes(Bytes()), .absent)
    case (.flag, _): return (.bool(false), .absent)
    case (.signed, .signed(let width)): return (.int(0, width), .absent)
    case (.unsigned, .unsigned(let width)): return (.uint(0, width), .absent)
    case (.texts, _), (.records, _):
      return (.list(list([], type, isNil: true)), .list(list([], type)))
    case (.textMap, .map(_, let value)), (.recordMap, .map(_, let value)):
      return (
        .map(MapValue([], valueType: value, isNil: true)), .map(MapValue([], valueType: value))
      )
    case (.recordPointer, .pointer(let target)):
      return (.pointer(PointerValue(to: nil, type: target)), .absent)
    case (.record, _): return (.record(zero(inner)), .absent)
    default: return (.absent, .absent)
    }
  }

  private static func zero(_ shape: RecordShape?) -> RecordValue {
    guard let shape else { preconditionFailure("a packed struct has a shape") }
    return RecordValue(shape, shape.packing.map(\.zeroValue))
  }

  /// A list of a field's type.
  static func list(_ elements: [Value], _ type: GoType, isNil: Bool = false) -> ListValue {
    switch type {
    case .named(let named):
      if case .slice(let element) = named.underlying {
        return ListValue(elements, elementType: element, named: named, isNil: isNil)
      }
    case .slice(let element): return ListValue(elements, elementType: element, isNil: isNil)
    default: break
    }
    preconditionFailure("a packed list has the type of a list")
  }

  private static func kind(of type: GoType) -> (Kind, RecordShape?) {
    switch type {
    case .string: return (.text, nil)
    case .bool: return (.flag, nil)
    case .signed: return (.signed, nil)
    case .unsigned: return (.unsigned, nil)
    case .slice(.string): return (.texts, nil)
    case .slice(.pointer(.record(let shape))): return packed(.records, shape)
    case .named(let named):
      guard case .slice = named.underlying else { return (.unpackable, nil) }
      return kind(of: named.underlying)
    case .map(.string, .string): return (.textMap, nil)
    case .map(.string, .record(let shape)): return packed(.recordMap, shape)
    case .record(let shape): return packed(.record, shape)
    case .pointer(.record(let shape)): return packed(.recordPointer, shape)
    default: return (.unpackable, nil)
    }
  }

  private static func packed(_ kind: Kind, _ inner: RecordShape) -> (Kind, RecordShape?) {
    inner.isPackable ? (kind, inner) : (.unpackable, nil)
  }
}
