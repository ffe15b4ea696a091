import Foundation
import Rendering
import SystemSupport
import XCTest

final class LocalFilesTests: XCTestCase {
  private var folder = ""

  override func setUpWithError() throws {
    folder = NSTemporaryDirectory() + "local-files-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  override func tearDown() { try? FileManager.default.removeItem(atPath: folder) }

  private func refuse(_ files: LocalFiles, _ path: String, _ message: String) {
    XCTAssertThrowsError(try files.contents(of: path)) { XCTAssertEqual("\($0)", message) }
  }

  func testWhatIsNoRegularFileIsRefusedWithoutWaiting() throws {
    let pipe = folder + "/pipe"
    XCTAssertEqual(mkfifo(pipe, 0o600), 0)
    let files = LocalFiles(limit: 10)
    refuse(
      files, folder + "/none", "cannot open `\(folder)/none`: No such file or directory")
    refuse(files, folder, "cannot read `\(folder)` as a regular file: Is a directory")
    refuse(files, pipe, "cannot read `\(pipe)` as a regular file: Invalid argument")
    let large = folder + "/large"
    try Data(repeating: 1, count: 11).write(to: URL(fileURLWithPath: large))
    refuse(files, large, "cannot read `\(large)`: it is above 10 bytes: File too large")
  }

  func testARegularFileIsReadToItsEnd() throws {
    let path = folder + "/data"
    let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0) }
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    XCTAssertEqual(try LocalFiles().contents(of: path), bytes)
  }
}
