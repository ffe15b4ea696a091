import Values
import XCTest

final class ValueIdentityTests: XCTestCase {
  private let shape = RecordShape("t.R", [.init("A", .int), .init("B", .string)])

  private func record(_ a: Int, _ b: String) -> Value {
    .recordPointer(RecordValue(shape, [.int(a), .string(b)]))
  }

  func testIdenticalValues() {
    let rows: [(Value, Value)] = [
      (.absent, .absent), (.null, .null), (.bool(true), .bool(true)), (.int(1), .int(1)),
      (.float(.nan), .float(.nan)), (.string("a"), .string("a")),
      (.list([.int(1), .string("x")]), .list([.int(1), .string("x")])),
      (.map([("a", .int(1))]), .map([("a", .int(1))])), (record(1, "x"), record(1, "x")),
      (
        .pointer(PointerValue(to: nil, type: .int)), .pointer(PointerValue(to: nil, type: .int))
      ),
    ]
    for (a, b) in rows { XCTAssertTrue(a.isIdentical(to: b), "\(a) \(b)") }
  }

  func testDifferentValues() {
    let rows: [(Value, Value)] = [
      (.absent, .null), (.bool(true), .bool(false)), (.int(1), .int64(1)), (.int(1), .float(1)),
      (.float(0), .float(-0.0)), (.string("a"), .string("b")),
      (.list([.int(1)]), .list([.int(1), .int(2)])),
      (.map([("a", .int(1))]), .map([("b", .int(1))])), (record(1, "x"), record(1, "y")),
      (.list([]), .list(ListValue([], elementType: .any, isNil: true))),
    ]
    for (a, b) in rows { XCTAssertFalse(a.isIdentical(to: b), "\(a) \(b)") }
  }
}
