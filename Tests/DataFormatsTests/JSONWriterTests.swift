import Values
import XCTest

@testable import DataFormats

final class JSONWriterTests: XCTestCase {
  private func check(
    _ value: Value, _ expected: String, html: Bool = true, indent: String? = nil,
    line: UInt = #line
  ) {
    var found: String
    do throws(ValueError) {
      found = try JSONWriter.marshal(value, escapesHTML: html, indent: indent).string
    } catch {
      found = error.message
    }
    XCTAssertEqual(found, expected, line: line)
  }

  func testWhatGoCannotWriteIsRefusedInItsWords() {
    check(.float(.nan), "json: unsupported value: NaN")
    check(.float(.infinity), "json: unsupported value: +Inf")
    check(.float(-.infinity, .float32), "json: unsupported value: -Inf")
    check(
      .function(FunctionValue(typeText: "func() string", parameters: []) { _ in .null }),
      "json: unsupported type: func() string")
    check(.object(IntegerSequence(0..<3)), "json: unsupported type: <-chan int64")
    check(
      .map(MapValue(sortedKeys: [.null], values: [.null], keyType: .any, valueType: .any)),
      "json: unsupported type: map[interface {}]interface {}")
    check(
      .map(
        MapValue(
          sortedKeys: [.float(.nan)], values: [.null], keyType: .floating(.float64), valueType: .any
        )), "json: unsupported value: NaN")
    var deep = Value.null
    for _ in 0..<1001 { deep = .list([deep]) }
    check(deep, "json: unsupported value: nested deeper than the limit of 1000")
  }

  func testScalars() {
    check(.null, "null")
    check(.absent, "null")
    check(.bool(true), "true")
    check(.int(-5), "-5")
    check(.uint64(.max), "18446744073709551615")
    check(.string(""), "\"\"")
    check(.pointer(PointerValue(to: nil, type: .int)), "null")
    check(.pointer(PointerValue(to: .int(3), type: .int)), "3")
  }

  func testFloats() {
    check(.float(0), "0")
    check(.float(-0.0), "-0")
    check(.float(1), "1")
    check(.float(1.5), "1.5")
    check(.float(100), "100")
    check(.float(123456789.125), "123456789.125")
    check(.float(0.1), "0.1")
    check(.float(0.000001), "0.000001")
    check(.float(0.00000123), "0.00000123")
    check(.float(0.0000001), "1e-7")
    check(.float(1.5e-10), "1.5e-10")
    check(.float(1e20), "100000000000000000000")
    check(.float(1e21), "1e+21")
    check(.float(1.7976931348623157e308), "1.7976931348623157e+308")
    check(.float(.leastNonzeroMagnitude), "5e-324")
    check(.float(Double(Float(0.1)), .float32), "0.1")
    check(.float(Double(Float(3.4e38)), .float32), "3.4e+38")
  }

  func testStrings() {
    check(.string("a\"\\/\n\r\t\u{8}\u{C}\u{1}\u{7F}"), #""a\"\\/\n\r\t\b\f\u0001"# + "\u{7F}\"")
    check(.string("<a href='&'>"), #""\u003ca href='\u0026'\u003e""#)
    check(.string("<&>"), "\"<&>\"", html: false)
    check(.string("é😀\u{2028}\u{2029}"), #""é😀\u2028\u2029""#)
    check(.bytes(Bytes([0x61, 0xFF, 0xE2, 0x82])), "\"a\u{FFFD}\u{FFFD}\u{FFFD}\"")
  }

  func testContainers() {
    check(.list([]), "[]")
    check(.list([.int(1), .list([]), .map([])]), "[1,[],{}]")
    check(.list(ListValue([], elementType: .any, isNil: true)), "null")
    check(.map(MapValue([], valueType: .any, isNil: true)), "null")
    check(.map([("b", .int(1)), ("a", .null)]), #"{"a":null,"b":1}"#)
    check(.map([("<", .int(1))]), #"{"\u003c":1}"#)
    check(
      .map(
        MapValue(
          sortedKeys: [.int(-1), .int(2), .int(10)], values: [.int(1), .int(2), .int(3)],
          keyType: .int, valueType: .int)),
      #"{"-1":1,"10":3,"2":2}"#)
    let bytes = [UInt64(1), 2, 255].map { Value.uint($0, .uint8) }
    check(.list(ListValue(bytes, elementType: .unsigned(.uint8))), "\"AQL/\"")
    check(.list(ListValue(bytes, elementType: .unsigned(.uint8), isArray: true)), "[1,2,255]")
    let shape = RecordShape(nil, [.init("Z", .int), .init("A", .string)])
    check(.record(RecordValue(shape, [.int(1), .string("x")])), #"{"Z":1,"A":"x"}"#)
  }

  func testKeysOfAnyScalarTypeAreNames() {
    check(
      .map(
        MapValue(
          sortedKeys: [.bytes("x"), .int(10), .int(9), .float(1.5), .float(1e21), .bool(true)],
          values: [.int(1), .int(2), .int(3), .int(4), .int(5), .int(6)], keyType: .any,
          valueType: .any)),
      #"{"1.5":4,"10":2,"1e+21":5,"9":3,"true":6,"x":1}"#)
    check(
      .map(
        MapValue(
          sortedKeys: [], values: [], keyType: .floating(.float64), valueType: .bool, isNil: true)),
      "null")
  }

  func testPointersIndentNothing() {
    let list = Value.list([Value.int(1)])
    let pointer = Value.pointer(PointerValue(to: list, type: .slice(.any)))
    check(Value.map([("a", pointer)]), "{\n  \"a\": [\n    1\n  ]\n}", indent: "  ")
  }

  func testIndentation() {
    let value = Value.map([("a", .list([.int(1), .map([])])), ("b", .list([]))])
    check(value, "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": []\n}", indent: "  ")
  }

  func testWhatIsWrittenReadsTheSame() throws {
    let text = #"{"a":[1,-0,1e-7,1.5e300,"\ud83d\ude00<&>\u0000",null,true],"b":{"":{}}}"#
    let value = try JSONReader.value(Array(text.utf8), numbers: .floats)
    let written = try JSONWriter.marshal(value)
    XCTAssertTrue(
      try JSONReader.value(written.storage, numbers: .floats).isIdentical(to: value))
  }

  func testOurOwnStringsAreEscapedOnlyWhereNeeded() {
    var output: [UInt8] = []
    JSONText.append("é<\u{2028}\n".utf8, to: &output)
    JSONText.append([0xFF], to: &output)
    XCTAssertEqual(
      String(decoding: output, as: UTF8.self), "\"é<\u{2028}\\n\"\"\u{FFFD}\"")
  }

  func testBase64() {
    for (plain, encoded) in [
      ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ] {
      XCTAssertEqual(Base64.encode(Array(plain.utf8)), Array(encoded.utf8))
      XCTAssertEqual(Base64.decode(encoded.utf8), Array(plain.utf8))
    }
    for broken in ["Z", "Zg", "Zg=", "Z===", "Zg==Zg==", "Zm9v!", "=", "Zm=v"] {
      XCTAssertNil(Base64.decode(broken.utf8), broken)
    }
  }
}
