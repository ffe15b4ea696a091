import Diagnostics
import Values
import XCTest

@testable import DataFormats

final class YAMLReaderTests: XCTestCase {
  private func check(_ text: String, _ expected: String, line: UInt = #line) {
    let source = Source(name: "a.yaml", text: text)
    XCTAssertEqual(Show.reading { try YAMLReader.document(source) }, expected, line: line)
  }

  private func checkValue(_ text: String, _ expected: String, line: UInt = #line) {
    var found: String
    do throws(DiagnosticError) {
      found = Show.value(try YAMLReader.value(Array(text.utf8)))
    } catch {
      found = error.diagnostics.map(\.message).joined(separator: "; ")
    }
    XCTAssertEqual(found, expected, line: line)
  }

  func testMistakesAreShownWithACaret() {
    check(
      "a: 1\nb: [1, 2\nc: 3\n",
      """
      a.yaml:3:2: error: did not find expected ',' or ']' while parsing a flow sequence
        3 | c: 3
          |  ^
      """)
    check(
      "é: 1\nb: c: d\n",
      """
      a.yaml:2:5: error: mapping values are not allowed in this context
        2 | b: c: d
          |     ^
      """)
    check(
      "a:\n\tb: 1\n",
      """
      a.yaml:2:1: error: expected a value, found a tab
        2 |  b: 1
          | ^
        hint: indent with blanks, tabs are not allowed
      """)
    check(
      "a: 1\nb: 2\na: 3\n",
      """
      a.yaml:3:1: error: the key `a` stands here a second time
        3 | a: 3
          | ^
        hint: it was first set on line 1
      """)
  }

  func testAliasesTagsAndNumbersThatMakeNoSenseAreShown() {
    check(
      "a: *webb\nweb: &web 1",
      """
      a.yaml:1:4: error: the anchor `webb` is not defined above
        1 | a: *webb
          |    ^^^^^
      """)
    check(
      "a: !!int x\n",
      """
      a.yaml:1:4: error: cannot read `x` as `!!int`
        1 | a: !!int x
          |    ^^^^^^^
      """)
    check(
      "a: &a [*a]\n",
      """
      a.yaml:1:8: error: the anchor `a` contains itself
        1 | a: &a [*a]
          |        ^^
      """)
    check(
      "a: 99999999999999999999\nb: 18446744073709551615\n",
      """
      a.yaml:2:4: error: the number `18446744073709551615` is too large for a 64-bit integer
        2 | b: 18446744073709551615
          |    ^^^^^^^^^^^^^^^^^^^^
      """)
    check(
      "? [a]\n: 1\n",
      """
      a.yaml:1:3: error: expected a text as the key, found a collection
        1 | ? [a]
          |   ^^^
      """)
    check(
      "a: \"\u{1}\"\n",
      """
      a.yaml:1:5: error: control characters are not allowed
        1 | a: "."
          |     ^
      """)
  }

