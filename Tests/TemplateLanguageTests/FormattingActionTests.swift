import TemplateLanguage
import Values
import XCTest

/// What actions, `print` and `println` write.
final class FormattingActionTests: XCTestCase {
  private func check(_ value: Value, _ expected: String, line: UInt = #line) {
    let output = OutputBuffer()
    do {
      try GoFormat.appendAction(value, to: output)
      XCTAssertEqual(Bytes(output.bytes()), Bytes(expected), line: line)
    } catch {
      XCTFail("\(error)", line: line)
    }
  }

  private func refuse(_ value: Value, type: String, line: UInt = #line) {
    XCTAssertThrowsError(try GoFormat.appendAction(value, to: OutputBuffer()), line: line) {
      XCTAssertEqual($0 as? ValueError, ValueError(type), line: line)
    }
  }

  func testFunctionsAndChannelsCannotBePrinted() {
    refuse(.object(IntegerSequence(0..<3)), type: "<-chan int64")
    refuse(
      .function(FunctionValue(typeText: "func() int", parameters: []) { _ in 1 }),
      type: "func() int")
  }

  func testNothingHasAText() {
    check(.absent, "<no value>")
    check(nil, "<no value>")
    check(.list([nil]), "[<nil>]")
    check(.map([("a", nil)]), "map[a:<nil>]")
    check(.zero(of: .pointer(.int)), "<nil>")
  }

  func testValuesPrintAsTheirDefaultFormat() {
    check("text", "text")
    check(-42, "-42")
    check(.uint64(.max), "18446744073709551615")
    check(true, "true")
    check(1.5, "1.5")
    check(.list([]), "[]")
    check(.map([]), "map[]")
    let data = Value.map([
      ("b", .list([1, "x y", .list([true, nil])])),
      ("a", .map([("z", 1), ("é", 2), ("B", 3)])),
    ])
    check(data, "map[a:map[B:3 z:1 é:2] b:[1 x y [true <nil>]]]")
  }

  func testPointersAreFollowed() {
    let record = RecordValue(RecordShape(nil, [.init("Name", .string)]), ["a"])
    check(.recordPointer(record), "{a}")
    check(.pointer(PointerValue(to: .recordPointer(record), type: .any)), "{a}")
    check(.pointer(PointerValue(to: .list([1]), type: .slice(.any))), "[1]")
  }

  func testDeepNestingEndsInAMark() {
    var value: Value = 1
    for _ in 0..<5000 { value = .list([value]) }
    let text = GoFormat.sprint([value]).string
    XCTAssertTrue(text.hasPrefix("[[["))
    XCTAssertTrue(text.contains("[<nested too deeply>]"))
    XCTAssertEqual(text.filter { $0 == "[" }.count, 512)
  }

  func testPrintSeparatesOperandsUnlessOneIsAString() {
    XCTAssertEqual(GoFormat.sprint([1, 2]), "1 2")
    XCTAssertEqual(GoFormat.sprint(["a", "b"]), "ab")
    XCTAssertEqual(GoFormat.sprint([1, "a", 2, 3]), "1a2 3")
    XCTAssertEqual(GoFormat.sprint([nil, nil]), "<nil> <nil>")
    XCTAssertEqual(GoFormat.sprint([.absent]), "<nil>")
    XCTAssertEqual(GoFormat.sprint([]), "")
    XCTAssertEqual(GoFormat.sprintln(["a", 1]), "a 1\n")
    XCTAssertEqual(GoFormat.sprintln([]), "\n")
  }

  func testALimitStopsTheOutput() {
    let output = OutputBuffer(reserving: 64, limit: 1000)
    GoFormat.appendSprintf("%1000000d", [1], to: output)
    XCTAssertTrue(output.isOverflowing)
    XCTAssertLessThanOrEqual(output.count, 1000)
  }

  func testTruth() {
    let falsy: [Value] = [
      false, 0, 0.0, -0.0, "", nil, .absent, .list([]), .map([]), .uint64(0),
      .zero(of: .pointer(.int)),
    ]
    let truthy: [Value] = [
      "false", "0", .list([0]), .map([("a", nil)]), 1, -1, 0.1, true, .float(.nan),
      .record(RecordValue(RecordShape(nil, [.init("A", .int)]), [0])),
      .object(IntegerSequence(0..<0)),
    ]
    for value in falsy { XCTAssertFalse(value.isTruthy, "\(value)") }
    for value in truthy { XCTAssertTrue(value.isTruthy, "\(value)") }
  }

  func testZeroValuesHaveTheirTypes() {
    let types: [GoType] = [
      .bool, .int, .unsigned(.uint16), .floating(.float32), .string, .slice(.string),
      .array(2, .int), .map(key: .string, value: .any), .map(key: .int, value: .any),
      .pointer(.record(RecordShape("a.B", []))), .record(RecordShape(nil, [])),
    ]
    for type in types {
      XCTAssertEqual(Value.zero(of: type).goTypeName, type.name)
    }
    XCTAssertEqual(Value.zero(of: .any).goTypeName, "<nil>")
    let tags = NamedType(name: "dependency.ServiceTags", underlying: .slice(.string))
    XCTAssertEqual(Value.zero(of: .named(tags)).goTypeName, "dependency.ServiceTags")
  }
}
