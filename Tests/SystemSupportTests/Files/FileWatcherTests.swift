import Foundation
import Synchronization
import SystemSupport
import TestSupport
import XCTest

/// Counts reports and lets a test wait for one after a change.
private final class Reports: Sendable {
  private let count = Mutex(0)

  func add() { count.withLock { $0 += 1 } }

  var number: Int { count.withLock { $0 } }
}

final class FileWatcherTests: XCTestCase {
  private let directory = TemporaryDirectory.fresh
  private let reports = Reports()
  private var watchers: [FileWatcher] = []

  override func tearDown() {
    for watcher in watchers { watcher.stop() }
    watchers = []
  }

  private func watch(_ names: String..., method: FileWatcher.Method = .automatic) throws {
    let paths = names.map { directory.file($0) }
    watchers.append(
      try FileWatcher(paths: paths, method: method) { [reports] in reports.add() })
  }

  /// Makes a change and waits for its report; then waits until reports of the same change ceased.
  private func checkReports(
    line: UInt = #line, _ change: () throws -> Void
  ) async throws {
    let before = reports.number
    try change()
    let isReported = await eventually { reports.number > before }
    XCTAssertTrue(isReported, "the change is not reported", line: line)
    var seen = -1
    _ = await eventually(every: .milliseconds(60)) {
      defer { seen = reports.number }
      return seen == reports.number
    }
  }

  private func link(_ target: String, as name: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: directory.file(name), withDestinationPath: target)
  }

  private func rename(_ old: String, to new: String) throws {
    try FileSystem.real.rename(directory.file(old), to: directory.file(new))
  }

  func testWritingInPlaceIsReported() async throws {
    try directory.write("1", to: "a")
    try watch("a")
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: directory.file("a")))
    try await checkReports { handle.write(Data("2".utf8)) }
    try await checkReports { handle.write(Data("3".utf8)) }
    try await checkReports { try handle.close() }
  }

  func testRenamingOverIsReportedAgainAndAgain() async throws {
    try directory.write("1", to: "a")
    try watch("a")
    for text in ["2", "3", "4"] {
      try await checkReports {
        try directory.write(text, to: "a.new")
        try rename("a.new", to: "a")
      }
    }
    try await checkReports { try directory.write("5", to: "a") }
  }

  func testDeletingAndCreatingAgainIsReported() async throws {
    try directory.write("1", to: "a")
    try watch("a")
    for _ in 0..<2 {
      try await checkReports { try FileSystem.real.unlink(directory.file("a")) }
      try await checkReports { try directory.write("2", to: "a") }
      try await checkReports { try directory.write("3", to: "a") }
    }
  }

  func testAFileWhoseDirectoriesAppearLaterIsReported() async throws {
    try watch("x/y/a")
    try await checkReports { try FileSystem.real.makeDirectories(directory.file("x")) }
    try await checkReports {
      try FileSystem.real.makeDirectories(directory.file("x/y"))
      try directory.write("1", to: "x/y/a")
    }
    try await checkReports { try directory.write("2", to: "x/y/a") }
  }

  func testADirectoryOnTheWayThatIsReplacedIsReported() async throws {
    try FileSystem.real.makeDirectories(directory.file("x"))
    try directory.write("1", to: "x/a")
    try FileSystem.real.makeDirectories(directory.file("y"))
    try directory.write("2", to: "y/a")
    try watch("x/a")
    try await checkReports {
      try rename("x", to: "z")
      try rename("y", to: "x")
    }
    try await checkReports { try directory.write("3", to: "x/a") }
  }

  func testALinkSwitchedAsKubernetesDoesIsReported() async throws {
    for version in ["..1", "..2", "..3"] {
      try FileSystem.real.makeDirectories(directory.file("map/\(version)"))
      try directory.write(version, to: "map/\(version)/a")
    }
    try link("..1", as: "map/..data")
    try link("..data/a", as: "map/a")
    try watch("map/a")
    for version in ["..2", "..3"] {
      try await checkReports {
        try link(version, as: "map/..tmp")
        try rename("map/..tmp", to: "map/..data")
      }
      XCTAssertEqual(directory.text("map/a"), version)
      try await checkReports { try directory.write(version, to: "map/\(version)/a") }
    }
  }

  func testAFileBehindALinkIsReported() async throws {
    try FileSystem.real.makeDirectories(directory.file("real"))
    try directory.write("1", to: "real/a")
    try link("real/a", as: "a")
    try watch("a")
    try await checkReports { try directory.write("2", to: "real/a") }
    try await checkReports { try FileSystem.real.unlink(directory.file("a")) }
    try await checkReports { try directory.write("3", to: "a") }
  }

  func testEntriesOfADirectoryAreReported() async throws {
    try FileSystem.real.makeDirectories(directory.file("d"))
    try directory.write("1", to: "outside")
    try watch("d")
    try await checkReports { try directory.write("1", to: "d/a") }
    try await checkReports { try directory.write("2", to: "d/a") }
    try await checkReports { try link("../outside", as: "d/link") }
    try await checkReports { try directory.write("2", to: "outside") }
    try await checkReports { try FileSystem.real.unlink(directory.file("d/a")) }
    try await checkReports { try FileManager.default.removeItem(atPath: directory.file("d")) }
    try await checkReports { try FileSystem.real.makeDirectories(directory.file("d")) }
    try await checkReports { try directory.write("1", to: "d/b") }
  }

  func testAFileUnderAnotherNameIsReported() async throws {
    try directory.write("1", to: "a")
    XCTAssertEqual(Glibc.link(directory.file("a"), directory.file("other")), 0)
    try watch("a")
    try await checkReports { try directory.write("2", to: "other") }
  }

  func testOtherFilesInTheSameDirectoryAreNotReported() async throws {
    try directory.write("1", to: "a")
    try watch("a")
    for number in 0..<50 { try directory.write("x", to: "other-\(number)") }
    try await checkReports { try directory.write("2", to: "a") }
    XCTAssertLessThan(reports.number, 10)
  }

  func testABurstIsMerged() async throws {
    try directory.write("1", to: "a")
    try watch("a")
    try await checkReports {
      for number in 0..<2000 { try directory.write("\(number)", to: "a") }
    }
    XCTAssertLessThan(reports.number, 1000)
  }

  func testPollingReportsToo() async throws {
    try directory.write("1", to: "a")
    try watch("a", "d", method: .polling(every: .milliseconds(5)))
    try await checkReports { try directory.write("22", to: "a") }
    try await checkReports { try FileSystem.real.makeDirectories(directory.file("d")) }
    try await checkReports { try directory.write("1", to: "d/x") }
    try await checkReports { try directory.write("22", to: "d/x") }
  }

  func testAStoppedWatcherIsSilentAndStoppingTwiceIsHarmless() async throws {
    try directory.write("1", to: "a")
    let stopped = Reports()
    let watcher = try FileWatcher(paths: [directory.file("a")]) { stopped.add() }
    watcher.stop()
    watcher.stop()
    try watch("a")
    try await checkReports { try directory.write("2", to: "a") }
    XCTAssertEqual(stopped.number, 0)
  }
}
