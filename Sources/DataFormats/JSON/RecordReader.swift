package import Values

/// Reads JSON objects into packed records, as Go reads them into structs: `null` is the zero value,
/// another kind is an error, unknown members are passed over.
package struct RecordReader: ~Copyable {
  /// Where the record is being packed.
  package var packer = RecordPacker()
  /// The elements of the lists and maps being read, the innermost last.
  private var slots: [PackedSlot] = []

  /// A reader without a record.
  package init() {}

  /// Reads the members of `object` into the fields of a record that was begun.
  package mutating func read(
    _ object: JSONGlance, _ schema: RecordSchema, into place: RecordPacker.Place
  ) throws(JSONShapeError) {
    guard object.isObject else {
      throw JSONShapeError(expected: "an object", as: schema.place, found: object)
    }
    // Answers have their members in one order mostly.
    var next = 0
    let (keys, steps) = (schema.keys, schema.steps)
    for (key, value) in object.members {
      guard let index = RecordReader.index(of: key, in: keys, startingAt: next) else { continue }
      next = index + 1
      let slot: PackedSlot
      if case .text = steps[index].kind, let text = value.plainText {
        slot = packer.text(text)
      } else {
        slot = try self.slot(value, schema, index)
      }
      packer.put(slot, at: steps[index].field, of: place)
    }
  }

  @inline(__always)
  private static func index(
    of key: JSONGlance, in keys: [JSONKey], startingAt first: Int
  ) -> Int? {
    for index in first..<keys.count where key.equals(keys[index]) { return index }
    for index in 0..<min(first, keys.count) where key.equals(keys[index]) { return index }
    return nil
  }

  private mutating func slot(
    _ value: JSONGlance, _ schema: RecordSchema, _ index: Int
  ) throws(JSONShapeError) -> PackedSlot {
    let place = schema.places[index]
    switch schema.steps[index].kind {
    case .text: return try text(value, place)
    case .number:
      if let number = value.int64 { return packer.number(number) }
      return try zero(value, "an integer", place)
    case .unsigned:
      if let number = value.uint64 { return packer.number(number) }
      return try zero(value, "a non-negative integer", place)
    case .flag:
      if let flag = value.bool { return PackedSlot(flag) }
      return try zero(value, "a boolean", place)
    case .texts: return value.isNull ? .zero : try texts(value, place, isSorted: false)
    case .sortedTexts: return value.isNull ? .empty : try texts(value, place, isSorted: true)
    case .textMap: return value.isNull ? .zero : try map(value, place, of: nil)
    case .record:
      guard !value.isNull, let inner = schema.inner[index] else { return .zero }
      return try part(value, inner)
    case .recordMap: return value.isNull ? .zero : try map(value, place, of: schema.inner[index])
    }
  }

  /// The zero value of a `null`.
  private func zero(
    _ value: JSONGlance, _ expected: String, _ place: String
  ) throws(JSONShapeError) -> PackedSlot {
    guard value.isNull else {
      throw JSONShapeError(expected: expected, as: place, found: value)
    }
    return .zero
  }

  private mutating func text(
    _ value: JSONGlance, _ place: String
  ) throws(JSONShapeError) -> PackedSlot {
    if let text = value.plainText { return packer.text(text) }
    if let text = value.text { return packer.text(text) }
    return try zero(value, "a string", place)
  }

  private mutating func part(
    _ value: JSONGlance, _ schema: RecordSchema
  ) throws(JSONShapeError) -> PackedSlot {
    let place = packer.part(schema.shape)
    try read(value, schema, into: place)
    return place.slot
  }

  private mutating func texts(
    _ value: JSONGlance, _ place: String, isSorted: Bool
  ) throws(JSONShapeError) -> PackedSlot {
    guard value.isArray else {
      throw JSONShapeError(expected: "an array", as: place, found: value)
    }
    let mark = slots.count
    defer { slots.removeLast(slots.count - mark) }
    for element in value.elements { slots.append(try text(element, place)) }
    if isSorted { sort(from: mark) }
    return packer.list(slots[mark...])
  }

  private mutating func sort(from mark: Int) {
    let isSorted = (mark..<slots.count).dropFirst().allSatisfy {
      packer.order(slots[$0 - 1], slots[$0]) <= 0
    }
    if isSorted { return }
    var texts = Array(slots[mark...])
    texts.sort { packer.order($0, $1) < 0 }
    slots.replaceSubrange(mark..., with: texts)
  }

  /// A map of texts, or of records of a schema.
  private mutating func map(
    _ value: JSONGlance, _ place: String, of schema: RecordSchema?
  ) throws(JSONShapeError) -> PackedSlot {
    guard value.isObject else {
      throw JSONShapeError(expected: "an object", as: place, found: value)
    }
    let mark = slots.count
    defer { slots.removeLast(slots.count - mark) }
    for (key, value) in value.members {
      let key = try text(key, place)
      let element: PackedSlot
      if let schema { element = try part(value, schema) } else { element = try text(value, place) }
      slots.append(key)
      slots.append(element)
    }
    sortByKey(from: mark)
    return packer.map(slots[mark...])
  }

  /// Brings keys and their values into order; of equal keys the last stays.
  private mutating func sortByKey(from mark: Int) {
    let keys = stride(from: mark, to: slots.count, by: 2)
    let isSorted = keys.dropFirst().allSatisfy { packer.order(slots[$0 - 2], slots[$0]) < 0 }
    if isSorted { return }
    let order = keys.sorted { left, right in
      let order = packer.order(slots[left], slots[right])
      return order == 0 ? left < right : order < 0
    }
    var sorted: [PackedSlot] = []
    for position in order {
      if let last = sorted.indices.last, packer.order(sorted[last - 1], slots[position]) == 0 {
        sorted.removeLast(2)
      }
      sorted.append(slots[position])
      sorted.append(slots[position + 1])
    }
    slots.replaceSubrange(mark..., with: sorted)
  }
}
