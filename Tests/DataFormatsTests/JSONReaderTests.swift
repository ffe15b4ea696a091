import Diagnostics
import Values
import XCTest

@testable import DataFormats

final class JSONReaderTests: XCTestCase {
  private func check(
    _ text: String, _ expected: String, _ numbers: JSONReader.NumberRule = .goLiterals,
    line: UInt = #line
  ) {
    check(Array(text.utf8), expected, numbers, line: line)
  }

  private func check(
    _ bytes: [UInt8], _ expected: String, _ numbers: JSONReader.NumberRule = .goLiterals,
    line: UInt = #line
  ) {
    var found: String
    do throws(JSONError) {
      found = Show.value(try JSONReader.value(bytes, numbers: numbers))
    } catch {
      found = error.description
    }
    XCTAssertEqual(found, expected, line: line)
  }

  func testSyntaxErrorsNameWhatWasExpectedAndFound() {
    check("", "expected a value, found the end of the text at byte 0")
    check("  ", "expected a value, found the end of the text at byte 2")
    check("[1,]", "expected a value, found `]` at byte 3")
    check("[1 2]", "expected `,` or `]`, found `2` at byte 3")
    check("[1", "expected `,` or `]`, found the end of the text at byte 2")
    check("{", "expected a key in quotes or `}`, found the end of the text at byte 1")
    check("{a:1}", "expected a key in quotes or `}`, found `a` at byte 1")
    check("{\"a\" 1}", "expected `:`, found `1` at byte 5")
    check("{\"a\":1,}", "expected a key in quotes, found `}` at byte 7")
    check("{\"a\":1 \"b\"", "expected `,` or `}`, found `\"` at byte 7")
    check("{\"a\":1", "expected `,` or `}`, found the end of the text at byte 6")
    check("nul", "expected `null`, found `nul` at byte 0")
    check("truE", "expected `true`, found `truE` at byte 0")
    check("hello", "expected a value, found `hello` at byte 0")
    check("1 1", "expected the end of the text, found `1` at byte 2")
    check("nullx", "expected the end of the text, found `x` at byte 4")
    check("\u{FEFF}1", "expected a value, found `\u{FEFF}` at byte 0")
    check([0xFF], "expected a value, found the byte 0xFF at byte 0")
  }

  func testNumbersAreCheckedStrictly() {
    check("01", "a number must not start with `0` at byte 0")
    check("-", "expected a digit, found the end of the text at byte 1")
    check("+1", "expected a value, found `+` at byte 0")
    check(".5", "expected a value, found `.` at byte 0")
    check("1.", "expected a digit, found the end of the text at byte 2")
    check("1e", "expected a digit, found the end of the text at byte 2")
    check("1e+", "expected a digit, found the end of the text at byte 3")
    check("0x10", "expected the end of the text, found `x10` at byte 1")
    check("NaN", "expected a value, found `NaN` at byte 0")
    check("1e999", "the number `1e999` is too large for a 64-bit float at byte 0")
  }

  func testStringsAreCheckedStrictly() {
    check("\"a", "a string without its closing quote at byte 0")
    check("\"a\\", "a string without its closing quote at byte 2")
    check("\"a\\\"", "a string without its closing quote at byte 0")
    check("\"\\x\"", "unknown escape `\\x` at byte 1")
    check("\"\\u12\"", "expected four hexadecimal digits after `\\u` at byte 1")
    check(
      "\"\n\"", "expected no control character in a string, found the end of the line at byte 1")
    check(
      "\"01234567\u{1}\"",
      "expected no control character in a string, found the control character 0x01 at byte 9")
  }

  func testLimitsAreErrors() {
    let deep = String(repeating: "[", count: 513) + String(repeating: "]", count: 513)
    check(deep, "nested deeper than the limit of 512 at byte 512")
    check(
      String(repeating: "[", count: 1_000_000), "nested deeper than the limit of 512 at byte 512")
    XCTAssertThrowsError(try JSONTape([0x31, 0x32], limits: .init(size: 1))) {
      XCTAssertEqual(
        "\($0)", "the text has 2 bytes, more than the limit of 1 at byte 0")
    }
  }

  func testValues() {
    check("null", "null")
    check(" true ", "true")
    check("false", "false")
    check("[]", "[]")
    check("{}", "{}")
    check(" [ 1 , [ ] , { } ] ", "[1 [] {}]")
    check("{\"b\":1,\"a\":[true,null]}", "{'a':[true null] 'b':1}")
    check("{\"a\":1,\"a\":2}", "{'a':2}")
    check("\"\"", "''")
    check("\"a\\n\\t\\\"\\\\\\/\\u0041\\b\\f\\r\"", "'a\n\t\"\\/A\u{8}\u{C}\r'")
    check("\"\\ud83d\\ude00 \\u00e9\"", "'😀 é'")
    check("\"0123456789é€😀\"", "'0123456789é€😀'")
  }

