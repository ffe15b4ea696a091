import AgentConfiguration
import Foundation
import LoadBalancing
import ProcessControl
import Synchronization
import SystemSupport
import TestSupport
import XCTest

@testable import AgentCore

/// Files that are installed together or not at all.
final class GroupTests: XCTestCase {
  private let folder = TemporaryDirectory.fresh

  private func member(
    _ id: Int, _ name: String, _ candidate: String?, fileSystem: FileSystem = .real
  ) -> GroupInstaller.Member {
    let path = folder.file(name)
    return GroupInstaller.Member(
      id: id, file: AtomicFile(AtomicFile.Target(path: path), fileSystem: fileSystem),
      mark: PendingMark(destination: path), checker: nil,
      candidate: candidate.map { Array($0.utf8) }, lastGood: nil)
  }

  private var journal: GroupJournal {
    var group = GroupSettings(name: "all")
    group.main = folder.file("main")
    return GroupJournal(group, stateDirectory: nil)
  }

  private func installer(
    _ members: [GroupInstaller.Member], check: String? = nil
  ) -> GroupInstaller {
    GroupInstaller(
      members: members, checker: check.map { Checker(ChildCommand(.shell($0))) },
      main: folder.file("main"), journal: journal)
  }

  private func contents(_ name: String) -> String? {
    try? String(contentsOfFile: folder.file(name), encoding: .utf8)
  }

  private func outcome(_ outcomes: [Int: InstallOutcome]) -> Set<String> {
    Set(
      outcomes.values.map { outcome in
        switch outcome {
        case .committed: "committed"
        case .refused(let reason): "refused: \(reason)"
        case .checkFailed(let reason): "check failed: \(reason)"
        case .writeFailed: "write failed"
        case .stuck(_, let replaced):
          "stuck, was \(replaced.map { String(decoding: $0, as: UTF8.self) } ?? "missing")"
        case .cancelled: "cancelled"
        }
      })
  }

  func testAllFilesAreInstalled() async throws {
    try folder.write("old", to: "main")
    let outcomes = await installer([member(1, "main", "new"), member(2, "a", "new a")]).install()
    XCTAssertEqual(outcome(outcomes), ["committed"])
    XCTAssertEqual([contents("main"), contents("a")], ["new", "new a"])
    XCTAssertFalse(FileManager.default.fileExists(atPath: journal.path))
  }

  func testNoFileIsInstalledIfOneCannotBe() async throws {
    try folder.write("old", to: "main")
    try FileManager.default.createDirectory(
      atPath: folder.file("a/in the way"), withIntermediateDirectories: true)
    let outcomes = await installer([
      member(1, "main", "new"), member(2, "b", "new b"), member(3, "a", "new a"),
    ]).install()
    XCTAssertEqual(outcome(outcomes), ["write failed"])
    XCTAssertEqual([contents("main"), contents("b")], ["old", nil])
    XCTAssertFalse(FileManager.default.fileExists(atPath: journal.path))
  }

  /// What fails with a file after it was staged: its first or second rename, or its removal.
  private func failing(_ kind: FileSystem.Operation.Kind, from first: Int) -> FileSystem {
    let count = Mutex(0)
    let place = folder.path
    return FileSystem { operation throws(SystemError) in
      guard operation.kind == kind, operation.path.hasPrefix(place),
        !operation.path.contains(".trimtab-")
      else { return }
      let number = count.withLock { count in
        count += 1
        return count
      }
      if number >= first { throw SystemError(errno: ENOSPC, what: "\(operation)") }
    }
  }

  func testWhatCannotBePutBackIsSaid() async throws {
    try folder.write("old", to: "main")
    let outcomes = await installer([
      member(1, "main", "new", fileSystem: failing(.rename, from: 2)),
      member(2, "fresh", "new", fileSystem: failing(.unlink, from: 1)),
      member(3, "good", "new"), member(4, "b", "new b", fileSystem: failing(.rename, from: 1)),
    ]).install()
    XCTAssertEqual(outcome([1: try XCTUnwrap(outcomes[1])]), ["stuck, was old"])
    XCTAssertEqual(outcome([2: try XCTUnwrap(outcomes[2])]), ["stuck, was missing"])
    XCTAssertEqual(outcome(outcomes.filter { $0.key > 2 }), ["write failed"])
    XCTAssertEqual(
      ["main", "fresh", "good", "b"].map(contents), ["new", "new", nil, nil],
      "and the others are as they were")
    guard case .writeFailed(let reason) = outcomes[4] else { return XCTFail("not failed") }
    let words = ["rename \(folder.file("b"))", "rename \(folder.file("main"))", "unlink "]
    XCTAssertTrue(words.allSatisfy(reason.contains), reason)
    XCTAssertFalse(FileManager.default.fileExists(atPath: journal.path))
  }

