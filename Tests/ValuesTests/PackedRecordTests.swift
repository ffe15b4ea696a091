import Values
import XCTest

/// Packed records hold what was put into them, whatever its size and order.
final class PackedRecordTests: XCTestCase {
  private static let inner = RecordShape("t.Inner", [.init("A", .string), .init("B", .int)])
  private static let tags = NamedType(name: "t.Tags", underlying: .slice(.string))
  private static let shape = RecordShape(
    "t.Outer",
    [
      .init("Text", .string), .init("Flag", .bool), .init("Signed", .int),
      .init("Unsigned", .unsigned(.uint64)), .init("Texts", .slice(.string)),
      .init("Tags", .named(tags)), .init("Map", .map(key: .string, value: .string)),
      .init("Inner", .record(inner)), .init("Pointer", .pointer(.record(inner))),
      .init("List", .slice(.pointer(.record(inner)))),
      .init("Records", .map(key: .string, value: .record(inner))),
    ])

  private func check(
    _ field: Bytes, _ expected: Value, line: UInt = #line,
    _ put: (inout RecordPacker) -> PackedSlot
  ) {
    guard let position = Self.shape.position(of: field) else { return XCTFail("no such field") }
    var packer = RecordPacker()
    let place = packer.begin(Self.shape)
    let slot = put(&packer)
    packer.put(slot, at: position, of: place)
    let record = packer.finish()
    XCTAssertTrue(record.isPacked, line: line)
    let value = record.value(at: position)
    XCTAssertTrue(value.isIdentical(to: expected), "\(value)", line: line)
    XCTAssertTrue(record.fields[position].isIdentical(to: expected), line: line)
    XCTAssertTrue(packer.holds(record), line: line)
  }

  private func inner(_ a: String, _ b: Int) -> RecordValue {
    RecordValue(Self.inner, [.string(a), .int(b)])
  }

  func testARecordBeginsWithGosZeroValues() {
    var packer = RecordPacker()
    _ = packer.begin(Self.shape)
    let record = packer.finish()
    let expected: [Value] = [
      .string(""), .bool(false), .int(0), .uint64(0),
      .list(ListValue([], elementType: .string, isNil: true)),
      .list(ListValue([], elementType: .string, named: Self.tags, isNil: true)),
      .map(MapValue([], valueType: .string, isNil: true)), .record(inner("", 0)),
      .pointer(PointerValue(to: nil, type: .record(Self.inner))),
      .list(ListValue([], elementType: .pointer(.record(Self.inner)), isNil: true)),
      .map(MapValue([], valueType: .record(Self.inner), isNil: true)),
    ]
    for (index, value) in expected.enumerated() {
      XCTAssertTrue(record.fields[index].isIdentical(to: value), "field \(index)")
    }
    guard case .list(let list) = record.fields[5] else { return XCTFail("no list") }
    XCTAssertTrue(list.named === Self.tags)
  }

  func testScalarsOfAnySize() {
    check("Flag", .bool(true)) { _ in PackedSlot(true) }
    for number in [1, -1, 80, 1 << 31 - 1, 1 << 31, .max, .min] as [Int64] {
      check("Signed", .int(Int(number))) { $0.number(number) }
    }
    for number in [1, 1 << 31 - 1, 1 << 31, .max] as [UInt64] {
      check("Unsigned", .uint64(number)) { $0.number(number) }
    }
    for count in [0, 1, 100, 16_383, 16_384, 200_000] {
      let text = [UInt8](repeating: 0x61, count: count)
      check("Text", .bytes(Bytes(text))) { $0.text(text) }
      // Beyond what a slot's offset can reach.
      check("Text", .bytes(Bytes(text))) {
        _ = $0.text([UInt8](repeating: 0x62, count: 140_000))
        return $0.text(text)
      }
    }
  }

