/// Reads slots of packed bytes.
struct PackedReading {
  let base: UnsafeRawPointer

  /// The slot at an offset.
  @inline(__always)
  func slot(_ offset: Int) -> PackedSlot {
    PackedSlot(bits: base.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  /// The bytes of a text.
  @inline(__always)
  func text(_ slot: PackedSlot) -> UnsafeBufferPointer<UInt8> {
    var (offset, length) = slot.textRange
    if let long = slot.longOffset {
      offset = long + 4
      length = Int(base.loadUnaligned(fromByteOffset: long, as: UInt32.self))
    }
    let start = (base + offset).assumingMemoryBound(to: UInt8.self)
    return UnsafeBufferPointer(start: start, count: length)
  }

  /// The bits of a number.
  @inline(__always)
  func number(_ slot: PackedSlot) -> UInt64 {
    guard let offset = slot.longOffset else { return UInt64(slot.bits) }
    return base.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
  }
}