  func testTheCheckSeesAllFilesAsTheyWouldBe() async throws {
    try folder.write("old", to: "main")
    try folder.write("kept", to: "kept")
    try folder.write("beside", to: "beside")
    let (a, kept, beside) = (folder.file("a"), folder.file("kept"), folder.file("beside"))
    let main = "x \(a) y=\(kept),\(beside)"
    let members = [member(1, "main", main), member(2, "a", "new a"), member(3, "kept", nil)]
    let check = """
      set -- $(tr '=,' '  ' < {{.src}}); cat $2 $4 $5; test {{.dest}} = \(folder.file("main"));
      """
    let accepted = await installer(members, check: check + "exit 0").install()
    XCTAssertEqual(outcome(accepted), ["committed"])
    XCTAssertEqual(contents("main"), main, "the view's paths stay in the view")
    let refused = await installer(
      [member(1, "main", main + " "), member(2, "a", "third"), member(3, "kept", nil)],
      check: check + "exit 1"
    ).install()
    let words = try XCTUnwrap(outcome(refused).first)
    XCTAssertTrue(words.hasSuffix("\nthirdkeptbeside"), words)
    XCTAssertEqual(contents("a"), "new a")
  }

  func testPathsLeadIntoTheView() throws {
    let view = try GroupView([
      GroupView.File(destination: folder.file("main"), bytes: []),
      GroupView.File(destination: folder.file("maps/a"), bytes: []),
    ])
    defer { view.remove() }
    let (here, there) = (folder.path, view.root + folder.path)
    for (text, expected) in [
      ("", ""), ("map(\(here)/maps/a,b)", "map(\(there)/maps/a,b)"),
      ("\(here) \(here)", "\(there) \(there)"), ("\(here)x/a", "\(here)x/a"),
      ("/x\(here)/a", "/x\(here)/a"), ("crt \(here)/maps", "crt \(there)/maps"),
      ("\(here)/maps-old/a", "\(there)/maps-old/a"),
    ] {
      XCTAssertEqual(String(decoding: view.redirected(Array(text.utf8)), as: UTF8.self), expected)
    }
    XCTAssertTrue(FileManager.default.fileExists(atPath: view.path(of: folder.file("maps/a"))))
    view.remove()
    XCTAssertFalse(FileManager.default.fileExists(atPath: view.root))
    XCTAssertTrue(FileManager.default.fileExists(atPath: folder.path))
  }

  /// Killed after the first of two files was replaced.
  func testWhatWasHalfInstalledIsCompleted() throws {
    let files = ["main", "a"].map { AtomicFile(AtomicFile.Target(path: folder.file($0))) }
    let staged = try files.map { try $0.stage(Array("new".utf8)) }
    try journal.write(
      zip(files, staged).map {
        GroupJournal.Entry(staged: $1.path, destination: $0.target.path)
      })
    _ = try staged[0].commit()
    let completed = try journal.complete(
      Dictionary(uniqueKeysWithValues: files.map { ($0.target.path, $0) }))
    XCTAssertEqual(completed, [folder.file("a")])
    XCTAssertEqual([contents("main"), contents("a")], ["new", "new"])
    XCTAssertEqual(journal.read(), [])
  }

  /// What one group began is not taken for the other's, and not forgotten by it.
  func testEachGroupHasAJournalOfItsOwn() {
    let paths = ["a-b", "a_b", "a.b", "ab"].map {
      GroupJournal(GroupSettings(name: $0), stateDirectory: folder.path).path
    }
    XCTAssertEqual(Set(paths).count, paths.count, "\(paths)")
  }

  func testADamagedJournalIsIgnored() throws {
    for text in ["", "trimtab group 1\n/a\u{0}/b\n", "other\nend\n"] {
      try folder.write(text, to: ".all.trimtab-group")
      XCTAssertEqual(journal.read(), [], text)
    }
  }
}
