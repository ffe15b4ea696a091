/// Four bytes of a packed record: a field, an element, a key. What they mean, its type says.
package struct PackedSlot: Sendable, Equatable {
  let bits: UInt32

  init(bits: UInt32) { self.bits = bits }

  /// The zero value of any type; nil for lists, maps and pointers.
  package static let zero = PackedSlot(bits: 0)
  /// A list or map that is empty and not nil.
  package static let empty = PackedSlot(bits: 1)

  /// A boolean.
  package init(_ flag: Bool) { bits = flag ? 1 : 0 }

  // A text has its offset and length in the slot. Where either is too large the highest bit is set
  // and the rest is the offset of the length, which stands in four bytes before the text. Numbers
  // have the highest bit in the same way, and the rest is the offset of eight bytes.

  private static let isLong: UInt32 = 1 << 31
  private static let lengthBits: UInt32 = 14
  /// The longest text whose length the slot can hold.
  static let longestText = 1 << lengthBits - 1
  /// The largest offset of a text that the slot can hold beside its length.
  static let largestTextOffset = 1 << (31 - lengthBits) - 1
  /// The first number that the slot cannot hold.
  static let firstLongNumber: UInt64 = 1 << 31

  /// A text within both limits.
  init(textAt offset: Int, length: Int) {
    bits = UInt32(offset) << PackedSlot.lengthBits | UInt32(length)
  }

  /// A long text or number.
  init(longAt offset: Int) { bits = UInt32(offset) | PackedSlot.isLong }

  /// A list, a map or a record.
  init(referenceTo offset: Int) { bits = UInt32(offset) }

  /// Where the long form stands; nil if the slot holds everything itself.
  @inline(__always)
  var longOffset: Int? {
    bits & PackedSlot.isLong == 0 ? nil : Int(bits & ~PackedSlot.isLong)
  }

  /// Where and how long a text is that is not in the long form.
  @inline(__always)
  var textRange: (offset: Int, length: Int) {
    (Int(bits >> PackedSlot.lengthBits), Int(bits & UInt32(PackedSlot.longestText)))
  }
}
