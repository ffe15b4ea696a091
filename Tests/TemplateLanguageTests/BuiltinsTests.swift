import TemplateLanguage
import Values
import XCTest

/// The built-in functions, called as the evaluator calls them.
final class BuiltinsTests: XCTestCase {
  private func check(
    _ name: String, _ arguments: [Value], _ expected: String, line: UInt = #line
  ) {
    do {
      let function = try XCTUnwrap(Builtins.table[name])
      let output = OutputBuffer()
      try GoFormat.appendAction(function.body(arguments, EvaluationContext()), to: output)
      XCTAssertEqual(Bytes(output.bytes()), Bytes(expected), line: line)
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

  func testIndexRefusesWhatItCannotFind() {
    refuse("index", [.list([1]), 1], "reflect: slice index out of range")
    refuse("index", ["abc", 3], "reflect: string index out of range")
    refuse("index", [.zero(of: .array(1, .int)), 1], "reflect: array index out of range")
    refuse("index", [.list([1]), 2], "index out of range: 2")
    refuse("index", [.list([1]), -1], "index out of range: -1")
    refuse("index", ["abc", 9], "index out of range: 9")
    refuse("index", [.list([1]), .uint64(.max)], "index out of range: -1")
    refuse("index", [.list([1]), 0.5], "cannot index slice/array with type float64")
    refuse("index", [.list([1]), "a"], "cannot index slice/array with type string")
    refuse("index", [.list([1]), nil], "cannot index slice/array with nil")
    refuse("index", [.map([("0", 1)]), 0], "value has type int; should be string")
    refuse("index", [.map([("a", 1)]), nil], "value is nil; should be of type string")
    refuse("index", [5, 0], "can't index item of type int")
    refuse("index", [nil, 0], "index of untyped nil")
    refuse("index", [.absent, 0], "index of untyped nil")
    refuse("index", [.map([]), "a", "b"], "index of nil pointer")
    refuse("index", [.zero(of: .pointer(.slice(.int))), 0], "index of nil pointer")
    refuse("index", [numbers, "1"], "value has type string; should be int")
    let anyKeys = MapValue(sortedKeys: [1], values: [2], keyType: .any, valueType: .any)
    refuse(
      "index", [.map(anyKeys), .list([1])],
      "runtime error: hash of unhashable type []interface {}")
  }

  func testIndexGoesThroughEverything() {
    check("index", [.map([("a", .list([0, .map([("b", 7)])]))]), "a", 1, "b"], "7")
    check("index", ["abc", 1], "98")
    check("index", [5], "5")
    check("index", [.list([1])], "[1]")
    check("index", [.map([]), "a"], "<no value>")
    check("index", [.map(MapValue([], valueType: .int)), "a"], "0")
    check("index", [.map(MapValue([], valueType: .map(key: .string, value: .int))), "a", "b"], "0")
    check("index", [numbers, 1], "x")
    check("index", [numbers, .int64(1)], "x")
    check("index", [numbers, .uint(1, .uint8)], "x")
    check("index", [numbers, 1.0], "x")
    check("index", [.list([7, 8]), 1.0], "8")
    check("index", [numbers, 2], "")
    check("index", [.list([7, 8]), .int(1, .int16)], "8")
    check("index", [.pointer(PointerValue(to: .list([7]), type: .slice(.any))), 0], "7")
  }

  func testSliceRefusesBadBounds() {
    refuse("slice", ["abc", 2, 1], "invalid slice index: 2 > 1")
    refuse("slice", ["abc", 0, 4], "index out of range: 4")
    refuse("slice", [.list([1, 2, 3]), 0, 4], "index out of range: 4")
    refuse("slice", [.list([1, 2, 3]), 0, 2, 1], "invalid slice index: 2 > 1")
    refuse("slice", ["abc", 0, 1, 2], "cannot 3-index slice a string")
    refuse("slice", [.list([1]), 0, 0, 0, 0], "too many slice indexes: 4")
    refuse("slice", [nil], "slice of untyped nil")
    refuse("slice", [.zero(of: .pointer(.slice(.int)))], "slice of nil pointer")
    refuse("slice", [5], "can't slice item of type int")
    refuse("slice", ["abc", "x"], "cannot index slice/array with type string")
  }

  func testSliceCutsBytesAndElements() {
    check("slice", ["abcd", 1, 3], "bc")
    check("slice", ["abcd"], "abcd")
    check("slice", ["abcd", 4], "")
    check("slice", [.list([1, 2, 3]), 1], "[2 3]")
    check("slice", ["abc", 1.0], "bc")
    check("slice", [.list([1, 2, 3]), 0, 0], "[]")
    check("slice", [.list([1, 2, 3]), 0, 2, 3], "[1 2]")
  }

  func testLen() {
    check("len", ["é日"], "5")
    check("len", [.list([1, 2])], "2")
    check("len", [.map([("a", 1)])], "1")
    check("len", [.object(IntegerSequence(0..<3))], "0")
    refuse("len", [nil], "len of nil pointer")
    refuse("len", [.absent], "reflect: call of reflect.Value.Type on zero Value")
    refuse("len", [3], "len of type int")
  }

  func testCallWantsAFunction() throws {
    let shout = FunctionValue(typeText: "func(string) string", parameters: [.string]) { values in
      guard case .bytes(let text) = values[0] else { return nil }
      return .string(text.string.uppercased())
    }
    check("call", [.function(shout), "a"], "A")
    refuse("call", [nil], "call of nil")
    refuse("call", [.function(shout)], "wrong number of args for value: got 0 want 1")
    refuse("call", [.function(shout), 1], "arg 0: value has type int; should be string")
    XCTAssertThrowsError(try Builtins.call(1, named: ".x", [])) {
      XCTAssertEqual($0 as? ValueError, ValueError("non-function .x of type int"))
    }
  }

  func testPrintingFunctions() {
    check("print", [1, "a", 2, 3], "1a2 3")
    check("println", ["a", 1], "a 1\n")
    check("printf", ["%s-%d", "a", 5], "a-5")
    check("printf", ["%v %s %d", .absent, .absent, .absent], "<nil> %!s(<nil>) %!d(<nil>)")
    refuse(
      "print", [.bytes(Bytes(Array(repeating: 0x61, count: OutputBuffer.defaultLimit + 1)))],
      "the text is larger than the limit of 268435456 bytes")
  }

  func testEscapingFunctionsPrintFirst() {
    check("html", [.absent], "&lt;no value&gt;")
    check("html", [nil], "&lt;no value&gt;")
    check("html", [.list([nil])], "[&lt;nil&gt;]")
    check("html", [1, 2, "a"], "1 2a")
    check("js", [.absent], #"\u003Cno value\u003E"#)
    check("urlquery", [.absent], "%3Cno+value%3E")
    check("urlquery", [1, 2], "1+2")
    let record = RecordValue(RecordShape(nil, [.init("A", .string)]), ["<"])
    check("html", [.recordPointer(record)], "{&lt;}")
  }

  func testNot() {
    check("not", [0], "true")
    check("not", ["x"], "false")
    check("not", [.absent], "true")
  }

  func testTheTableHasGosNamesButAndAndOr() {
    XCTAssertEqual(
      Builtins.table.names,
      [
        "call", "eq", "ge", "gt", "html", "index", "js", "le", "len", "lt", "ne", "not", "print",
        "printf", "println", "slice", "urlquery",
      ])
  }

  private let numbers = Value.map(
    MapValue(sortedKeys: [1], values: ["x"], keyType: .int, valueType: .string))
}
