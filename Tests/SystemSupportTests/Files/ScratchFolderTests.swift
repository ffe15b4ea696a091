import Foundation
import SystemSupport
import TestSupport
import XCTest

/// Folders for what lasts as long as somebody works with it.
final class ScratchFolderTests: XCTestCase {
  private let manager = FileManager.default
  private var elsewhere = TemporaryDirectory.fresh
  private var paths: [String] = []

  override func tearDown() {
    for path in paths { try? manager.removeItem(atPath: path) }
  }

  /// A folder as a killed process leaves it: with files, folders and a link, and without a lock.
  private func abandoned(prefix: String = "trimtab-view-", mode: Int = 0o700) throws -> String {
    let example = try ScratchFolder()
    defer { example.remove() }
    let parent = (example.path as NSString).deletingLastPathComponent
    let path = "\(parent)/\(prefix)\(UUID().uuidString.prefix(6))"
    paths.append(path)
    try manager.createDirectory(
      atPath: "\(path)/etc/x", withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
    try Data().write(to: URL(fileURLWithPath: "\(path)/etc/x/y"))
    try elsewhere.write("live", to: "live/file")
    try manager.createSymbolicLink(
      atPath: "\(path)/etc/live", withDestinationPath: elsewhere.file("live"))
    try manager.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    return path
  }

  private func cleaned() -> String {
    let log = MemoryLog()
    ScratchFolder.removeAbandoned(log: log.log)
    return log.lines.joined(separator: "\n")
  }

  func testWhatAKilledProcessLeftIsRemovedAndWhatItLinksToStays() throws {
    let path = try abandoned()
    let log = cleaned()
    XCTAssertTrue(log.contains("info removed what an earlier run had left directory=\(path)"), log)
    XCTAssertFalse(manager.fileExists(atPath: path))
    XCTAssertEqual(elsewhere.text("live/file"), "live")
  }

  func testWhatIsInUseStays() throws {
    let folder = try ScratchFolder()
    try folder.write([1], to: folder.path + "/a")
    XCTAssertFalse(cleaned().contains(folder.path))
    XCTAssertTrue(manager.fileExists(atPath: folder.path + "/a"))
    folder.remove()
    XCTAssertFalse(manager.fileExists(atPath: folder.path))
    folder.remove()
  }

  func testAFolderThatNobodyHoldsIsGone() throws {
    let path = try { try ScratchFolder().path }()
    XCTAssertFalse(manager.fileExists(atPath: path))
  }

  func testWhatOthersMayLookIntoOrAnotherNameHasStays() throws {
    for path in [try abandoned(mode: 0o755), try abandoned(prefix: "trimtab-other-")] {
      XCTAssertFalse(cleaned().contains(path))
      XCTAssertTrue(manager.fileExists(atPath: path + "/etc/x/y"))
    }
  }

  func testWhatBelongsToAnotherUserStays() throws {
    let path = try abandoned()
    XCTAssertEqual(chown(path, 12_345, 12_345), 0, "this needs the superuser")
    XCTAssertFalse(cleaned().contains(path))
    XCTAssertTrue(manager.fileExists(atPath: path + "/etc/x/y"))
    // And so does a folder of another's in one of ours.
    XCTAssertEqual(chown(path, 0, 0), 0)
    XCTAssertEqual(chown(path + "/etc/x", 12_345, 12_345), 0)
    _ = cleaned()
    XCTAssertTrue(manager.fileExists(atPath: path + "/etc/x/y"))
  }

  func testALinkInItsPlaceIsNotFollowed() throws {
    let target = try abandoned(prefix: "trimtab-other-")
    let link = target.replacingOccurrences(of: "trimtab-other-", with: "trimtab-view-")
    paths.append(link)
    try manager.createSymbolicLink(atPath: link, withDestinationPath: target)
    XCTAssertFalse(cleaned().contains(link))
    XCTAssertTrue(manager.fileExists(atPath: target + "/etc/x/y"))
  }
}
