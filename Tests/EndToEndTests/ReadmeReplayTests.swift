import Foundation
import TestSupport
import XCTest

/// The README's section about rendering without any registry does what it says.
final class ReadmeReplayTests: XCTestCase {
  private let root = RepositoryRoot.path

  /// The lines of the block of code after a line that begins with `marker`, and that line's rest.
  private func block(after marker: String) throws -> (subject: String, lines: [String]) {
    let text = try String(contentsOfFile: "\(root)/README.md", encoding: .utf8)
    let lines = text.components(separatedBy: "\n")
    let start = try XCTUnwrap(lines.firstIndex { $0.hasPrefix(marker) }, marker)
    let end = try XCTUnwrap(lines[(start + 2)...].firstIndex(of: "```"), marker)
    let subject = lines[start].dropFirst(marker.count).dropLast(" -->".count)
    return (String(subject), Array(lines[(start + 2)..<end]))
  }

  func testTheFileThatIsShownIsTheFile() throws {
    let (path, lines) = try block(after: "<!-- file: ")
    let text = try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)
    XCTAssertEqual(lines.joined(separator: "\n") + "\n", text)
  }

  /// In a copy: nothing in the repository may change. No registry is there, and none is missed.
  func testTheCommandsOfCISucceed() async throws {
    let (path, lines) = try block(after: "<!-- run in: ")
    let folder = try TemporaryDirectory()
    for name in try FileManager.default.contentsOfDirectory(atPath: "\(root)/\(path)") {
      try FileManager.default.copyItem(
        atPath: "\(root)/\(path)/\(name)", toPath: folder.file(name))
    }
    let binary = try TrimtabBinary.path()
    let script = "set -e; cd '\(folder.path)'; trimtab() { '\(binary)' \"$@\"; }\n"
    XCTAssertEqual(lines.count, 3)
    for line in lines {
      let result = try await FinishedCommand.run("/bin/sh", ["-c", script + line])
      XCTAssertEqual(result.status, 0, "\(line)\n\(result.standardOutput)\(result.standardError)")
    }
    // A change of a template is seen.
    let template = try XCTUnwrap(folder.text("haproxy.cfg.tmpl"))
    try folder.write(template + "# new\n", to: "haproxy.cfg.tmpl")
    for (line, status) in zip(lines, [0, 1, 1] as [Int32]) {
      let result = try await FinishedCommand.run("/bin/sh", ["-c", script + line])
      XCTAssertEqual(result.status, status, line)
    }
  }
}
