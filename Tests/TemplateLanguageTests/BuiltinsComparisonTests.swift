import TemplateLanguage
import Values
import XCTest

/// `eq ne lt le gt ge`.
final class BuiltinsComparisonTests: XCTestCase {
  private func check(
    _ name: String, _ arguments: [Value], _ expected: Bool, line: UInt = #line
  ) {
    do {
      let result = try Builtins.table[name]?.body(arguments, EvaluationContext())
      guard case .bool(let flag)? = result else { return XCTFail("no boolean", line: line) }
      XCTAssertEqual(flag, expected, line: line)
    } catch {
      XCTFail("\(error)", line: line)
    }
  }

  private func refuse(
    _ name: String, _ arguments: [Value], _ message: String, line: UInt = #line
  ) {
    XCTAssertThrowsError(
      try Builtins.table[name]?.body(arguments, EvaluationContext()), line: line
    ) {
      XCTAssertEqual($0 as? ValueError, ValueError(message), line: line)
    }
  }

  func testDifferentKindsCannotBeCompared() {
    refuse("eq", [1, "1"], "incompatible types for comparison: int and string")
    refuse("eq", [true, 1], "incompatible types for comparison: bool and int")
    refuse("eq", [1, 2, "x"], "incompatible types for comparison: int and string")
    refuse("eq", [.list([1]), 1], "incompatible types for comparison: []interface {} and int")
    refuse("lt", [1, "a"], "incompatible types for comparison: int and string")
    refuse("eq", [1], "missing argument for comparison")
    refuse("lt", [true, false], "invalid type for comparison")
    refuse("lt", [nil, 1], "invalid type for comparison")
    refuse("ge", [.list([]), 1], "invalid type for comparison")
  }

  func testListsAndMapsCompareWithNilOnly() {
    refuse(
      "eq", [.list([1]), .list([1])], "non-comparable type [%!s(int=1)]: []interface {}")
    refuse("eq", [.map([]), .map([])], "non-comparable type map[]: map[string]interface {}")
    refuse(
      "eq", [.list([]), .map([("a", 1)])],
      "non-comparable types []: []interface {}, map[string]interface {}: map[a:1]")
    check("eq", [.list([1]), nil], false)
    check("eq", [.map([]), nil], false)
    check("eq", [.zero(of: .slice(.int)), nil], true)
    check("eq", [.zero(of: .slice(.int)), .list([])], false)
    check("eq", [nil, nil], true)
    check("eq", [.absent, nil], true)
    check("eq", [nil, 1], false)
    check("ne", [1, nil], true)
    check("eq", ["", nil], false)
  }

  func testNumbersCompareByValueWhateverTheirKind() {
    check("eq", [1, .int64(1)], true)
    check("eq", [.uint64(3), 3], true)
    check("eq", [-1, .uint64(.max)], false)
    check("lt", [-1, .uint64(3)], true)
    check("lt", [.uint64(3), -1], false)
    check("eq", [1, 1.0], true)
    check("eq", [1.5, 1], false)
    check("lt", [1, 1.5], true)
    check("gt", [1, 1.5], false)
    check("lt", [-1.5, -1], true)
    check("lt", [-1, -1.5], false)
    check("ge", [2.0, 2], true)
    check("eq", [.int64(.max), .float(9_223_372_036_854_775_808)], false)
    check("lt", [.int64(.max), .float(9_223_372_036_854_775_808)], true)
    check("eq", [.int64(9_007_199_254_740_993), .float(9_007_199_254_740_992)], false)
    check("gt", [.int64(9_007_199_254_740_993), .float(9_007_199_254_740_992)], true)
    check("lt", [.uint64(.max), .float(-1)], false)
    check("lt", [.float(.infinity), .int64(.max)], false)
    check("lt", [.float(-.infinity), .int64(.min)], true)
  }

  func testOrder() {
    check("lt", [1, 2], true)
    check("lt", [1.5, 2.5], true)
    check("lt", ["a", "b"], true)
    check("le", ["a", "a"], true)
    check("ge", [2, 1], true)
    check("gt", ["b", "B"], true)
    check("lt", ["Z", "a"], true)
    check("lt", ["é", "z"], false)
    check("lt", ["a", "aa"], true)
  }

  func testNaNEqualsNothing() {
    let nan = Value.float(.nan)
    check("eq", [nan, nan], false)
    check("lt", [nan, 1.0], false)
    check("gt", [nan, 1.0], true)
    check("ge", [nan, 1.0], true)
    check("eq", [nan, 1], false)
    check("lt", [1, nan], false)
  }

  func testEqTakesSeveralAndStopsAtTheFirstMatch() {
    check("eq", [1, 2, 3, 1], true)
    check("eq", [1, 2, 3], false)
    check("eq", [1, 1, "x"], true)
  }

  func testRecordsCompareFieldByField() {
    let shape = RecordShape(nil, [.init("X", .any)])
    func record(_ value: Value) -> Value { .record(RecordValue(shape, [value])) }
    check("eq", [record(1), record(1)], true)
    check("eq", [record(1), record(2)], false)
    check("eq", [record(1), record("1")], false)
    refuse(
      "eq", [record(.list([])), record(.list([]))],
      "runtime error: comparing uncomparable type []interface {}")
    let pointed = RecordValue(shape, [1])
    check("eq", [.recordPointer(pointed), .recordPointer(pointed)], true)
    check("eq", [.recordPointer(pointed), .recordPointer(RecordValue(shape, [1]))], false)
    let array = ListValue([1, 2], elementType: .int, isArray: true)
    check("eq", [.list(array), .list(array)], true)
  }
}