  func testLimitsStopBombs() {
    var bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
    for level in 1..<10 {
      let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ",")
      bomb += "a\(level): &a\(level) [\(aliases)]\n"
    }
    checkValue("key\nother: x\n", "mapping values are not allowed in this context")
    checkValue("a\n---\nb: [", "'a'")
    checkValue(bomb, "with all aliases written out the text has more than 1000000 values")
    checkValue(String(repeating: "[", count: 100_000), "nested deeper than the limit of 128")
    checkValue(String(repeating: "- ", count: 10_000), "nested deeper than the limit of 128")
    checkValue(String(repeating: "{a: ", count: 500), "nested deeper than the limit of 128")
    XCTAssertThrowsError(try YAMLReader.value([0x61, 0xFF])) {
      XCTAssertEqual(
        ($0 as? DiagnosticError)?.diagnostics.first?.message,
        "the text must be valid UTF-8, found the byte 0xFF")
    }
  }

  func testScalarTypes() {
    check("[null, ~, Null, '', \"\", x]", "[null null null '' '' 'x']")
    check("a:\nb: ''", "{a:null b:''}")
    check("[true, False, TRUE, yes, No, on, y]", "[true false true 'yes' 'No' 'on' 'y']")
    checkValue("[true, False, yes, No, on, y, N]", "[true false true false true true false]")
    check("[0, 1_000, -7, +5, 0x1F, 0o17, 017, 0b11, -0x1]", "[0 1000 -7 5 31 15 15 3 -1]")
    check("[1.5, .5, 1., 1e3, -1.5E-2, 6.02e+23]", "[f1.5 f0.5 f1.0 f1000.0 f-0.015 f6.02e+23]")
    check("[.inf, -.INF, +.Inf, .nan]", "[finf f-inf finf fnan]")
    check(
      "[08, 1.2.3, 10.0.0.1, 1:30, 0xZ, '1', -, ., 1e, ._5]",
      "[f8.0 '1.2.3' '10.0.0.1' '1:30' '0xZ' '1' '-' '.' '1e' '._5']")
    check("[2001-12-14, 2001-12-14T21:59:43Z]", "['2001-12-14' '2001-12-14T21:59:43Z']")
    check(
      "[!!str 1, !!float 1, !!int 7, ! 1, !custom 1, !!binary aGk=]", "['1' f1.0 7 1 '1' 'hi']")
    checkValue("18446744073709551615", "uint64(18446744073709551615)")
    checkValue("99999999999999999999", "f1e+20")
  }

  func testCollectionsAndDocuments() {
    check("", "null")
    check("# only a comment\n", "null")
    check("---\na: 1\n---\nb: [", "{a:1}")
    check("\u{FEFF}a: 1", "{a:1}")
    check("a:\n- 1\n- b: 2\n  c: |\n    x\n    y\n", "{a:[1 {b:2 c:'x\ny\n'}]}")
    check("{a: [1, {b: 2}], \"c\": 'd''e'}", "{a:[1 {b:2}] c:'d'e'}")
    check("1: a\ntrue: b", "{1:'a' true:'b'}")
    checkValue("b: 1\na: 2\n1: 3\ntrue: 4", "{'a':2 'b':1 1:3 true:4}")
    checkValue(
      "true: 1\n1.5: 2\n-1: 3\n9223372036854775808: 4\nx: 5\n~: 6",
      "{null:6 'x':5 uint64(9223372036854775808):4 -1:3 f1.5:2 true:1}")
    checkValue("a: 1\na: 2", "{'a':2}")
  }

  func testAnchorsAndMerges() {
    check("a: &x {p: 1}\nb: *x", "{a:{p:1} b:{p:1}}")
    check("a: &x {p: 1, q: 2}\nb:\n  <<: *x\n  q: 3", "{a:{p:1 q:2} b:{q:3 p:1}}")
    check("- &x {p: 1}\n- &y {p: 2, q: 2}\n- <<: [*x, *y]", "[{p:1} {p:2 q:2} {p:1 q:2}]")
    check("'<<': 1", "{<<:1}")
    checkValue("- &x {p: 1, q: 2}\n- {<<: *x, q: 3}", "[{'p':1 'q':2} {'p':1 'q':3}]")
    checkValue("<<: 1", "expected a mapping or a list of mappings after `<<`")
    checkValue("<<: [1]", "expected a mapping or a list of mappings after `<<`")
  }

  func testNodesKnowTheirPlaces() throws {
    let text = "é:\n  - name: wéb\n    port: 80\n\nlast: x\n"
    let root = try YAMLReader.document(Source(name: "a.yaml", text: text))
    func excerpt(_ span: Span?) -> String {
      span.map { String(text.utf8.dropFirst($0.start).prefix($0.end - $0.start)) ?? "" } ?? "none"
    }
    guard case .array(let nodes)? = root["é"]?.kind else { return XCTFail("no list") }
    XCTAssertEqual(excerpt(nodes[0]["name"]?.span), "wéb")
    XCTAssertEqual(excerpt(nodes[0]["port"]?.span), "80")
    XCTAssertEqual(excerpt(nodes[0].span), "name: wéb\n    port: 80")
    XCTAssertEqual(excerpt(root["last"]?.span), "x")
  }

  func testTheFormatFollowsTheFileName() throws {
    XCTAssertEqual(DocumentFormat(fileName: "/a/b.TOML"), .toml)
    XCTAssertEqual(DocumentFormat(fileName: "b.json"), .json)
    XCTAssertEqual(DocumentFormat(fileName: "b.x.yml"), .yaml)
    for name in ["toml", ".toml", "a.txt", "/a.toml/b", ""] {
      XCTAssertNil(DocumentFormat(fileName: name), name)
    }
    for (format, text) in [(DocumentFormat.toml, "a = 1"), (.json, "{\"a\":1}"), (.yaml, "a: 1")] {
      let source = Source(name: "x", text: text)
      XCTAssertEqual(Show.document(try DocumentReader.read(source, format)), "{a:1}")
    }
  }
}
