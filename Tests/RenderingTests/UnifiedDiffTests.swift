import Foundation
import Rendering
import XCTest

final class UnifiedDiffTests: XCTestCase {
  private func check(
    _ old: String?, _ new: String?, _ expected: String, _ statistics: String, line: UInt = #line
  ) {
    let diff = UnifiedDiff.render(
      old: old.map { Array($0.utf8) }, new: new.map { Array($0.utf8) }, oldName: "/etc/a.cfg",
      newName: "/etc/a.cfg")
    XCTAssertEqual(String(decoding: diff.text, as: UTF8.self), expected, line: line)
    XCTAssertEqual(diff.statistics, statistics, line: line)
    XCTAssertEqual(diff.isEmpty, expected.isEmpty, line: line)
  }

  private let heading = "--- /etc/a.cfg\n+++ /etc/a.cfg (rendered)\n"

  func testEqualTextsHaveNoDiff() {
    check("a\n", "a\n", "", "+0 -0")
    check("", "", "", "+0 -0")
    check(nil, nil, "", "+0 -0")
  }

  func testAMissingFileIsDevNull() {
    check(
      nil, "a\nb\n", "--- /dev/null\n+++ /etc/a.cfg (rendered)\n@@ -0,0 +1,2 @@\n+a\n+b\n",
      "+2 -0")
    check("a\n", nil, "--- /etc/a.cfg\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n", "+0 -1")
    check(nil, "", "--- /dev/null\n+++ /etc/a.cfg (rendered)\n", "+0 -0")
  }

  func testAMissingLastNewlineIsShown() {
    check(
      "a", "a\n", heading + "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n", "+1 -1")
    check(
      "a\nb", "x\nb",
      heading + "@@ -1,2 +1,2 @@\n-a\n+x\n b\n\\ No newline at end of file\n", "+1 -1")
    check("", "a", heading + "@@ -0,0 +1 @@\n+a\n\\ No newline at end of file\n", "+1 -0")
  }

  func testPrivateKeysAreHidden() {
    let begin = "-----BEGIN EC PRIVATE KEY-----"
    let end = "-----END EC PRIVATE KEY-----"
    check(
      "\(begin)\nold1\nold2\n\(end)\nx\n", "\(begin)\nnew1\nold2\n\(end)\ny\n",
      heading + "@@ -1,5 +1,5 @@\n \(begin)\n-[hidden]\n+[hidden]\n [hidden]\n \(end)\n-x\n+y\n",
      "+2 -2")
    check(
      "a\n", "key: \"\(begin)\\nK\\n\(end)\" z\n",
      heading + "@@ -1 +1 @@\n-a\n+key: \"\(begin)[hidden]\(end)\" z\n", "+1 -1")
    check(
      "a\n", "\(begin)\nK\nno end\n",
      heading + "@@ -1 +1,3 @@\n-a\n+\(begin)\n+[hidden]\n+[hidden]\n", "+3 -1")
    // Certificates are no secrets, and words about keys are no keys.
    check(
      "a\n", "-----BEGIN CERTIFICATE-----\nC\nPRIVATE KEY-----\n",
      heading + "@@ -1 +1,3 @@\n-a\n+-----BEGIN CERTIFICATE-----\n+C\n+PRIVATE KEY-----\n", "+3 -1")
  }

  func testOfTextsWithSecretsOnlyThePlacesOfChangesAreShown() {
    let diff = UnifiedDiff.render(
      old: Array("a\nb\n".utf8), new: Array("a\nc\nd".utf8), oldName: "/etc/a.cfg",
      newName: "/etc/a.cfg", hidesLines: true)
    XCTAssertEqual(
      String(decoding: diff.text, as: UTF8.self),
      heading + "@@ -1,2 +1,3 @@\n [hidden]\n-[hidden]\n+[hidden]\n+[hidden]\n"
        + "\\ No newline at end of file\n")
    XCTAssertEqual(diff.statistics, "+2 -1")
  }

  func testThreeLinesOfContextAndOneHunkWhereContextsTouch() {
    let old = (1...20).map { "\($0)\n" }.joined()
    check(
      old, old.replacingOccurrences(of: "10\n", with: "x\ny\n"),
      heading + "@@ -7,7 +7,8 @@\n 7\n 8\n 9\n-10\n+x\n+y\n 11\n 12\n 13\n", "+2 -1")
    let near = old.replacingOccurrences(of: "\n5\n", with: "\n").replacingOccurrences(
      of: "12\n", with: "")
    check(
      old, near,
      heading + "@@ -2,14 +2,12 @@\n 2\n 3\n 4\n-5\n 6\n 7\n 8\n 9\n 10\n 11\n-12\n 13\n 14\n"
        + " 15\n",
      "+0 -2")
    let far = old.replacingOccurrences(of: "\n5\n", with: "\n").replacingOccurrences(
      of: "13\n", with: "")
    check(
      old, far,
      heading + "@@ -2,7 +2,6 @@\n 2\n 3\n 4\n-5\n 6\n 7\n 8\n"
        + "@@ -10,7 +9,6 @@\n 10\n 11\n 12\n-13\n 14\n 15\n 16\n",
      "+0 -2")
    check(
      old, old + "21\n",
      heading + "@@ -18,3 +18,4 @@\n 18\n 19\n 20\n+21\n", "+1 -0")
  }

