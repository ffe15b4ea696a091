import Foundation
import SystemSupport
import TestSupport
import XCTest

/// Every file operation of a change fails once, and the process dies once before each of them.
final class AtomicFileFaultTests: XCTestCase {
  private let old = Array(String(repeating: "old line\n", count: 20).utf8)
  private let new = Array(String(repeating: "a new and longer line\n", count: 30).utf8)

  /// A fresh destination with the old contents, or none.
  private final class World {
    let directory = TemporaryDirectory.fresh
    var target: AtomicFile.Target
    private var mount: Mount?

    init(old: [UInt8]?, isMounted: Bool = false) throws {
      target = AtomicFile.Target(path: directory.file("app.cfg"))
      target.backups = old == nil || isMounted ? 0 : 2
      target.mode = 0o640
      guard let old else { return }
      let text = String(decoding: old, as: UTF8.self)
      try directory.write(text, to: "app.cfg")
      guard isMounted else { return }
      let source = TemporaryDirectory.fresh
      try source.write(text, to: "source")
      mount = try Mount.bind(source.file("source"), over: target.path)
    }

    var contents: [UInt8]? { directory.text("app.cfg").map { Array($0.utf8) } }

    func change(to bytes: [UInt8], on fileSystem: FileSystem) throws -> CommitOutcome {
      let file = AtomicFile(target, fileSystem: fileSystem)
      _ = try file.difference(from: bytes)
      return try file.stage(bytes).commit()
    }

    /// Nothing but the destination and its backups is left.
    func checkIsClean(_ label: String, line: UInt = #line) {
      let names = directory.names.filter { !$0.hasPrefix("app.cfg") }
      XCTAssertEqual(names, [], label, line: line)
    }
  }

  /// The number of operations of a change without faults.
  private func operations(of makeWorld: () throws -> World) throws -> [FileSystem.Operation] {
    let faults = FileFaults(.none)
    let world = try makeWorld()
    _ = try world.change(to: new, on: faults.fileSystem)
    XCTAssertEqual(world.contents, new)
    world.checkIsClean("without faults")
    return faults.operations
  }

  private func checkEveryFault(
    of before: [UInt8]?, errno: Int32, line: UInt = #line, _ makeWorld: () throws -> World
  ) throws {
    let all = try operations(of: makeWorld)
    XCTAssertGreaterThan(all.count, 8, line: line)
    for (index, operation) in all.enumerated() {
      let world = try makeWorld()
      let faults = FileFaults(.only(index + 1, errno: errno))
      let label = "operation \(index + 1): \(operation)"
      do {
        _ = try world.change(to: new, on: faults.fileSystem)
        XCTAssertEqual(world.contents, new, label, line: line)
      } catch {
        XCTAssertEqual(world.contents, before, label, line: line)
        XCTAssertTrue("\(error)".contains(world.directory.path), "\(error)", line: line)
      }
      if operation.kind != .unlink { world.checkIsClean(label, line: line) }
      _ = try AtomicFile(world.target).removeLeftovers()
      world.checkIsClean(label, line: line)
      // And the next attempt succeeds.
      _ = try world.change(to: new, on: .real)
      XCTAssertEqual(world.contents, new, label, line: line)
    }
  }

  private func checkEveryDeath(
    of before: [UInt8]?, isMounted: Bool = false, line: UInt = #line,
    _ makeWorld: () throws -> World
  ) throws {
    let all = try operations(of: makeWorld)
    for (index, operation) in all.enumerated() {
      let world = try makeWorld()
      let faults = FileFaults(.allFrom(index + 1))
      let label = "death at operation \(index + 1): \(operation)"
      _ = try? world.change(to: new, on: faults.fileSystem)
      if !isMounted {
        XCTAssertTrue([before, new].contains(world.contents), label, line: line)
      }
      _ = try AtomicFile(world.target).removeLeftovers()
      XCTAssertTrue([before, new].contains(world.contents), label, line: line)
      world.checkIsClean(label, line: line)
      XCTAssertEqual(
        try AtomicFile(world.target).removeLeftovers(), AtomicFile.Leftovers(), label, line: line)
      _ = try world.change(to: new, on: .real)
      XCTAssertEqual(world.contents, new, label, line: line)
    }
  }

  func testWhicheverOperationFailsTheDestinationIsOldOrNew() throws {
    for code in [ENOSPC, EACCES] {
      try checkEveryFault(of: old, errno: code) { try World(old: old) }
      try checkEveryFault(of: nil, errno: code) { try World(old: nil) }
    }
  }

  func testWheneverTheProcessDiesTheDestinationIsOldOrNew() throws {
    try checkEveryDeath(of: old) { try World(old: old) }
    try checkEveryDeath(of: nil) { try World(old: nil) }
  }

  func testWhicheverOperationFailsAMountedFileIsOldOrNew() throws {
    try checkEveryFault(of: old, errno: ENOSPC) { try World(old: old, isMounted: true) }
  }

  func testWheneverTheProcessDiesAMountedFileIsOldOrNewAfterTheHealing() throws {
    try checkEveryDeath(of: old, isMounted: true) { try World(old: old, isMounted: true) }
  }

  /// The half written state that a kill in the middle of the one `write` leaves.
  func testAHalfWrittenMountedFileIsHealed() throws {
    let world = try World(old: old, isMounted: true)
    let path = world.directory.file(".app.cfg.trimtab-journal")
    try Data(new).write(to: URL(fileURLWithPath: path))
    try Data(new[..<100] + old[100...]).write(to: URL(fileURLWithPath: world.target.path))
    XCTAssertEqual(
      try AtomicFile(world.target).removeLeftovers(), AtomicFile.Leftovers(healed: true))
    XCTAssertEqual(world.contents, new)
    world.checkIsClean("after healing")
  }

  func testAJournalOfAnotherUserIsNotBelieved() throws {
    let world = try World(old: old)
    let path = world.directory.file(".app.cfg.trimtab-journal")
    try Data(new).write(to: URL(fileURLWithPath: path))
    XCTAssertEqual(chown(path, 65534, 65534), 0)
    XCTAssertEqual(try AtomicFile(world.target).removeLeftovers(), AtomicFile.Leftovers())
    XCTAssertEqual(world.contents, old)
  }
}
