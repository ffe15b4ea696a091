import Diagnostics
import Values
import XCTest

@testable import DataFormats

final class TOMLWriterTests: XCTestCase {
  private func check(_ value: Value, _ expected: String, line: UInt = #line) {
    var found: String
    do throws(ValueError) {
      found = try TOMLWriter.marshal(value).string
    } catch {
      found = error.message
    }
    XCTAssertEqual(found, expected, line: line)
  }

  func testWhatTOMLCannotHoldIsRefused() {
    check(.int(1), "toml: top-level values must be Go maps or structs")
    check(.map([("a", .list([.int(1), .null]))]), "toml: cannot encode array with nil element")
    check(
      .map(MapValue(sortedKeys: [.int(1)], values: [.int(1)], keyType: .int, valueType: .int)),
      "toml: cannot encode a map with non-string key type")
    check(.map([("a", .object(IntegerSequence(0..<1)))]), "unsupported type: <-chan int64")
    var deep = Value.map([("a", .int(1))])
    for _ in 0..<600 { deep = .map([("a" as Bytes, deep)]) }
    check(deep, "toml: nested deeper than the limit of 500")
  }

  func testPlainValuesComeBeforeTables() {
    check(.map([]), "")
    check(
      .map([
        ("b", .map([("x", .int(1)), ("deep", .map([("y", .bool(true))]))])), ("a", .string("t")),
        ("n", .null), ("z", .float(2)), ("e", .list([])),
      ]),
      """
      a = "t"
      e = []
      z = 2.0

      [b]
        x = 1
        [b.deep]
          y = true

      """)
    check(.map([("a", .map([("b", .int(1))])), ("c", .map([]))]), "[a]\n  b = 1\n\n[c]\n")
  }

  func testArraysOfTables() {
    check(
      .map([("s", .list([.map([("p", .int(1))]), .map([("p", .int(2))])])), ("a", .int(0))]),
      """
      a = 0

      [[s]]
        p = 1

      [[s]]
        p = 2

      """)
    check(
      .map([("l", .list([.list([.map([("k", .int(1)), ("m", .int(2))])])]))]),
      "l = [[{k = 1, m = 2}]]\n")
  }

  func testKeysAndStringsAreQuotedWhereNeeded() {
    check(.map([("a b", .string("q\"\\\n\u{1}é"))]), "\"a b\" = \"q\\\"\\\\\\n\\u0001é\"\n")
    check(.map([("", .int(1)), ("a-_9", .int(2))]), "\"\" = 1\na-_9 = 2\n")
    check(
      .map([("f", .list([.float(1e21), .float(.nan), .float(-.infinity), .float(1.5)]))]),
      "f = [1000000000000000000000.0, nan, -inf, 1.5]\n")
  }

  func testWhatIsWrittenReadsTheSame() throws {
    let text = "a = 1\nb = [1.5, \"x\\n\"]\n[c]\nd = true\n[[c.e]]\nf = {g = []}\n[[c.e]]\n"
    let value = try TOMLReader.document(Source(name: "a", text: text)).value
    let written = try TOMLWriter.marshal(value)
    let again = try TOMLReader.document(Source(name: "b", text: written.storage)).value
    XCTAssertTrue(again.isIdentical(to: value), written.string)
  }
}
