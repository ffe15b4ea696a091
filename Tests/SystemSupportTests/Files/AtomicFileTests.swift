import Foundation
import SystemSupport
import TestSupport
import XCTest

final class AtomicFileTests: XCTestCase {
  private let directory = TemporaryDirectory.fresh

  private func target(
    _ name: String = "app.cfg", change: (inout AtomicFile.Target) -> Void = { _ in }
  ) -> AtomicFile {
    var target = AtomicFile.Target(path: directory.file(name))
    change(&target)
    return AtomicFile(target)
  }

  @discardableResult
  private func install(_ text: String, _ file: AtomicFile) throws -> CommitOutcome {
    try file.stage(Array(text.utf8)).commit()
  }

  private func mode(_ name: String) throws -> UInt32? {
    try FileSystem.real.status(directory.file(name))?.mode
  }

  private func checkFails(
    _ code: Int32, _ messagePart: String, line: UInt = #line, _ body: () throws -> Void
  ) {
    XCTAssertThrowsError(try body(), line: line) { error in
      let system = error as? SystemError
      XCTAssertEqual(system?.errno, code, "\(error)", line: line)
      XCTAssertTrue("\(error)".contains(messagePart), "\(error)", line: line)
    }
  }

  // MARK: failures

  func testAMissingDirectoryIsAnErrorThatNamesIt() throws {
    checkFails(ENOENT, directory.file("no/")) { try install("x", target("no/app.cfg")) }
    XCTAssertEqual(directory.names, [])
  }

  func testADirectoryIsNotReplaced() throws {
    try FileSystem.real.makeDirectories(directory.file("app.cfg"))
    checkFails(EISDIR, "replace `\(directory.file("app.cfg"))`") { try install("x", target()) }
    XCTAssertEqual(directory.names, ["app.cfg"])
  }

  func testADeviceIsNotReplaced() throws {
    let file = AtomicFile(AtomicFile.Target(path: "/dev/null"))
    checkFails(EOPNOTSUPP, "is not a regular file") { try install("x", file) }
  }

  func testAPipeIsNotReplacedAndDoesNotHang() throws {
    XCTAssertEqual(mkfifo(directory.file("app.cfg"), 0o600), 0)
    checkFails(EOPNOTSUPP, "is not a regular file") { try install("x", target()) }
  }

  func testALoopOfLinksIsAnError() throws {
    XCTAssertEqual(symlink("b", directory.file("a")), 0)
    XCTAssertEqual(symlink("a", directory.file("b")), 0)
    checkFails(ELOOP, "follow link") { try install("x", target("a")) }
  }

  func testAnUnknownOwnerIsAnErrorBeforeAnythingIsWritten() throws {
    checkFails(EINVAL, "there is no such user") {
      try install("x", target { $0.owner = "no-such-user" })
    }
    checkFails(EINVAL, "there is no such group") {
      try install("x", target { $0.group = "no-such-group" })
    }
    XCTAssertEqual(directory.names, [])
  }

  func testADiscardedCandidateLeavesNothing() throws {
    try directory.write("old", to: "app.cfg")
    let staged = try target().stage(Array("new".utf8))
    staged.discard()
    XCTAssertEqual(directory.names, ["app.cfg"])
    XCTAssertEqual(directory.text("app.cfg"), "old")
  }

  func testADestinationRemovedBeforeTheCommitIsCreatedAgain() throws {
    try directory.write("old", to: "app.cfg")
    let staged = try target { $0.backups = 1 }.stage(Array("new".utf8))
    try FileSystem.real.unlink(directory.file("app.cfg"))
    _ = try staged.commit()
    XCTAssertEqual(directory.names, ["app.cfg"])
    XCTAssertEqual(directory.text("app.cfg"), "new")
  }

  // MARK: contents

  func testTheCandidateIsCompleteBeforeTheCommitAndTheDestinationUntouched() throws {
    try directory.write("old", to: "app.cfg")
    let staged = try target().stage(Array("new".utf8))
    XCTAssertEqual(try FileSystem.real.read(staged.path), Array("new".utf8))
    XCTAssertEqual(directory.text("app.cfg"), "old")
    XCTAssertEqual(try staged.commit(), CommitOutcome(kind: .replaced, warnings: []))
    XCTAssertEqual(directory.text("app.cfg"), "new")
    XCTAssertEqual(directory.names, ["app.cfg"])
  }

  func testANewFileIsReportedAsCreated() throws {
    XCTAssertEqual(try install("", target()).kind, .created)
    XCTAssertEqual(directory.text("app.cfg"), "")
  }

  func testMissingDirectoriesAreMadeWhenAsked() throws {
    try install("x", target("a/b/app.cfg") { $0.createsDirectories = true })
    XCTAssertEqual(directory.text("a/b/app.cfg"), "x")
    XCTAssertEqual(try mode("a/b"), 0o755)
  }

  func testALongNameStillHasRoomForTheStagedFile() throws {
    let name = String(repeating: "n", count: 255)
    try install("x", target(name))
    XCTAssertEqual(directory.text(name), "x")
  }

  func testBackupsAreKeptFromTheNewestToTheOldest() throws {
    let file = target { $0.backups = 3 }
    for text in ["1", "2", "3", "4", "5"] { try install(text, file) }
    XCTAssertEqual(directory.names, ["app.cfg", "app.cfg.bak", "app.cfg.bak.1", "app.cfg.bak.2"])
    XCTAssertEqual(directory.text("app.cfg"), "5")
    XCTAssertEqual(directory.text("app.cfg.bak"), "4")
    XCTAssertEqual(directory.text("app.cfg.bak.1"), "3")
    XCTAssertEqual(directory.text("app.cfg.bak.2"), "2")
  }

  // MARK: links