  func testListsAndMaps() {
    check("Texts", .list(ListValue([], elementType: .string))) { _ in .empty }
    check("Texts", .strings(["b", "", "b", "a"])) { packer in
      packer.list([packer.text("b"), packer.text(""), packer.text("b"), packer.text("a")])
    }
    check("Map", .map(MapValue([], valueType: .string))) { $0.map([]) }
    let entries: [(Bytes, Value)] = [("a", .string("1")), ("b", .string("a"))]
    check("Map", .map(MapValue(entries, valueType: .string))) { packer in
      packer.map([packer.text("a"), packer.text("1"), packer.text("b"), packer.text("a")])
    }
  }

  private func put(_ packer: inout RecordPacker, _ text: StaticString, _ number: Int64)
    -> PackedSlot
  {
    let part = packer.part(Self.inner)
    packer.put(packer.text(text), at: 0, of: part)
    packer.put(packer.number(number), at: 1, of: part)
    return part.slot
  }

  func testRecordsWithinRecords() {
    check("Inner", .record(inner("x", 1))) { put(&$0, "x", 1) }
    check("Pointer", .recordPointer(inner("x", 1))) { put(&$0, "x", 1) }
    let list: [Value] = [.recordPointer(inner("x", 1)), .recordPointer(inner("", -1))]
    check("List", .list(ListValue(list, elementType: .pointer(.record(Self.inner))))) { packer in
      packer.list([put(&packer, "x", 1), put(&packer, "", -1)])
    }
    let map = MapValue(
      [("k", .record(inner("x", 1))), ("l", .record(inner("", 0)))],
      valueType: .record(Self.inner))
    check("Records", .map(map)) { packer in
      packer.map([packer.text("k"), put(&packer, "x", 1), packer.text("l"), .zero])
    }
  }

  func testAPartOutlivesItsWhole() {
    var packer = RecordPacker()
    let place = packer.begin(Self.shape)
    packer.put(put(&packer, "inner", 7), at: 7, of: place)
    guard case .record(let part) = packer.finish().value(at: 7) else { return XCTFail("no part") }
    guard case .bytes("inner") = part.value(at: 0) else { return XCTFail("another text") }
  }

  func testPointersToOnePartAreTheSame() {
    var packer = RecordPacker()
    let place = packer.begin(Self.shape)
    packer.put(put(&packer, "x", 1), at: 8, of: place)
    let record = packer.finish()
    guard case .recordPointer(let first) = record.value(at: 8),
      case .recordPointer(let second) = record.value(at: 8),
      case .recordPointer(let other) = packer.finish().value(at: 8)
    else { return XCTFail("no pointers") }
    XCTAssertTrue(first.isSame(as: second))
    XCTAssertFalse(first.isSame(as: other))
    XCTAssertTrue(Value.recordPointer(first).isIdentical(to: .recordPointer(other)))
  }

  func testARecordPackedInAnotherOrderIsIdentical() {
    func record(_ order: [Int]) -> Value {
      var packer = RecordPacker()
      let place = packer.begin(Self.inner)
      for field in order {
        let slot = field == 0 ? packer.text("text") : packer.number(Int64.max)
        packer.put(slot, at: field, of: place)
      }
      return .record(packer.finish())
    }
    XCTAssertTrue(record([0, 1]).isIdentical(to: record([1, 0])))
    XCTAssertFalse(record([0, 1]).isIdentical(to: record([1])))
  }

  func testARecordBeyondTheLimitIsNoticed() {
    var packer = RecordPacker()
    let place = packer.begin(Self.shape)
    let text = [UInt8](repeating: 0x61, count: 1 << 20)
    for _ in 0..<70 { packer.put(packer.text(text), at: 0, of: place) }
    XCTAssertTrue(packer.isOverflowing)
    _ = packer.list([.zero])
    _ = put(&packer, "x", 1)
    _ = packer.begin(Self.shape)
    XCTAssertFalse(packer.isOverflowing)
  }

  func testOnlyShapesOfPackableFieldsArePacked() {
    XCTAssertTrue(Self.shape.isPackable)
    for type in [
      GoType.any, .floating(.float64), .slice(.any), .map(key: .int, value: .string),
      .slice(.slice(.string)),
    ] {
      XCTAssertFalse(RecordShape("t.T", [.init("F", type)]).isPackable, "\(type)")
    }
  }
}
