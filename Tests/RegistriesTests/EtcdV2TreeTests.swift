import Registries
import Values
import XCTest

/// Keys that are kept up to date by events.
final class EtcdV2TreeTests: XCTestCase {
  private func pair(_ text: String, _ index: UInt64 = 1) -> KeyPair {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    return KeyPair(
      path: Bytes(String(parts[0])), value: Bytes(String(parts[1])), createIndex: index,
      modifyIndex: index)
  }

  private func texts(_ value: Value) -> [String] { value.pairs { "\($0)=\($2) (\($1))" } }

  /// Checks the answer to `question` after `change`, and whether it is a different one.
  private func check(
    _ question: KeyQuestion, _ pairs: [String], after change: EtcdV2Event.Change? = nil,
    changes: Bool = true, _ expected: [String], file: StaticString = #filePath, line: UInt = #line
  ) {
    var tree = EtcdV2Tree(question, pairs.map { pair($0) })
    let before = tree
    if let change {
      XCTAssertEqual(tree.apply(change), changes, "changes", file: file, line: line)
      XCTAssertEqual(tree.hasSameValues(as: before), !changes, "same", file: file, line: line)
    }
    XCTAssertEqual(texts(tree.value), expected, file: file, line: line)
  }

  /// etcd leaves them out of folders, and tells of them when a wait begins behind the change.
  func testHiddenKeysAreInNoFolder() {
    let hidden = EtcdV2Event.Change.set(pair("a/_b/c=1"))
    check(.prefix("a"), [], after: hidden, changes: false, [])
    check(.prefix("a/"), [], after: hidden, changes: false, [])
    check(.prefix(""), [], after: .set(pair("_x=1")), changes: false, [])
    check(.prefix("a/_b"), [], after: hidden, ["a/_b/c=1 (c)"])
    check(.key("a/_b/c"), [], after: hidden, ["1"])
  }

  func testOnlyWhatWasAskedForIsInTheAnswer() {
    check(.key("a"), [], ["<absent>"])
    check(.key("a"), ["a/b=1"], ["<absent>"])
    check(.key("/a//b"), ["a/b=1"], ["1"])
    check(.prefix("a"), [], [])
    check(.prefix("a"), ["a=1"], ["a=1 ()"])
    check(.prefix("a/"), ["a=1"], [])
    check(.prefix("a"), ["a/c=2", "a/b=1"], ["a/b=1 (b)", "a/c=2 (c)"])
    check(.prefix(""), ["b=1", "a/c=2"], ["a/c=2 (a/c)", "b=1 (b)"])
  }

  func testValuesAreSet() {
    check(.prefix("a"), ["a/b=1"], after: .set(pair("a/b=2")), ["a/b=2 (b)"])
    check(.prefix("a"), ["a/b=1"], after: .set(pair("a/a=2")), ["a/a=2 (a)", "a/b=1 (b)"])
    check(.prefix("a"), ["a/b=1"], after: .set(pair("a/c/d=2")), ["a/b=1 (b)", "a/c/d=2 (c/d)"])
    check(.key("a"), [], after: .set(pair("a=1")), ["1"])
    check(.key("a"), ["a=1"], after: .set(pair("a/b=2")), changes: false, ["1"])
    check(.prefix("a/"), [], after: .set(pair("a=1")), changes: false, [])
  }

  func testAValueThatIsWrittenAgainIsNoChange() {
    check(.prefix("a"), ["a/b=1"], after: .set(pair("a/b=1", 9)), changes: false, ["a/b=1 (b)"])
    check(.key("a"), ["a="], after: .set(pair("a=", 9)), changes: false, [""])
  }

  func testFoldersAreRemovedWithAllThatIsInThem() {
    check(
      .prefix("a"), ["a/b/c=1", "a/b/d=2", "a/b=3", "a/bc=4"], after: .removed("a/b"),
      ["a/bc=4 (bc)"])
    check(.prefix("a"), ["a/b=1", "a/c=2"], after: .removed("a/c"), ["a/b=1 (b)"])
    check(.prefix("a/b"), ["a/b/c=1"], after: .removed("a"), [])
    check(.prefix("a"), ["a/b=1"], after: .removed("b"), changes: false, ["a/b=1 (b)"])
    check(.prefix(""), ["a=1", "b=1"], after: .removed(""), [])
    check(.key("a/b"), ["a/b=1"], after: .removed("a"), ["<absent>"])
    check(.key("a"), ["a=1"], after: .removed("a/b"), changes: false, ["1"])
  }

  func testAFolderMayTakeThePlaceOfAKey() {
    check(.prefix("a"), ["a/b=1", "a/c=1"], after: .madeFolder("a/b"), ["a/c=1 (c)"])
    check(.prefix("a"), ["a/b/c=1"], after: .madeFolder("a/d"), changes: false, ["a/b/c=1 (b/c)"])
    check(.key("a"), ["a=1"], after: .madeFolder("a"), ["<absent>"])
  }

  func testRandomEventsGiveWhatAPlainDictionaryGives() {
    var random = SystemRandomNumberGenerator()
    let names = ["a", "a/b", "a/b/c", "a/b/d", "a/c", "ab", "b", "b/a"]
    for _ in 0..<200 {
      var tree = EtcdV2Tree(.prefix(""))
      var plain: [String: String] = [:]
      for _ in 0..<30 {
        let name = names.randomElement(using: &random) ?? ""
        let before = plain
        if Bool.random(using: &random) {
          let value = "\(Int.random(in: 0...1, using: &random))"
          plain[name] = value
          XCTAssertEqual(tree.apply(.set(pair("\(name)=\(value)"))), plain != before)
        } else {
          plain = plain.filter { $0.key != name && !$0.key.hasPrefix(name + "/") }
          XCTAssertEqual(tree.apply(.removed(Bytes(name))), plain != before)
        }
        let expected = plain.sorted { Bytes($0.key) < Bytes($1.key) }.map {
          "\($0.key)=\($0.value) (\($0.key))"
        }
        XCTAssertEqual(texts(tree.value), expected)
      }
    }
  }
}
