import ProcessControl
import XCTest

final class OutputTailTests: XCTestCase {
  private func check(
    _ parts: [String], limit: Int, _ bytes: String, forgotten: Int, line: UInt = #line
  ) {
    var tail = OutputTail(limit: limit)
    for part in parts { tail.append(Array(part.utf8)[...]) }
    XCTAssertEqual(String(decoding: tail.bytes, as: UTF8.self), bytes, line: line)
    XCTAssertEqual(tail.forgotten, forgotten, line: line)
  }

  func testTheLastBytesAreKept() {
    check([], limit: 4, "", forgotten: 0)
    check(["abc"], limit: 0, "", forgotten: 3)
    check(["abc"], limit: -1, "", forgotten: 3)
    check(["abcd"], limit: 4, "abcd", forgotten: 0)
    check(["abcde"], limit: 4, "bcde", forgotten: 1)
    check(["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"], limit: 4, "ghij", forgotten: 6)
    check(["abcdefghijkl", "m"], limit: 4, "jklm", forgotten: 9)
  }

  func testTextIsTrimmedAndNeverBeginsWithHalfACharacter() {
    var tail = OutputTail(limit: 4)
    tail.append(Array("\n x \n".utf8)[...])
    XCTAssertEqual(tail.text, "[1 bytes left out]\nx")
    tail = OutputTail(limit: 3)
    tail.append(Array("éab".utf8)[...])
    XCTAssertEqual(tail.text, "[1 bytes left out]\nab")
    XCTAssertEqual(OutputTail(limit: 3).text, "")
  }
}