  func testALinkStaysAndItsTargetIsReplaced() throws {
    try FileSystem.real.makeDirectories(directory.file("real"))
    try directory.write("old", to: "real/app.cfg")
    XCTAssertEqual(symlink("real/app.cfg", directory.file("second")), 0)
    XCTAssertEqual(symlink(directory.file("second"), directory.file("app.cfg")), 0)
    try install("new", target())
    XCTAssertEqual(
      try FileSystem.real.readLink(directory.file("app.cfg")), directory.file("second"))
    XCTAssertEqual(directory.text("real/app.cfg"), "new")
    XCTAssertEqual(try FileSystem.real.linkStatus(directory.file("real/app.cfg"))?.kind, .file)
  }

  func testALinkToNothingGetsItsTarget() throws {
    XCTAssertEqual(symlink("later.cfg", directory.file("app.cfg")), 0)
    XCTAssertEqual(try install("new", target()).kind, .created)
    XCTAssertEqual(directory.text("later.cfg"), "new")
    XCTAssertEqual(try FileSystem.real.readLink(directory.file("app.cfg")), "later.cfg")
  }

  // MARK: mode and owner

  func testAModeIsKeptUnlessOneIsWanted() throws {
    let old = umask(0o077)
    defer { umask(old) }
    try install("1", target())
    XCTAssertEqual(try mode("app.cfg"), 0o644)
    XCTAssertEqual(chmod(directory.file("app.cfg"), 0o640), 0)
    try install("2", target())
    XCTAssertEqual(try mode("app.cfg"), 0o640)
    try install("3", target { $0.mode = 0o4711 })
    XCTAssertEqual(try mode("app.cfg"), 0o4711)
  }

  func testTheCandidateHasItsFinalModeAndOwnerBeforeTheCommit() throws {
    let staged = try target {
      $0.mode = 0o600
      $0.owner = "65534"
      $0.group = "65533"
    }.stage([1])
    let status = try XCTUnwrap(try FileSystem.real.status(staged.path))
    XCTAssertEqual([status.mode, status.user, status.group], [0o600, 65534, 65533])
  }

  func testAnOwnerIsKeptUnlessOneIsWanted() throws {
    try install("1", target { $0.owner = "nobody" })
    try install("2", target())
    let status = try XCTUnwrap(try FileSystem.real.status(directory.file("app.cfg")))
    XCTAssertEqual(status.user, try Accounts.user("nobody"))
  }

  func testDriftOfModeOrOwnerIsNoChangeOfContents() throws {
    let file = target {
      $0.mode = 0o600
      $0.owner = "0"
    }
    XCTAssertEqual(try file.difference(from: [1]), .contents)
    XCTAssertEqual(try file.stage([1]).commit().kind, .created)
    XCTAssertEqual(try file.difference(from: [1]), .none)
    XCTAssertEqual(try file.difference(from: [2]), .contents)
    XCTAssertEqual(try file.difference(from: [1, 1]), .contents)
    XCTAssertEqual(chown(directory.file("app.cfg"), 65534, 65534), 0)
    XCTAssertEqual(try file.difference(from: [1]), .attributesOnly)
    try file.repairAttributes()
    XCTAssertEqual(try file.difference(from: [1]), .none)
    XCTAssertEqual(chmod(directory.file("app.cfg"), 0o666), 0)
    XCTAssertEqual(try file.difference(from: [1]), .attributesOnly)
    try file.repairAttributes()
    XCTAssertEqual(try mode("app.cfg"), 0o600)
  }

  func testWhatAWrongModeOrOwnerMeansCanBeChosen() throws {
    try directory.write("x", to: "app.cfg")
    let bytes = Array("x".utf8)
    for (drift, forMode, forOwner) in [
      (.repaired, .attributesOnly, .attributesOnly), (.replaced, .contents, .contents),
      (.replacedForOwner, .none, .contents),
    ] as [(AtomicFile.AttributeDrift, AtomicFile.Difference, AtomicFile.Difference)] {
      let mode = target {
        $0.mode = 0o600
        $0.drift = drift
      }
      XCTAssertEqual(try mode.difference(from: bytes), forMode)
      let owner = target {
        $0.owner = "65534"
        $0.drift = drift
      }
      XCTAssertEqual(try owner.difference(from: bytes), forOwner)
    }
  }

  func testALinkIsReplacedWhereThatIsWanted() throws {
    try directory.write("old", to: "behind")
    XCTAssertEqual(symlink("behind", directory.file("app.cfg")), 0)
    let file = target { $0.replacesLink = true }
    XCTAssertEqual(try file.difference(from: Array("old".utf8)), .none)
    XCTAssertEqual(try file.stage(Array("new".utf8)).commit().kind, .replaced)
    XCTAssertEqual(directory.text("behind"), "old")
    XCTAssertEqual(directory.text("app.cfg"), "new")
    XCTAssertEqual(try FileSystem.real.linkStatus(directory.file("app.cfg"))?.kind, .file)
  }

  func testTheCurrentContentsOfNoFileAreNil() throws {
    XCTAssertNil(try target().current())
    try directory.write("x", to: "app.cfg")
    XCTAssertEqual(try target().current(), [0x78])
  }

  // MARK: leftovers

  func testLeftoversOfADeadRunAreRemovedAndNothingElse() throws {
    try directory.write("old", to: "app.cfg")
    _ = try target().stage([1])
    _ = try target().stage([2])
    let other = try target("other.cfg").stage([3])
    try directory.write("half a mark", to: ".app.cfg.trimtab-pending-new")
    XCTAssertEqual(
      try target().removeLeftovers(), AtomicFile.Leftovers(removed: 3, healed: false))
    XCTAssertEqual(directory.names, [FilePath.name(of: other.path), "app.cfg"])
  }
}