  func testFewestLinesAreShown() {
    check(
      "a\nb\nc\na\nb\nb\na\n", "c\nb\na\nb\na\nc\n",
      heading + "@@ -1,7 +1,6 @@\n-a\n-b\n c\n+b\n a\n b\n-b\n a\n+c\n", "+2 -3")
  }

  func testBinaryFilesAreOnlyNoted() {
    let diff = UnifiedDiff.render(old: [0], new: [1], oldName: "a", newName: "b")
    XCTAssertTrue(diff.isBinary)
    XCTAssertEqual(
      String(decoding: diff.text, as: UTF8.self), "binary files a and b (rendered) differ\n")
  }

  func testBytesThatAreNotUTF8StayAsTheyAre() {
    let diff = UnifiedDiff.render(
      old: [0xFF, 0x0A], new: [0xFE, 0x0A], oldName: "a", newName: "a")
    XCTAssertEqual(
      diff.text,
      Array("--- a\n+++ a (rendered)\n@@ -1 +1 @@\n-".utf8) + [0xFF, 0x0A, 0x2B, 0xFE, 0x0A])
  }

  func testColourIsForTerminalsAndShowsControlCharacters() {
    let diff = UnifiedDiff.render(
      old: Array("k\na\n".utf8), new: Array("k\n\u{1B}[2J\tb\r\n".utf8), oldName: "a\nb",
      newName: "a", colour: true)
    XCTAssertEqual(
      String(decoding: diff.text, as: UTF8.self),
      "\u{1B}[1m--- a^Jb\u{1B}[0m\n\u{1B}[1m+++ a (rendered)\u{1B}[0m\n"
        + "\u{1B}[36m@@ -1,2 +1,2 @@\u{1B}[0m\n k\n\u{1B}[31m-a\u{1B}[0m\n"
        + "\u{1B}[32m+^[[2J\tb^M\u{1B}[0m\n")
  }

  /// Applies a plain diff to a text; nil if it does not fit.
  private func patch(_ old: String, _ diff: UnifiedDiff) -> String? {
    if diff.isEmpty { return old }
    var source = old.split(separator: "\n", omittingEmptySubsequences: false).dropLast()[...]
    var taken = 0
    var result: [Substring] = []
    for line in String(decoding: diff.text, as: UTF8.self).split(separator: "\n").dropFirst(2) {
      if line.hasPrefix("@@") {
        let place = line.split(separator: " ")[1].dropFirst().split(separator: ",")
        guard let start = Int(place[0]) else { return nil }
        let wanted = place.count == 2 && place[1] == "0" ? start : start - 1
        while taken < wanted {
          result.append(source.removeFirst())
          taken += 1
        }
      } else if line.hasPrefix("+") {
        result.append(line.dropFirst())
      } else {
        guard source.first == line.dropFirst() else { return nil }
        source.removeFirst()
        taken += 1
        if line.hasPrefix(" ") { result.append(line.dropFirst()) }
      }
    }
    return (result + source).map { $0 + "\n" }.joined()
  }

  func testAppliedToTheOldTextItGivesTheNewOne() {
    var random = SystemRandomNumberGenerator()
    for round in 0..<300 {
      let alphabet = ["a", "b", "c", "d"].prefix(2 + round % 3)
      let old = (0..<Int.random(in: 0...30, using: &random)).map { _ in
        alphabet.randomElement(using: &random) ?? "a"
      }
      let new = (0..<Int.random(in: 0...30, using: &random)).map { _ in
        alphabet.randomElement(using: &random) ?? "a"
      }
      let (a, b) = (old.map { $0 + "\n" }.joined(), new.map { $0 + "\n" }.joined())
      let diff = UnifiedDiff.render(
        old: Array(a.utf8), new: Array(b.utf8), oldName: "a", newName: "a")
      XCTAssertEqual(patch(a, diff), b, "from \(old) to \(new)")
    }
  }

  func testAHugeDifferenceIsStillCorrect() {
    let old = (0..<6000).map { "old \($0)\n" + ($0 % 10 == 0 ? "common \($0)\n" : "") }.joined()
    let new = (0..<6000).map { "new \($0)\n" + ($0 % 10 == 0 ? "common \($0)\n" : "") }.joined()
    let diff = UnifiedDiff.render(
      old: Array(old.utf8), new: Array(new.utf8), oldName: "a", newName: "a")
    XCTAssertEqual(patch(old, diff), new)
    XCTAssertEqual(diff.statistics, "+6000 -6000")
  }

  private func checkStatistics(_ old: String, _ new: String, line: UInt = #line) {
    let (old, new) = (Array(old.utf8), Array(new.utf8))
    let diff = UnifiedDiff.render(old: old, new: new, oldName: "", newName: "")
    let found = LineStatistics(old: old, new: new)
    XCTAssertEqual(found.description, diff.statistics, line: line)
  }

  func testStatisticsAreThoseOfTheDiff() {
    let short = [
      "", "a", "a\n", "a\na\n", "a\nb\n", "b\na\n", "a\nb", "b", "\n", "\n\n", "a\nb\nc\n",
      "a\nc\n",
      "a\nx\nc\n", "c\nb\na\n",
    ]
    for old in short { for new in short { checkStatistics(old, new) } }
    let long = (0..<1500).map { "line \($0)\n" }.joined()
    for other in [
      long, "x\n" + long, long + "x", "x" + long, String(long.dropFirst(500)),
      String(long.dropLast(500)), long.replacing("line 750\n", with: "other\n"),
      long.replacing("line 750\n", with: ""),
    ] {
      checkStatistics(long, other)
      checkStatistics(other, long)
    }
  }
}
