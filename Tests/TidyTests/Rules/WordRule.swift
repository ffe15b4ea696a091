/// Words that have no place here. They are put together from parts, so that this file has none.
enum WordRule {
  /// In code; comments and strings may name them.
  static let inCode = [
    "try" + "!", "as" + "!", "fatal" + "Error", "XCT" + "Skip", "unsafe" + "BitCast",
  ]
  /// Anywhere.
  static let anywhere = ["TO" + "DO", "FIX" + "ME", "XX" + "X:", "HA" + "CK", "#if " + "false"]
  /// In names of files and types.
  static let inNames = ["Ut" + "ils", "Hel" + "pers", "Hel" + "per.", "Mana" + "ger."]
  /// In tests, which await events with a deadline.
  static let inTests = ["Task.sl" + "eep", "usl" + "eep(", "Thread.sl" + "eep"]

  static func violations(in file: TextFile) -> [Violation] {
    var found: [Violation] = []
    for word in anywhere where file.contains(word) {
      for (index, line) in file.lines.enumerated() where line.contains(word) {
        found.append(file.violation(index, "`\(word)` is not used here"))
      }
    }
    guard file.path.hasSuffix(".swift") else { return found }
    let sleeps = isTest(file) ? inTests : []
    for word in inCode + sleeps where file.contains(word) {
      for (index, line) in file.code.enumerated() where contains(line, word) {
        found.append(file.violation(index, "`\(word)` is not used here"))
      }
    }
    for (index, line) in file.code.enumerated()
    where file.contains("@unchecked") && line.contains("@unchecked") && !hasReason(index, file) {
      found.append(file.violation(index, "`@unchecked` needs a comment with its reason"))
    }
    for word in inNames where file.name.contains(word) {
      found.append(file.violation(0, "no file is named `\(word)`: say what it does"))
    }
    return found
  }

  /// The servers of the tests may be slow on purpose; the tests may not.
  private static func isTest(_ file: TextFile) -> Bool {
    file.path.hasPrefix("Tests/") && !file.path.hasPrefix("Tests/TestSupport/")
  }

  /// Whether the word stands there, and not only as the end of a longer one.
  private static func contains(_ line: String, _ word: String) -> Bool {
    guard let range = line.firstRange(of: word) else { return false }
    guard range.lowerBound > line.startIndex else { return true }
    let before = line[line.index(before: range.lowerBound)]
    return !(before.isLetter || before.isNumber || before == "_")
  }

  private static func hasReason(_ index: Int, _ file: TextFile) -> Bool {
    file.lines[index].contains("//")
      || file.lines[..<index].suffix(4).contains { $0.contains("//") }
  }
}