  func testNumbersFollowTheRule() {
    check("1", "1")
    check("-0", "0")
    check("1.0", "f1.0")
    check("1e3", "f1000.0")
    check("9223372036854775807", "9223372036854775807")
    check("-9223372036854775808", "-9223372036854775808")
    check("9223372036854775808", "f9.223372036854776e+18")
    check("123456789012345678901234567890", "f1.2345678901234568e+29")
    check("1", "f1.0", .floats)
    check("-0", "f-0.0", .floats)
    check("0.1", "f0.1", .floats)
    check("123456.789", "f123456.789", .floats)
    check("2.2250738585072014e-308", "f2.2250738585072014e-308", .floats)
    check("1e-999", "f0.0", .floats)
  }

  func testTextThatIsNotUnicodeIsReplaced() {
    check([0x22, 0x61, 0xFF, 0x62, 0x22], "'a\u{FFFD}b'")
    check([0x22, 0xE2, 0x82, 0x22], "'\u{FFFD}\u{FFFD}'")
    check([0x22, 0xC0, 0xAF, 0x22], "'\u{FFFD}\u{FFFD}'")
    check("\"\\ud800\"", "'\u{FFFD}'")
    check("\"\\ud800\\u0041\"", "'\u{FFFD}A'")
    check("\"\\udc00\\ud800\"", "'\u{FFFD}\u{FFFD}'")
  }

  func testACursorReadsOnlyWhatIsAsked() throws {
    let text = #"{"ID":"a\u0062","n":-7,"u":18446744073709551615,"f":1.5,"l":[1,[2],3],"n":8}"#
    let root = try JSONTape(Array(text.utf8)).root
    XCTAssertEqual(root["ID"]?.bytes, "ab")
    XCTAssertEqual(root["n"]?.int64, 8)
    XCTAssertEqual(root["u"]?.uint64, .max)
    XCTAssertNil(root["u"]?.int64)
    XCTAssertEqual(root["f"]?.double, 1.5)
    XCTAssertEqual(root["f"]?.numberText, "1.5")
    XCTAssertNil(root["f"]?.int64)
    XCTAssertNil(root["missing"]?.kind)
    XCTAssertNil(root["ID"]?.int64)
    XCTAssertNil(root["n"]?.bytes)
    XCTAssertEqual(root["l"]?.elements.map(\.kindName), ["a number", "an array", "a number"])
    XCTAssertEqual(root["l"]?.text, "[1,[2],3]")
    XCTAssertEqual(root.members.map { $0.key.string ?? "" }, ["ID", "n", "u", "f", "l", "n"])
    XCTAssertEqual(root.count, 6)
    XCTAssertTrue(root["ID"]?.equals("ab") ?? false)
    XCTAssertEqual(root.member("f")?.double, 1.5)
  }

  private func checkDocument(_ text: String, _ expected: String, line: UInt = #line) {
    let source = Source(name: "a.json", text: text)
    XCTAssertEqual(Show.reading { try JSONReader.document(source) }, expected, line: line)
  }

  func testDocumentsShowMistakesWithACaret() {
    checkDocument(
      "{\n  \"a\": 1\n  \"b\": 2\n}",
      """
      a.json:3:3: error: expected `,` or `}`, found `"`
        3 |   "b": 2
          |   ^
      """)
    checkDocument(
      "{\"a\": tru}",
      """
      a.json:1:7: error: expected `true`, found `tru`
        1 | {"a": tru}
          |       ^^^
      """)
    checkDocument(
      "{\"a\": 1,\n \"a\": 99999999999999999999}",
      """
      a.json:2:7: error: the number `99999999999999999999` is too large for a 64-bit integer
        2 |  "a": 99999999999999999999}
          |       ^^^^^^^^^^^^^^^^^^^^
      a.json:2:2: error: the key `a` stands here a second time
        2 |  "a": 99999999999999999999}
          |  ^^^
        hint: it was first set on line 1
      """)
    checkDocument(
      "[\"\\ud800x\"]",
      """
      a.json:1:3: error: half of a surrogate pair
        1 | ["\\ud800x"]
          |   ^^^^^^
      """)
    checkDocument(#"{"b": [1, 1.5, "\ud83d\ude00"], "a": null}"#, "{b:[1 f1.5 '😀'] a:null}")
  }
}
