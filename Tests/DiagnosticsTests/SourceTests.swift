import Diagnostics
import XCTest

final class SourceTests: XCTestCase {
  private func check(
    _ text: String, _ offset: Int, _ line: Int, _ column: Int, file: StaticString = #filePath,
    at row: UInt = #line
  ) {
    let position = Source(name: "s", text: text).position(of: offset)
    XCTAssertEqual(position.line, line, file: file, line: row)
    XCTAssertEqual(position.column, column, file: file, line: row)
  }

  func testPositionsCountFromOne() {
    check("", 0, 1, 1)
    check("abc", 2, 1, 3)
    check("a\nb", 2, 2, 1)
    check("a\n", 2, 2, 1)
    check("a\n\nb", 2, 2, 1)
    check("é=", 2, 1, 3)
  }

  func testOffsetsOutsideTheTextAreItsEnds() {
    check("ab", 99, 1, 3)
    check("ab", -1, 1, 1)
  }

  func testLinesComeWithoutTheirEnds() {
    let source = Source(name: "s", text: "a\r\nbc\n")
    XCTAssertEqual(source.range(ofLine: 1), 0..<1)
    XCTAssertEqual(source.range(ofLine: 2), 3..<5)
    XCTAssertEqual(source.range(ofLine: 3), 6..<6)
    XCTAssertEqual(source.range(ofLine: 4), 6..<6)
    XCTAssertEqual(source.lineCount, 3)
  }
}
