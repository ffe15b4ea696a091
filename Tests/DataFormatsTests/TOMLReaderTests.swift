import Diagnostics
import Values
import XCTest

@testable import DataFormats

final class TOMLReaderTests: XCTestCase {
  private func check(_ text: String, _ expected: String, line: UInt = #line) {
    let source = Source(name: "a.toml", text: text)
    XCTAssertEqual(Show.reading { try TOMLReader.document(source) }, expected, line: line)
  }

  /// Checks the first line of the first complaint only.
  private func refuse(_ text: String, _ expected: String, line: UInt = #line) {
    let source = Source(name: "a.toml", text: text)
    let found = Show.reading { try TOMLReader.document(source) }
    let first = found.split(separator: "\n").first.map(String.init) ?? ""
    XCTAssertEqual(first, "a.toml:" + expected, line: line)
  }

  func testMistakesAreShownWithACaretAndAHint() {
    check(
      "name = web\n",
      """
      a.toml:1:8: error: expected a value, found `web`
        1 | name = web
          |        ^^^
        hint: a text needs quotes: `"web"`
      """)
    check(
      "[a]\nx = 1\ny = 2\nx = 3\n",
      """
      a.toml:4:1: error: the key `x` stands here a second time
        4 | x = 3
          | ^
        hint: it was first set on line 2
      """)
    check(
      "a = \"C:\\dir\"\n",
      """
      a.toml:1:8: error: unknown escape `\\d`
        1 | a = "C:\\dir"
          |        ^^
        hint: write `\\\\` for a backslash, or put the text between single quotes
      """)
    check(
      "größe = 1\n",
      """
      a.toml:1:3: error: expected `=` after the key, found `ö`
        1 | größe = 1
          |   ^
        hint: a key with other characters than `A-Z a-z 0-9 _ -` needs quotes
      """)
  }

  func testSeveralMistakesAreToldAtOnce() {
    check(
      "a = \nb = True\n[c\nd = [1 2]\ne = 1\n",
      """
      a.toml:1:5: error: expected a value, found the end of the line
        1 | a = 
          |     ^
      a.toml:2:5: error: expected a value, found `True`
        2 | b = True
          |     ^^^^
        hint: it is written `true`
      a.toml:3:3: error: expected `]` after the name of the table, found the end of the line
        3 | [c
          |   ^
      a.toml:4:8: error: expected `,` or `]` in the array, found `2`
        4 | d = [1 2]
          |        ^
      """)
  }

  func testAMistakeInsideAMultiLineValueEndsTheReading() {
    check(
      "a = [\n  1,\n  oops,\n]\nb = nope\n",
      """
      a.toml:3:3: error: expected a value, found `oops`
        3 |   oops,
          |   ^^^^
        hint: a text needs quotes: `"oops"`
      """)
  }

  func testLinesThatAreNotTOML() {
    refuse("a", "1:2: error: expected `=` after the key, found the end of the text")
    refuse("= 1", "1:1: error: expected a key, found `=`")
    refuse("a = 1 b = 2", "1:7: error: expected the end of the line, found `b`")
    refuse("a. = 1", "1:4: error: expected a key after `.`, found `=`")
    refuse("a = 1\r", "1:6: error: expected the end of the line, found the end of the line")
    refuse(
      "# \u{1}",
      "1:3: error: expected no control character in a comment, found the control character 0x01")
    refuse("[]", "1:2: error: expected the name of a table, found `]`")
    refuse(
      "[[a]", "1:5: error: expected `]]` after the name of the table, found the end of the text")
    refuse("[a] b", "1:5: error: expected the end of the line, found `b`")
    refuse("a = [1", "1:7: error: expected `,` or `]` in the array, found the end of the text")
    refuse("a = {b = 1,}", "1:12: error: expected a key, found `}`")
    refuse(
      "a = {b = 1\n}",
      "1:11: error: expected `,` or `}` in the inline table, found the end of the line")
    refuse("a = {b 1}", "1:8: error: expected `=` after the key, found `1`")
  }

  func testStringsThatAreNotTOML() {
    refuse("a = \"b", "1:5: error: a string without its closing `\"`")
    refuse("a = 'b\n", "1:5: error: a string without its closing `'`")
    refuse("a = \"\"\"b\n", "1:5: error: a string without its closing three `\"`")
    refuse("a = \"\\u12\"", "1:6: error: expected four hexadecimal digits in the escape")
    refuse("a = \"\\ud800\"", "1:6: error: the escape is not a Unicode character")
    refuse("a = \"\\U00110000\"", "1:6: error: the escape is not a Unicode character")
    refuse(
      "a = \"\u{1}\"",
      "1:6: error: expected no control character in a string, found the control character 0x01")
    refuse("\"\"\"a\"\"\" = 1", "1:3: error: expected `=` after the key, found `\"`")
  }

