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
