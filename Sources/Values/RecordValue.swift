#if canImport(Glibc)
  import Glibc
#endif

/// A Go struct. Immutable.
///
/// Its fields are either values or packed: bytes in one piece of memory, of which values are made
/// when somebody asks for them. A registry holds tens of thousands of structs of which a template
/// reads three fields, and packed ones take a fifth of the memory. Whoever uses a struct need not
/// know which it is.
package final class RecordValue: @unchecked Sendable {
  // Sendable: the packed bytes are written before the record exists and never after.

  /// The names and types.
  package let shape: RecordShape
  /// The values; none if the record is packed.
  package let values: [Value]
  /// The packed record's bytes, or those of the record it is a part of; nil if it is not packed.
  package let base: UnsafeRawPointer?
  /// Whom `base` belongs to, if that is another record.
  let owner: RecordValue?
  /// Where the slots of the fields begin.
  let start: UInt32
  /// The number of bytes; 0 for a part of another record.
  let size: UInt32

  /// A record; `fields` must be as many as the shape's.
  package init(_ shape: RecordShape, _ fields: [Value]) {
    precondition(fields.count == shape.fields.count, "a record has a value for each field")
    self.shape = shape
    values = fields
    base = nil
    owner = nil
    start = 0
    size = 0
  }

  /// A record with a copy of packed bytes.
  init(_ shape: RecordShape, copying bytes: UnsafeRawBufferPointer) {
    self.shape = shape
    values = []
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 8)
    copy.copyMemory(from: bytes)
    base = UnsafeRawPointer(copy.baseAddress)
    owner = nil
    start = 0
    size = UInt32(bytes.count)
  }

  /// A record that is a part of a packed one.
  init(_ shape: RecordShape, in whole: RecordValue, at start: UInt32) {
    self.shape = shape
    values = []
    base = whole.base
    owner = whole.owner ?? whole
    self.start = start
    size = 0
  }

  deinit {
    if owner == nil { base?.deallocate() }
  }

  /// Whether the fields are packed.
  @inline(__always)
  package var isPacked: Bool { base != nil }

  /// The values, in the order of `shape.fields`. Of a packed record they are all made anew:
  /// whoever needs one of them asks for that one.
  package var fields: [Value] {
    isPacked ? shape.fields.indices.map { packedValue(at: $0) } : values
  }

  /// The value of the field at a position, which must be valid.
  @inline(__always)
  package func value(at position: Int) -> Value {
    isPacked ? packedValue(at: position) : values[position]
  }

  /// The value of a field, or nil if the struct has none of that name.
  package subscript(name: Bytes) -> Value? {
    guard let position = shape.position(of: name) else { return nil }
    return value(at: position)
  }

  /// Whether both are the same struct in memory, which is what equality of pointers means.
  package func isSame(as other: RecordValue) -> Bool {
    self === other || isPacked && base == other.base && start == other.start
  }

  /// Whether both are packed into the same bytes. Equal records are, if their parts were written in
  /// the same order.
  package func hasSameBytes(as other: RecordValue) -> Bool {
    guard let base, let otherBase = other.base, size > 0, size == other.size,
      shape === other.shape
    else { return false }
    return memcmp(base, otherBase, Int(size)) == 0
  }
}