  func testNumbersAndDatesThatAreNotTOML() {
    refuse("a = 01", "1:5: error: `01` must not start with `0`")
    refuse("a = 00.5", "1:5: error: `00.5` must not start with `0`")
    refuse("a = 1_", "1:5: error: `1_` is not a valid integer")
    refuse("a = _1", "1:5: error: expected a value, found `_1`")
    refuse("a = 1__0", "1:5: error: `1__0` is not a valid integer")
    refuse("a = 0xG", "1:5: error: `0xG` is not a valid integer")
    refuse("a = +0x1", "1:5: error: `+0x1` must not have a sign")
    refuse("a = 0X1", "1:5: error: `0X1` is not a valid number")
    refuse("a = 1.", "1:5: error: `1.` is not a valid number")
    refuse("a = .5", "1:5: error: expected a value, found `.5`")
    refuse("a = 1.e5", "1:5: error: `1.e5` is not a valid number")
    refuse("a = 1e", "1:5: error: `1e` is not a valid number")
    refuse("a = 1e999", "1:5: error: the number `1e999` is too large for 64 bits")
    refuse(
      "a = 9223372036854775808",
      "1:5: error: the number `9223372036854775808` is too large for 64 bits")
    refuse("a = 10.0.0.1", "1:5: error: `10.0.0.1` is not a valid number")
    refuse("a = --1", "1:5: error: `--1` is not a valid number")
    refuse("a = +", "1:5: error: `+` is not a valid integer")
    refuse("a = 1979-13-01", "1:5: error: `1979-13-01` is not a valid date or time")
    refuse("a = 2023-02-29", "1:5: error: `2023-02-29` is not a valid date or time")
    refuse("a = 1979-05-27T07:32", "1:5: error: `1979-05-27T07:32` is not a valid date or time")
    refuse("a = 24:00:00", "1:5: error: `24:00:00` is not a valid date or time")
    refuse("a = 07:32:00Z", "1:5: error: `07:32:00Z` is not a valid date or time")
  }

  func testTablesMustNotBeDefinedTwice() {
    refuse("a = 1\na = 2", "2:1: error: the key `a` stands here a second time")
    refuse("a = 1\n\"a\" = 2", "2:1: error: the key `a` stands here a second time")
    refuse("[a]\n[a]", "2:2: error: the key `a` stands here a second time")
    refuse("a = 1\n[a]", "2:2: error: the key `a` stands here a second time")
    refuse("a = 1\n[a.b]", "2:2: error: cannot add to `a`, which is an integer")
    refuse("a = 1\na.b = 2", "2:1: error: cannot add to `a`, which is an integer")
    refuse("a = {}\n[a.b]", "2:2: error: cannot add to `a`, which is a table")
    refuse("a = {}\na.b = 1", "2:1: error: cannot add to `a`, which is a table")
    refuse("a = {b.c = 1, b = {}}", "1:15: error: the key `b` stands here a second time")
    refuse("[a]\nb.c = 1\n[a.b]", "3:4: error: the key `b` stands here a second time")
    refuse(
      "[a.b]\n[a]\nb.c = 1", "3:1: error: cannot add to `b`, which is a table with its own header")
    refuse("[a]\n[[a]]", "2:3: error: `a` is not an array of tables")
    refuse("a = []\n[[a]]", "2:3: error: `a` is not an array of tables")
    refuse("[[a]]\n[a]", "2:2: error: the key `a` stands here a second time")
    refuse("[[a.b]]\n[a]\nb.c = 1", "3:1: error: cannot add to `b`, which is an array of tables")
    check(
      "[a]\nx=1\n[a]\ny=z\n[b]\ny=2",
      """
      a.toml:3:2: error: the key `a` stands here a second time
        3 | [a]
          |  ^
        hint: it was first set on line 1
      a.toml:4:3: error: expected a value, found `z`
        4 | y=z
          |   ^
        hint: a text needs quotes: `"z"`
      """)
  }

  func testKeysAndTables() {
    check("", "{}")
    check("\u{FEFF}a = 1", "{a:1}")
    check("# c\n\n  a = 1 # d\r\nb=2", "{a:1 b:2}")
    check("a-b_1 = 1\n1 = 2\n\"x y\" = 3\n'q\"' = 4\n\"\" = 5", "{a-b_1:1 1:2 x y:3 q\":4 :5}")
    check("a.b.c = 1\na . \"b\" . d = 2", "{a:{b:{c:1 d:2}}}")
    check("3.14 = 1", "{3:{14:1}}")
    check("[a]\nb = 1\n[ c . d ]\ne = 2\n[c]\nf = 3", "{a:{b:1} c:{d:{e:2} f:3}}")
    check("[a]\nb.c = 1\n[a.b.d]\ne = 2", "{a:{b:{c:1 d:{e:2}}}}")
    check(
      "[[a]]\nb = 1\n[a.x]\nc = 1\n[[a]]\nb = 2\n[[a.n]]\n[[a.n]]\nz=1",
      "{a:[{b:1 x:{c:1}} {b:2 n:[{} {z:1}]}]}")
    check("a = { b = 1, c.d = [ { }, {e = 'f'} ] }", "{a:{b:1 c:{d:[{} {e:'f'}]}}}")
    check("a = [ # one\n 1, # two\n\n 'x',\n]", "{a:[1 'x']}")
  }

