import Values
import XCTest

final class BytesTests: XCTestCase {
  func testEqualityIsOfBytesAndNotOfCharacters() {
    XCTAssertNotEqual(Bytes("é"), Bytes("e\u{301}"))
    XCTAssertEqual(Bytes("é"), Bytes([0xC3, 0xA9]))
    XCTAssertEqual(Bytes(), Bytes(""))
    XCTAssertNotEqual(Bytes("a"), Bytes("ab"))
  }

  func testOrderIsThatOfBytes() {
    let sorted = ["", "Z", "a", "ab", "b", "é"].map { Bytes($0) }
    XCTAssertEqual(sorted.reversed().sorted(), sorted)
    XCTAssertTrue(Bytes([0x7F]) < Bytes([0x80]))
    XCTAssertFalse(Bytes("a") < Bytes("a"))
  }

  func testPrefixesAndSuffixes() {
    XCTAssertTrue(Bytes("abc").hasPrefix("ab"))
    XCTAssertTrue(Bytes("abc").hasPrefix(""))
    XCTAssertFalse(Bytes("a").hasPrefix("ab"))
    XCTAssertTrue(Bytes("abc").hasSuffix("bc"))
    XCTAssertTrue(Bytes("abc").hasSuffix(""))
    XCTAssertFalse(Bytes("c").hasSuffix("bc"))
  }

  func testInvalidUTF8SurvivesAndIsShownAsReplacement() {
    let bytes = Bytes([0x61, 0xFF])
    XCTAssertEqual(bytes.count, 2)
    XCTAssertEqual(bytes.string, "a\u{FFFD}")
  }
}
