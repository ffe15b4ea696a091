/// Reading packed records.
extension RecordValue {
  /// Calls `body` with the text of a packed record's string field; nil if it is another field or
  /// the record is not packed.
  @inline(__always)
  package func withPackedText<Result>(
    at position: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result? {
    guard let base, shape.packing[position].kind == .text else { return nil }
    let reading = PackedReading(base: base)
    return body(reading.text(reading.slot(Int(start) + position * 4)))
  }

  /// The order of a packed record's string field and the same field of another: negative, zero or
  /// positive.
  package func packedOrder(to other: RecordValue, at position: Int) -> Int {
    let order = withPackedText(at: position) { left in
      other.withPackedText(at: position) { left.order(to: $0) }
    }
    return (order ?? 0) ?? 0
  }

  /// The value of a packed record's field.
  @inline(never)
  package func packedValue(at position: Int) -> Value {
    guard let base else { preconditionFailure("only packed records have packed values") }
    let reading = PackedReading(base: base)
    let slot = reading.slot(Int(start) + position * 4)
    let field = shape.packing[position]
    if slot == .zero { return field.zeroValue }
    switch field.kind {
    case .text: return .bytes(bytes(slot))
    case .flag: return .bool(slot.bits != 0)
    case .signed:
      guard case .signed(let width) = shape.fields[position].type else { break }
      return .int(Int64(bitPattern: reading.number(slot)), width)
    case .unsigned:
      guard case .unsigned(let width) = shape.fields[position].type else { break }
      return .uint(reading.number(slot), width)
    case .record:
      guard let inner = field.inner else { break }
      return .record(part(slot, inner))
    default:
      if slot == .empty { return field.emptyValue }
      return composite(field, slot, type: shape.fields[position].type)
    }
    preconditionFailure("a packed field has the type of its packing")
  }

  private func composite(_ field: PackedField, _ slot: PackedSlot, type: GoType) -> Value {
    switch (field.kind, field.inner) {
    case (.recordPointer, let inner?): return .recordPointer(part(slot, inner))
    case (.texts, _):
      return .list(PackedField.list(elements(slot) { .bytes(bytes($0)) }, type))
    case (.records, let inner?):
      return .list(PackedField.list(elements(slot) { .recordPointer(part($0, inner)) }, type))
    case (.textMap, _): return .map(map(slot, type) { .bytes(bytes($0)) })
    case (.recordMap, let inner?): return .map(map(slot, type) { .record(part($0, inner)) })
    default: preconditionFailure("a packed field has the type of its packing")
    }
  }

  private func bytes(_ slot: PackedSlot) -> Bytes {
    guard let base, slot != .zero else { return Bytes() }
    return Bytes(Array(PackedReading(base: base).text(slot)))
  }

  /// The struct whose slots a slot leads to; the zero struct has none.
  private func part(_ slot: PackedSlot, _ shape: RecordShape) -> RecordValue {
    if slot == .zero { return RecordValue(shape, shape.packing.map(\.zeroValue)) }
    return RecordValue(shape, in: self, at: slot.bits)
  }

  /// The elements of a list, or every second one from the first or second on of a map.
  private func elements(
    _ slot: PackedSlot, from first: Int = 0, step: Int = 1, _ element: (PackedSlot) -> Value
  ) -> [Value] {
    guard let base else { return [] }
    let reading = PackedReading(base: base)
    let offset = Int(slot.bits)
    let count = Int(reading.slot(offset).bits)
    return (0..<count).map { index in
      element(reading.slot(offset + 4 + (first + index * step) * 4))
    }
  }

  private func map(
    _ slot: PackedSlot, _ type: GoType, _ value: (PackedSlot) -> Value
  ) -> MapValue {
    guard case .map(let keyType, let valueType) = type else {
      preconditionFailure("a packed map has the type of a map")
    }
    return MapValue(
      sortedKeys: elements(slot, step: 2) { .bytes(bytes($0)) },
      values: elements(slot, from: 1, step: 2, value), keyType: keyType, valueType: valueType)
  }
}
