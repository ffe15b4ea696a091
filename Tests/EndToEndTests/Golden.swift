import Foundation
import XCTest

/// Texts kept in files under `Golden`; `UPDATE_GOLDEN=1` rewrites them.
enum Golden {
  /// Checks that a text equals the file's.
  static func check(
    _ text: String, _ name: String, file: StaticString = #filePath, line: UInt = #line
  ) throws {
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Golden").appendingPathComponent(name)
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
      try Data(text.utf8).write(to: url)
      return
    }
    let expected = (try? Data(contentsOf: url)).map { String(decoding: $0, as: UTF8.self) }
    XCTAssertEqual(
      text, expected, "\(name) differs; UPDATE_GOLDEN=1 rewrites it", file: file, line: line)
  }
}