  func testStrings() {
    check(#"a = "\b\t\n\f\r\"\\\u00e9\U0001F600""#, "{a:'\u{8}\t\n\u{C}\r\"\\é😀'}")
    check(#"a = 'C:\x'"#, #"{a:'C:\x'}"#)
    check("a = \"\"\"\nx\r\ny\"\"\"", "{a:'x\r\ny'}")
    check("a = \"\"\"x \\\n\n   y\\  \n z\"\"\"", "{a:'x yz'}")
    check("a = \"\"\"\"q\"\"\"\"\"", "{a:'\"q\"\"'}")
    check("a = '''\n'q\\\n'''''", "{a:''q\\\n'''}")
    check("a = ''\nb = \"\"\nc = ''''''", "{a:'' b:'' c:''}")
  }

  func testNumbersAndDates() {
    check("a = [0, +0, -0, +99, -17, 1_000]", "{a:[0 0 0 99 -17 1000]}")
    check("a = [0xDEAD_beef, 0o755, 0b1101]", "{a:[3735928559 493 13]}")
    check(
      "a = [9223372036854775807, -9223372036854775808]",
      "{a:[9223372036854775807 -9223372036854775808]}")
    check(
      "a = [1.0, -0.01, 5e+22, 1e06, -2E-2, 6.626e-34, 1_0.2_5]",
      "{a:[f1.0 f-0.01 f5e+22 f1000000.0 f-0.02 f6.626e-34 f10.25]}")
    check("a = [inf, +inf, -inf, nan]", "{a:[finf finf f-inf fnan]}")
    check("a = [true, false]", "{a:[true false]}")
    check("a = 1979-05-27T07:32:00.999Z", "{a:@1979-05-27T07:32:00.999Z}")
    check("a = 1979-05-27 07:32:00+01:00 # c", "{a:@1979-05-27 07:32:00+01:00}")
    check(
      "a = [1979-05-27t07:32:60, 2024-02-29, 07:32:00.5]",
      "{a:[@1979-05-27t07:32:60 @2024-02-29 @07:32:00.5]}")
    check("a = 1979-05-27 # c", "{a:@1979-05-27}")
  }

  func testLimitsAndBytesThatAreNotText() {
    refuse(
      "a = " + String(repeating: "[", count: 100_000),
      "1:133: error: nested deeper than the limit of 128")
    refuse(
      String(repeating: "a.", count: 100_000) + "a = 1",
      "1:1: error: nested deeper than the limit of 128")
    refuse(
      "[" + String(repeating: "a.", count: 100) + "b]\n" + String(repeating: "a.", count: 100)
        + "a = 1", "2:205: error: nested deeper than the limit of 128")
    let many = String(repeating: "a = ?\n", count: 1000)
    let source = Source(name: "a.toml", text: many)
    XCTAssertThrowsError(try TOMLReader.document(source)) {
      XCTAssertEqual(($0 as? DiagnosticError)?.diagnostics.count, TOMLReader.diagnosticLimit)
    }
    let bytes = Source(name: "a.toml", text: [0x61, 0xFF])
    XCTAssertEqual(
      Show.reading { try TOMLReader.document(bytes) }.split(separator: "\n").first,
      "a.toml:1:2: error: the text must be valid UTF-8, found the byte 0xFF")
  }

  func testNodesKnowTheirPlaces() throws {
    let text = "[a.b]\nkey = [1,\n 'x']\n[[c]]\n"
    let root = try TOMLReader.document(Source(name: "a.toml", text: text))
    func excerpt(_ span: Span?) -> String {
      span.map { String(text.utf8.dropFirst($0.start).prefix($0.end - $0.start)) ?? "" } ?? "none"
    }
    XCTAssertEqual(excerpt(root["a"]?["b"]?.span), "[a.b]")
    XCTAssertEqual(excerpt(root["a"]?["b"]?["key"]?.span), "[1,\n 'x']")
    XCTAssertEqual(excerpt(root["c"]?.span), "[[c]]")
    guard case .table(let entries)? = root["a"]?["b"]?.kind else { return XCTFail("no table") }
    XCTAssertEqual(entries.map { excerpt($0.keySpan) }, ["key"])
  }
}
