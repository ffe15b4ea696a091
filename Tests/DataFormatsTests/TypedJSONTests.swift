import Values
import XCTest

@testable import DataFormats

final class TypedJSONTests: XCTestCase {
  private func check(_ text: String, _ expected: String, line: UInt = #line) {
    var found: String
    do throws(JSONError) {
      found = Show.value(try TypedJSON.value(Array(text.utf8)))
    } catch {
      found = error.description
    }
    XCTAssertEqual(found, expected, line: line)
  }

  func testWhatDoesNotFitItsTypeIsRefused() {
    check(#"{"$go":"int8","v":128}"#, "expected a number that fits `int8`, found `128` at byte 18")
    check(#"{"$go":"uint8","v":-1}"#, "expected a number that fits `uint8`, found `-1` at byte 19")
    check(#"{"$go":"int","v":1.5}"#, "expected a number that fits `int`, found `1.5` at byte 17")
    check(#"{"$go":"string","v":1}"#, "expected a string, found `1` at byte 20")
    check(#"{"$go":"widget","v":1}"#, "unknown type `widget` at byte 7")
    check(#"{"$go":1}"#, "expected a type, found `1` at byte 7")
    check(#"{"$go":"[2]int","v":[1]}"#, "expected 2 elements, found `[1]` at byte 20")
    check(
      #"{"$go":"[999][999][999]int"}"#,
      "expected a smaller type, found `\"[999][999][999]int\"` at byte 7")
    check(
      #"{"$go":"map[int]bool","v":{"x":true}}"#,
      "expected a key of type `int`, found `\"x\"` at byte 27")
    check(
      #"{"$go":"struct"}"#, "expected `fields` with a list, found `{\"$go\":\"struct\"}` at byte 0")
    check(
      #"{"$go":"struct","fields":[["A"]]}"#,
      "expected a pair of a name and a value, found `[\"A\"]` at byte 26")
  }

  func testPlainJSONIsReadByGoLiterals() {
    check(#"{"a":[1,1.0,null,"x",true]}"#, "{'a':[1 f1.0 null 'x' true]}")
  }

  func testTypedScalars() {
    check(#"{"$go":"int64","v":7}"#, "int64(7)")
    check(#"{"$go":"uint64","v":18446744073709551615}"#, "uint64(18446744073709551615)")
    check(#"{"$go":"float32","v":0.1}"#, "f32(0.10000000149011612)")
    check(#"{"$go":"float64","v":"NaN"}"#, "fnan")
    check(#"{"$go":"float64","v":"-Inf"}"#, "f-inf")
    check(#"{"$go":"bool","v":true}"#, "true")
    check(#"{"$go":"any","v":1}"#, "1")
  }

  func testNullIsTheZeroOfTheType() {
    check(#"{"$go":"int8","v":null}"#, "int8(0)")
    check(#"{"$go":"string"}"#, "''")
    check(#"{"$go":"[]int","v":null}"#, "nil")
    check(#"{"$go":"map[string]int","v":null}"#, "nilmap")
    check(#"{"$go":"*int","v":null}"#, "&nil")
    check(#"{"$go":"[2]bool","v":null}"#, "[false false]")
  }

  func testTypedContainers() {
    check(#"{"$go":"[]int32","v":[1,2]}"#, "[int32(1) int32(2)]")
    check(#"{"$go":"[2][]string","v":[["a"],null]}"#, "[['a'] nil]")
    check(#"{"$go":"map[int]string","v":{"10":"b","2":"a"}}"#, "{2:'a' 10:'b'}")
    check(
      #"{"$go":"map[string]any","v":{"b":1,"a":{"$go":"uint8","v":2}}}"#, "{'a':uint8(2) 'b':1}")
    check(#"{"$go":"*int","v":3}"#, "&3")
    check(#"{"$go":"[]any","v":[{"$go":"struct","fields":[["A",1]]}]}"#, "[record(A=1)]")
    check(
      #"{"$go":"struct","fields":[["A",1],["B",{"$go":"*struct","fields":[]}]]}"#,
      "record(A=1 B=&record())")
  }
}
