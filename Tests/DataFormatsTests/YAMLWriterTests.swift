import Diagnostics
import Values
import XCTest

@testable import DataFormats

final class YAMLWriterTests: XCTestCase {
  private func check(_ value: Value, _ expected: String, line: UInt = #line) {
    var found: String
    do throws(ValueError) {
      found = try YAMLWriter.marshal(value).string
    } catch {
      found = error.message
    }
    XCTAssertEqual(found, expected, line: line)
  }

  func testWhatYAMLCannotHoldIsRefused() {
    check(.object(IntegerSequence(0..<1)), "yaml: cannot marshal type: <-chan int64")
    var deep = Value.null
    for _ in 0..<600 { deep = .list([deep]) }
    check(deep, "yaml: nested deeper than the limit of 500")
  }

  func testScalars() {
    check(.null, "null\n")
    check(.bool(true), "true\n")
    check(.int(-1), "-1\n")
    check(.float(1), "1\n")
    check(.float(1.5), "1.5\n")
    check(.float(1_000_000), "1e+06\n")
    check(.float(123456), "123456\n")
    check(.float(1e-5), "1e-05\n")
    check(.float(.infinity), ".inf\n")
    check(.float(.nan), ".nan\n")
  }

  func testStringsAreQuotedWhereAReaderWouldMistakeThem() {
    for plain in ["a", "a b", "10.0.0.1", "a:b", "http://x/y?z", "-a", "é", "1.2.3", "nope"] {
      check(.string(plain), plain + "\n")
    }
    for quoted in [
      "", "1", "1.5", "true", "yes", "No", "on", "y", "null", "~", "0x1F", "1e3", ".inf",
      "2001-12-14", "2001-12-14T21:59:43Z", "1:30", "1_000",
    ] {
      check(.string(quoted), "\"\(quoted)\"\n")
    }
    // libyaml's own rules: what the syntax forbids plain gets single quotes.
    for quoted in ["a: b", "a #b", "- a", " a", "a ", "*a", "&a", "[a", "{a", "%a", "@a", "|", "?"]
    {
      check(.string(quoted), "'\(quoted)'\n")
    }
    check(.string("tab\tinside"), "\"tab\\tinside\"\n")
    check(.string("😀"), "\"\\U0001F600\"\n")
    check(.bytes(Bytes([0xFF, 0x00])), "!!binary /wA=\n")
  }

  func testCollections() {
    check(.list([]), "[]\n")
    check(.map([]), "{}\n")
    check(
      .list([.int(1), .list([.int(2), .int(3)]), .map([("a", .int(1)), ("b", .int(2))])]),
      "- 1\n- - 2\n  - 3\n- a: 1\n  b: 2\n")
    check(
      .map([("l", .list([.int(1), .int(2)])), ("m", .map([("x", .null)])), ("e", .list([]))]),
      "e: []\nl:\n- 1\n- 2\nm:\n  x: null\n")
    check(
      .map([("t", .string("a\nb\n")), ("u", .string("a\nb"))]), "t: |\n  a\n  b\nu: |-\n  a\n  b\n")
    check(.list([.string("x\n\n")]), "- |+\n  x\n\n")
    let shape = RecordShape(nil, [.init("NodeID", .int), .init("A", .string)])
    check(.record(RecordValue(shape, [.int(1), .string("x")])), "nodeid: 1\na: x\n")
  }

  func testKeysAreOrderedNaturally() {
    check(
      .map([
        ("a10", .int(1)), ("a2", .int(2)), ("B", .int(3)), ("a", .int(4)), ("1", .int(5)),
        ("_", .int(6)),
      ]), "_: 6\n\"1\": 5\nB: 3\na: 4\na2: 2\na10: 1\n")
  }

  func testKeysOfSeveralKindsAreOrderedAsByGo() {
    // Numbers by value, false and true as 0 and 1 before them, then null, then texts.
    check(
      .map(
        MapValue(
          sortedKeys: [.null, .bytes("x"), .int(1), .int(-1), .float(1), .float(0.5), .bool(true)],
          values: [.int(1), .int(2), .int(3), .int(4), .int(5), .int(6), .int(7)], keyType: .any,
          valueType: .any)),
      "-1: 4\n0.5: 6\ntrue: 7\n1: 3\n1: 5\nnull: 1\nx: 2\n")
    // A long number wraps around, and is a negative one here.
    check(
      .map([("-.5", .int(1)), ("9223372036854775808", .int(2))]),
      "\"9223372036854775808\": 2\n\"-.5\": 1\n")
  }

  func testWhatIsWrittenReadsTheSame() throws {
    let text = "a: [1, 2.5, 'yes', \"x\\ty\", null]\nb:\n  c: |\n    l1\n     l2\n  d: {}\n"
    let value = try YAMLReader.value(Array(text.utf8))
    let written = try YAMLWriter.marshal(value)
    XCTAssertTrue(
      try YAMLReader.value(written.storage).isIdentical(to: value), written.string)
  }
}
