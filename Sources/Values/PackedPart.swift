/// A struct within a packed record, looked at in passing.
package struct PackedPart {
  /// The names and types.
  package let shape: RecordShape
  private let reading: PackedReading
  private let start: Int

  /// A whole packed record, which must outlive the part; nil if it is not packed.
  @inline(__always)
  package init?(_ record: RecordValue) {
    guard let base = record.base else { return nil }
    shape = record.shape
    reading = PackedReading(base: base)
    start = Int(record.start)
  }

  private init(_ shape: RecordShape, _ reading: PackedReading, _ start: Int) {
    self.shape = shape
    self.reading = reading
    self.start = start
  }

  /// The struct in a field by value or by pointer; nil for other fields and where it has no bytes.
  @inline(__always)
  package func part(at position: Int) -> PackedPart? {
    let field = shape.packing[position]
    guard field.kind == .record || field.kind == .recordPointer, let inner = field.inner else {
      return nil
    }
    let slot = reading.slot(start + position * 4)
    return slot == .zero ? nil : PackedPart(inner, reading, Int(slot.bits))
  }

  /// A field that can be printed without making a value of it.
  package enum Scalar {
    /// Valid as long as the record.
    case text(UnsafeBufferPointer<UInt8>)
    case number(Int64)
  }

  /// The text or signed number of a field; nil for other fields.
  @inline(__always)
  package func scalar(at position: Int) -> Scalar? {
    let slot = reading.slot(start + position * 4)
    switch shape.packing[position].kind {
    case .text: return .text(reading.text(slot))
    case .signed: return .number(Int64(bitPattern: reading.number(slot)))
    default: return nil
    }
  }
}
