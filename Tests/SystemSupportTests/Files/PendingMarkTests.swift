import Foundation
import SystemSupport
import TestSupport
import XCTest

final class PendingMarkTests: XCTestCase {
  private let directory = TemporaryDirectory.fresh

  private func mark(on fileSystem: FileSystem = .real, state: String? = nil) -> PendingMark {
    PendingMark(
      destination: directory.file("app.cfg"),
      stateDirectory: state.map { directory.file($0) }, fileSystem: fileSystem)
  }

  func testADamagedMarkMeansPending() throws {
    let texts = [
      "", "trimtab", "trimtab pending 1\n", "trimtab pending 2\ncandidate a\nsince 1\nend\n",
      "trimtab pending 1\ncandidate a\nsince x\nend\n", "trimtab pending 1\ncandidate a\nsince 1\n",
      String(repeating: "x", count: 10_000), "\u{0}\u{1}",
    ]
    for text in texts {
      try directory.write(text, to: ".app.cfg.trimtab-pending")
      XCTAssertEqual(mark().read(), .damaged, text)
    }
    try mark().clear()
    XCTAssertNil(mark().read())
  }

  func testAMarkKeepsWhatWasGoodByteByByte() throws {
    let texts: [[UInt8]?] = [
      nil, [], Array("a\n".utf8), Array("no end".utf8), Array("end\n".utf8), [0, 0x0A, 0xFF],
      Array("trimtab pending 1\ncandidate a\nsince 1\nend\n".utf8),
      Array(repeating: 0x0A, count: 100_000),
    ]
    for text in texts {
      try mark().write(candidate: "x", lastGood: text)
      XCTAssertEqual(mark().read()?.candidate, "x")
      XCTAssertEqual(mark().read()?.lastGood, text)
      try mark(state: "state").takeOver(mark())
      XCTAssertEqual(mark(state: "state").read()?.lastGood, text)
      try mark(state: "state").clear()
    }
  }

  func testACutMarkMeansPendingAndKeepsNothing() throws {
    try mark().write(candidate: "x", lastGood: Array("good\nend\n".utf8))
    let whole = try XCTUnwrap(directory.text(".app.cfg.trimtab-pending"))
    for length in 0..<whole.utf8.count {
      try directory.write(String(whole.prefix(length)), to: ".app.cfg.trimtab-pending")
      XCTAssertEqual(mark().read(), .damaged, String(whole.prefix(length)))
    }
  }

  func testOnlyItsOwnerReadsWhatAMarkKeeps() throws {
    try mark().write(candidate: "x", lastGood: [1])
    let attributes = try FileManager.default.attributesOfItem(
      atPath: directory.file(".app.cfg.trimtab-pending"))
    XCTAssertEqual(attributes[.posixPermissions] as? Int, 0o600)
  }

  func testAMarkThatCannotBeReadMeansPending() throws {
    try mark().write(candidate: "a")
    let count = FileFaults(.none)
    XCTAssertEqual(mark(on: count.fileSystem).read()?.candidate, "a")
    for number in 1...count.operations.count {
      let faults = FileFaults(.only(number, errno: EIO))
      XCTAssertEqual(mark(on: faults.fileSystem).read(), .damaged)
    }
  }

  func testWhicheverOperationFailsTheMarkIsOldOrNewAndAnErrorIsThrown() throws {
    let count = FileFaults(.none)
    try mark(on: count.fileSystem).write(candidate: "old")
    for number in 1...count.operations.count {
      try mark().write(candidate: "old")
      let faults = FileFaults(.only(number, errno: ENOSPC))
      XCTAssertThrowsError(try mark(on: faults.fileSystem).write(candidate: "new"))
      XCTAssertTrue(["old", "new"].contains(mark().read()?.candidate), "operation \(number)")
    }
  }

  func testWheneverTheProcessDiesAnOldMarkIsNotLost() throws {
    let count = FileFaults(.none)
    try mark(on: count.fileSystem).write(candidate: "old")
    for number in 1...count.operations.count {
      let faults = FileFaults(.allFrom(number))
      try? mark(on: faults.fileSystem).write(candidate: "new")
      XCTAssertTrue(["old", "new"].contains(mark().read()?.candidate), "operation \(number)")
    }
  }

