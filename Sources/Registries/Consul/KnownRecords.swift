import Values

/// The records of the earlier value of a query, in its order. New records with the same bytes are
/// replaced by them, so that a change of one instance costs the memory of one instance.
struct KnownRecords: ~Copyable {
  private let value: Value?
  private let elements: [Value]
  private var next = 0
  /// How far ahead a record is looked for: so many may have disappeared in a row.
  private static let window = 8

  /// The elements of a list of records.
  init(_ value: Value?) {
    self.value = value
    if case .list(let list)? = value { elements = list.elements } else { elements = [] }
  }

  /// What the packer holds.
  mutating func finish(_ packer: borrowing RecordPacker) -> RecordValue {
    for index in next..<min(elements.count, next + KnownRecords.window) {
      guard case .recordPointer(let record) = elements[index], packer.holds(record) else {
        continue
      }
      next = index + 1
      return record
    }
    return packer.finish()
  }

  /// A list of pointers to records: the earlier value, if all are its own.
  func list(of records: [RecordValue], _ shape: RecordShape) -> Value {
    if let value, isSame(records) { return value }
    return .list(
      ListValue(records.map(Value.recordPointer), elementType: .pointer(.record(shape))))
  }

  private func isSame(_ records: [RecordValue]) -> Bool {
    guard records.count == elements.count else { return false }
    return zip(records, elements).allSatisfy { record, element in
      if case .recordPointer(let known) = element { record === known } else { false }
    }
  }
}
