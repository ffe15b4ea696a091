#if canImport(Glibc)
  import Glibc
#endif

/// Writes packed records, one after another.
///
/// The writer begins a record, puts a slot into each field that is not zero, and finishes it. What
/// slots refer to, texts, lists and inner records, is written before them in any order; fields may
/// be put more than once. Texts that come again in a record are held once.
package struct RecordPacker: ~Copyable {
  private var base: UnsafeMutableRawPointer
  private var capacity = 4096
  private var count = 0
  private var shape: RecordShape?
  private var texts: [PackedSlot] = []
  /// Whether the record would be larger than `limit`; it must not be used then.
  package private(set) var isOverflowing = false

  /// The most bytes of one record.
  package static let limit = 64 << 20
  /// How many texts are compared with a new one.
  private static let rememberedTexts = 64

  /// A packer without a record.
  package init() {
    base = .allocate(byteCount: capacity, alignment: 8)
    texts.reserveCapacity(RecordPacker.rememberedTexts)
  }

  deinit { base.deallocate() }

  /// Where the fields of a record or of a part of it are.
  package struct Place {
    fileprivate let offset: Int

    /// The slot of a field or element that holds this record or points to it.
    package var slot: PackedSlot { PackedSlot(referenceTo: offset) }
  }

  /// Begins a record of zero values; `shape` must be packable.
  package mutating func begin(_ shape: RecordShape) -> Place {
    precondition(shape.isPackable, "only packable records are packed")
    self.shape = shape
    count = 0
    isOverflowing = false
    texts.removeAll(keepingCapacity: true)
    // Offsets below 4 mean nil and empty.
    return reserve(slots: max(1, shape.fields.count))
  }

  /// Begins a part of the record: another record of zero values.
  package mutating func part(_ shape: RecordShape) -> Place {
    reserve(slots: max(1, shape.fields.count))
  }

  /// Puts a slot into a field.
  package mutating func put(_ slot: PackedSlot, at field: Int, of place: Place) {
    write(slot.bits, at: place.offset + field * 4)
  }

  /// The slot in a field.
  package func slot(at field: Int, of place: Place) -> PackedSlot {
    reading.slot(place.offset + field * 4)
  }

  /// The record, with the shape it was begun with.
  package func finish() -> RecordValue {
    guard let shape else { preconditionFailure("a record is begun before it is finished") }
    return RecordValue(shape, copying: UnsafeRawBufferPointer(start: base, count: count))
  }

  /// Whether the record is packed into the same bytes as another one.
  package func holds(_ record: RecordValue) -> Bool {
    guard let known = record.base, Int(record.size) == count, record.shape === shape else {
      return false
    }
    return memcmp(base, known, count) == 0
  }

  // MARK: What slots refer to

  /// A string.
  package mutating func text(_ bytes: UnsafeBufferPointer<UInt8>) -> PackedSlot {
    guard let source = bytes.baseAddress, bytes.count > 0 else { return .zero }
    guard bytes.count <= PackedSlot.longestText else { return longText(source, bytes.count) }
    for slot in texts where slot.textRange.length == bytes.count {
      if memcmp(base + slot.textRange.offset, source, bytes.count) == 0 { return slot }
    }
    guard count <= PackedSlot.largestTextOffset else { return longText(source, bytes.count) }
    let slot = PackedSlot(textAt: count, length: bytes.count)
    guard append(source, bytes.count) else { return .zero }
    if texts.count < RecordPacker.rememberedTexts { texts.append(slot) }
    return slot
  }

  /// A string.
  package mutating func text(_ bytes: [UInt8]) -> PackedSlot {
    bytes.withUnsafeBufferPointer { text($0) }
  }

  /// A string.
  package mutating func text(_ text: StaticString) -> PackedSlot {
    self.text(UnsafeBufferPointer(text))
  }

  /// A signed number.
  package mutating func number(_ number: Int64) -> PackedSlot {
    self.number(bits: UInt64(bitPattern: number))
  }

  /// An unsigned number.
  package mutating func number(_ number: UInt64) -> PackedSlot { self.number(bits: number) }

  /// A list of what `elements` refer to.
  package mutating func list(_ elements: ArraySlice<PackedSlot>) -> PackedSlot {
    slots(elements, count: elements.count)
  }

  /// A map of keys, ascending and each once, and values by turns.
  package mutating func map(_ keysAndValues: ArraySlice<PackedSlot>) -> PackedSlot {
    slots(keysAndValues, count: keysAndValues.count / 2)
  }

  // MARK: Looking at texts

  /// Whether a text is this one.
  package func equals(_ slot: PackedSlot, _ text: StaticString) -> Bool {
    reading.text(slot).isEqual(to: UnsafeBufferPointer(text))
  }

  /// Whether a text begins with this one.
  package func hasPrefix(_ slot: PackedSlot, _ prefix: StaticString) -> Bool {
    reading.text(slot).hasPrefix(UnsafeBufferPointer(prefix))
  }

  /// The order of two texts by bytes: negative, zero or positive.
  package func order(_ left: PackedSlot, _ right: PackedSlot) -> Int {
    left == right ? 0 : reading.text(left).order(to: reading.text(right))
  }

  // MARK: Memory

  private var reading: PackedReading { PackedReading(base: UnsafeRawPointer(base)) }

  private mutating func number(bits: UInt64) -> PackedSlot {
    if bits < PackedSlot.firstLongNumber { return PackedSlot(bits: UInt32(bits)) }
    guard makeRoom(8) else { return .zero }
    base.storeBytes(of: bits, toByteOffset: count, as: UInt64.self)
    count += 8
    return PackedSlot(longAt: count - 8)
  }

  private mutating func slots(_ slots: ArraySlice<PackedSlot>, count: Int) -> PackedSlot {
    if slots.isEmpty { return .empty }
    let place = reserve(slots: slots.count + 1)
    write(UInt32(count), at: place.offset)
    var offset = place.offset
    for slot in slots {
      offset += 4
      write(slot.bits, at: offset)
    }
    return isOverflowing ? .empty : place.slot
  }

  private mutating func longText(_ source: UnsafePointer<UInt8>, _ length: Int) -> PackedSlot {
    guard makeRoom(length + 4) else { return .zero }
    let offset = count
    base.storeBytes(of: UInt32(length), toByteOffset: offset, as: UInt32.self)
    count += 4
    _ = append(source, length)
    return PackedSlot(longAt: offset)
  }

  private mutating func append(_ source: UnsafePointer<UInt8>, _ length: Int) -> Bool {
    guard makeRoom(length) else { return false }
    memcpy(base + count, source, length)
    count += length
    return true
  }

  private mutating func reserve(slots: Int) -> Place {
    // After an overflow everything is written over the beginning, which nobody will read.
    guard makeRoom(slots * 4) else { return Place(offset: 0) }
    memset(base + count, 0, slots * 4)
    count += slots * 4
    return Place(offset: count - slots * 4)
  }

  private mutating func write(_ bits: UInt32, at offset: Int) {
    guard offset + 4 <= count else { return }
    base.storeBytes(of: bits, toByteOffset: offset, as: UInt32.self)
  }

  private mutating func makeRoom(_ additional: Int) -> Bool {
    if count + additional <= capacity { return true }
    guard !isOverflowing, count + additional <= RecordPacker.limit else {
      isOverflowing = true
      return false
    }
    capacity = max(capacity * 2, count + additional)
    let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 8)
    larger.copyMemory(from: base, byteCount: count)
    base.deallocate()
    base = larger
    return true
  }
}
