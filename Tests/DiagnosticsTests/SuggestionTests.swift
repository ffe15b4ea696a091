import Diagnostics
import XCTest

final class SuggestionTests: XCTestCase {
  private let words = ["service", "services", "key", "keyOrDefault", "split", "toUpper"]

  private func check(
    _ word: String, _ expected: String?, file: StaticString = #filePath, line: UInt = #line
  ) {
    XCTAssertEqual(Suggestion.nearest(to: word, among: words), expected, file: file, line: line)
  }

  func testFindsWhatWasMeant() {
    check("servce", "service")
    check("sevrices", "services")
    check("toupper", "toUpper")
    check("keyordefault", "keyOrDefault")
    check("spilt", "split")
    check("kye", "key")
  }

  func testDoesNotGuessWildly() {
    check("x", nil)
    check("", nil)
    check("frobnicate", nil)
  }

  func testOfEquallyNearWordsTheFirstByNameWins() {
    XCTAssertEqual(Suggestion.nearest(to: "bat", among: ["cat", "bar", "hat"]), "bar")
  }
}