  func testAMarkIsReadUntilItIsCleared() throws {
    XCTAssertNil(mark().read())
    try mark().clear()
    try mark().write(candidate: "digest 1\nend")
    XCTAssertEqual(mark().read()?.candidate, "digest 1 end")
    XCTAssertGreaterThan(try XCTUnwrap(mark().read()?.since), 1_700_000_000_000_000_000)
    XCTAssertEqual(directory.names, [".app.cfg.trimtab-pending"])
    try mark().write(candidate: "digest 2")
    XCTAssertEqual(mark().read()?.candidate, "digest 2")
    try mark().clear()
    XCTAssertNil(mark().read())
    XCTAssertEqual(directory.names, [])
  }

  func testAMarkIsFoundThoughALinkLeadsElsewhereNow() throws {
    for state in [nil, "state"] {
      for name in ["a", "b"] { try directory.write("", to: name) }
      let link = directory.file("app.cfg")
      try FileManager.default.createSymbolicLink(
        atPath: link, withDestinationPath: directory.file("a"))
      try mark(state: state).write(candidate: "x")
      try FileManager.default.removeItem(atPath: link)
      try FileManager.default.createSymbolicLink(
        atPath: link, withDestinationPath: directory.file("b"))
      XCTAssertEqual(mark(state: state).read()?.candidate, "x")
      try mark(state: state).clear()
      XCTAssertNil(mark(state: state).read())
      try FileManager.default.removeItem(atPath: link)
    }
    XCTAssertEqual(directory.names.filter { $0.contains("pending") }, [])
  }

  func testAMarkOfOtherSettingsIsFoundAndCleared() throws {
    try mark().write(candidate: "beside")
    XCTAssertEqual(mark(state: "state").read()?.candidate, "beside")
    try mark(state: "state").clear()
    XCTAssertNil(mark().read())
    // As before it was replaced by a link, or named by its real path.
    try PendingMark(destination: directory.file("real")).write(candidate: "real")
    try FileManager.default.createSymbolicLink(
      atPath: directory.file("app.cfg"), withDestinationPath: directory.file("real"))
    XCTAssertEqual(mark().read()?.candidate, "real")
    try mark().clear()
    XCTAssertEqual(directory.names, ["app.cfg"])
  }

  func testAMarkMovesWithTheSettings() throws {
    for (old, new) in [(nil, "state"), ("state", nil), ("state", "other")] as [(String?, String?)] {
      try mark(state: new).takeOver(mark(state: old))
      XCTAssertNil(mark(state: new).read())
      try mark(state: old).write(candidate: "x")
      try mark(state: new).takeOver(mark(state: old))
      XCTAssertEqual(mark(state: new).read()?.candidate, "x")
      try mark(state: new).takeOver(mark(state: new))
      XCTAssertEqual(mark(state: new).read()?.candidate, "x")
      XCTAssertEqual(
        marks.count, 1, "\(old ?? "beside") to \(new ?? "beside"): \(marks)")
      try mark(state: new).clear()
      XCTAssertEqual(marks, [])
    }
  }

  private var marks: [String] {
    let all = FileManager.default.enumerator(atPath: directory.path)?.allObjects ?? []
    return all.compactMap { $0 as? String }.filter { $0.contains("pending") }
  }

  func testMarksInAStateDirectoryAreToldApart() throws {
    let paths = ["/a/b", "/a%2Fb", "/a/b/", "/a-b", String(repeating: "/long", count: 100)]
    for path in paths {
      let mark = PendingMark(destination: path, stateDirectory: directory.file("state"))
      XCTAssertNil(mark.read(), path)
      try mark.write(candidate: path)
    }
    for path in paths {
      let mark = PendingMark(destination: path, stateDirectory: directory.file("state"))
      XCTAssertEqual(mark.read()?.candidate, path)
    }
  }
}
