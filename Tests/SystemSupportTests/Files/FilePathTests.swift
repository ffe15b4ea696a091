import SystemSupport
import XCTest

final class FilePathTests: XCTestCase {
  private func check(_ path: String, _ steps: [String], line: UInt = #line) {
    XCTAssertEqual(FilePath.steps(of: path), steps, line: line)
  }

  func testStepsAreWhatStandsBetweenSlashes() {
    check("", [])
    check("/", [])
    check("a", ["a"])
    check("//a/./b//", ["a", "b"])
    check("../a/..", ["..", "a", ".."])
    check("a/.b/c.", ["a", ".b", "c."])
  }

  /// Of the characters of a text, a slash with an accent behind it is another one.
  func testASlashIsOneWhateverFollows() {
    check("a/\u{301}b", ["a", "\u{301}b"])
    check("a/\u{20DD}", ["a", "\u{20DD}"])
    XCTAssertEqual(FilePath.normalized("/a/../\u{301}b"), "/\u{301}b")
  }

  private func checkNormalized(_ path: String, _ expected: String, line: UInt = #line) {
    XCTAssertEqual(FilePath.normalized(path), expected, line: line)
  }

  func testTwoWaysToWriteAPathAreEqual() {
    checkNormalized("/a//b/./c/", "/a/b/c")
    checkNormalized("/a/../b", "/b")
    checkNormalized("/../..", "/")
    checkNormalized("a/../../b", "../b")
    checkNormalized("../../b/..", "../..")
    checkNormalized("", "")
    checkNormalized("./", "")
  }
}
