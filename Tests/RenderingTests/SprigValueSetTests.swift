import Values
import XCTest

@testable import Rendering

/// Finding equal values takes few comparisons, of whatever kind they are.
final class SprigValueSetTests: XCTestCase {
  private let count = 2000

  private func check(
    _ name: String, _ value: (Int) -> Value, line: UInt = #line
  ) throws {
    var set = try SprigValueSet()
    for index in 0..<count { XCTAssertTrue(try set.insert(value(index)), name, line: line) }
    for index in 0..<count { XCTAssertTrue(try set.contains(value(index)), name, line: line) }
    for index in count..<(2 * count) {
      XCTAssertFalse(try set.contains(value(index)), name, line: line)
    }
    // One for each that is found; digests may meet now and then.
    XCTAssertLessThan(set.comparisons, count + 10, name, line: line)
  }

  func testComparisonsGrowWithTheNumberOfValues() throws {
    try check("ints") { .int(Int64($0), .int) }
    try check("floats") { .float(Double($0) + 0.5) }
    try check("texts") { .string("\($0)") }
    try check("lists") { .list([.int(1, .int), .int(Int64($0), .int)]) }
    try check("maps") { .map(MapValue([("a", .string("\($0)"))], valueType: .any)) }
    try check("nested") {
      .list([.map(MapValue([("a", .list([.float(Double($0))]))], valueType: .any))])
    }
    try check("records") { Samples.pair("path/\($0)", "v") }
  }

  func testNumbersOfOtherTypesAreOthers() throws {
    var set = try SprigValueSet([.int(1, .int), .float(0), .string("1")])
    XCTAssertFalse(try set.contains(.int(1, .int64)))
    XCTAssertFalse(try set.contains(.uint(1, .uint)))
    XCTAssertFalse(try set.contains(.float(1)))
    XCTAssertTrue(try set.contains(.float(-0.0)))
    XCTAssertFalse(try set.contains(.null))
  }

  func testNaNIsUnlikeItselfUnlessAListHoldsIt() throws {
    let list = Value.list([.float(.nan)])
    var set = try SprigValueSet()
    for _ in 0..<count { XCTAssertTrue(try set.insert(.float(.nan))) }
    XCTAssertFalse(try set.contains(.float(.nan)))
    XCTAssertEqual(set.comparisons, 0)
    XCTAssertTrue(try set.insert(list))
    XCTAssertFalse(try set.insert(list))
    XCTAssertTrue(try set.insert(.list([.float(.nan)])))
  }
}
