import Foundation
import SystemSupport
import TestSupport
import XCTest

/// File systems that are full, read-only or hold just one file.
final class AtomicFileMountTests: XCTestCase {
  private let directory = TemporaryDirectory.fresh

  private func checkFails(
    _ code: Int32, _ file: AtomicFile, _ bytes: [UInt8], line: UInt = #line
  ) {
    XCTAssertThrowsError(try file.stage(bytes).commit(), line: line) { error in
      XCTAssertEqual((error as? SystemError)?.errno, code, "\(error)", line: line)
      XCTAssertTrue("\(error)".contains(directory.path), "\(error)", line: line)
    }
  }

  func testAFullDiskLeavesTheDestinationAndNothingElse() throws {
    try directory.write("", to: "full/x")
    let mount = try Mount.memory(size: 64 << 10, over: directory.file("full"))
    defer { withExtendedLifetime(mount) {} }
    let file = AtomicFile(AtomicFile.Target(path: directory.file("full/app.cfg")))
    XCTAssertEqual(try file.stage([1]).commit().kind, .created)
    checkFails(ENOSPC, file, [UInt8](repeating: 2, count: 1 << 20))
    XCTAssertEqual(try file.current(), [1])
    XCTAssertEqual(try FileSystem.real.list(directory.file("full")), ["app.cfg"])
    XCTAssertEqual(try file.stage([3]).commit().kind, .replaced)
    XCTAssertEqual(try file.current(), [3])
  }

  func testAFullDiskBehindAMountedFileLeavesItsContents() throws {
    try directory.write("", to: "full/x")
    let disk = try Mount.memory(size: 64 << 10, over: directory.file("full"))
    try directory.write("old", to: "full/source")
    try directory.write("", to: "app.cfg")
    let mount = try Mount.bind(directory.file("full/source"), over: directory.file("app.cfg"))
    defer { withExtendedLifetime((disk, mount)) {} }
    let file = AtomicFile(AtomicFile.Target(path: directory.file("app.cfg")))
    checkFails(ENOSPC, file, [UInt8](repeating: 2, count: 1 << 20))
    XCTAssertEqual(directory.text("app.cfg"), "old")
    XCTAssertEqual(directory.names, ["app.cfg", "full"])
    XCTAssertEqual(try file.stage(Array("new!".utf8)).commit().kind, .writtenInPlace)
    XCTAssertEqual(directory.text("full/source"), "new!")
    XCTAssertEqual(try file.stage(Array("no".utf8)).commit().kind, .writtenInPlace)
    XCTAssertEqual(directory.text("full/source"), "no")
    XCTAssertEqual(directory.names, ["app.cfg", "full"])
  }

  func testAReadOnlyDirectoryIsAnErrorThatNamesIt() throws {
    try directory.write("old", to: "ro/app.cfg")
    let mount = try Mount.bind(directory.file("ro"), over: directory.file("ro"))
    try mount.makeReadOnly()
    checkFails(EROFS, AtomicFile(AtomicFile.Target(path: directory.file("ro/app.cfg"))), [1])
    checkFails(EROFS, AtomicFile(AtomicFile.Target(path: directory.file("ro/new.cfg"))), [1])
    XCTAssertEqual(directory.text("ro/app.cfg"), "old")
  }

  func testAWritableFileInAReadOnlyDirectoryIsWrittenInPlace() throws {
    try directory.write("", to: "ro/app.cfg")
    try directory.write("old", to: "source")
    let readOnly = try Mount.bind(directory.file("ro"), over: directory.file("ro"))
    let mount = try Mount.bind(directory.file("source"), over: directory.file("ro/app.cfg"))
    try readOnly.makeReadOnly()
    defer { withExtendedLifetime((readOnly, mount)) {} }
    var target = AtomicFile.Target(path: directory.file("ro/app.cfg"))
    target.stateDirectory = directory.file("state")
    target.backups = 1
    try FileSystem.real.makeDirectories(directory.file("state"))
    let staged = try AtomicFile(target).stage(Array("new".utf8))
    XCTAssertTrue(staged.path.hasPrefix(directory.file("state/")), staged.path)
    let outcome = try staged.commit()
    XCTAssertEqual(outcome.kind, .writtenInPlace)
    XCTAssertEqual(outcome.warnings.count, 1)
    XCTAssertTrue(outcome.warnings.allSatisfy { $0.hasPrefix("no backup") })
    XCTAssertEqual(directory.text("source"), "new")
    XCTAssertEqual(try FileSystem.real.list(directory.file("state")), [])
    target.stateDirectory = nil
    XCTAssertEqual(try AtomicFile(target).stage([0x31]).commit().kind, .writtenInPlace)
    XCTAssertEqual(directory.text("source"), "1")
    let mark = PendingMark(destination: target.path)
    try mark.write(candidate: "c")
    XCTAssertEqual(mark.read()?.candidate, "c")
    try mark.clear()
    XCTAssertNil(mark.read())
  }
}
