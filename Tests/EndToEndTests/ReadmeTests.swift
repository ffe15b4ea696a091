import Foundation
import TestSupport
import XCTest

/// The README shows what the program really says, and names only what exists.
final class ReadmeTests: XCTestCase {
  private let path = "\(RepositoryRoot.path)/README.md"

  /// A block after `<!-- output of: trimtab ... -->` is what that command prints.
  /// `UPDATE_GOLDEN=1` writes the blocks anew.
  func testBlocksOfOutputAreWhatTheProgramPrints() async throws {
    var lines = try String(contentsOfFile: path, encoding: .utf8).components(separatedBy: "\n")
    var checked = 0
    var index = 0
    while index < lines.count {
      defer { index += 1 }
      guard lines[index].hasPrefix("<!-- output of: trimtab ") else { continue }
      let words = lines[index].dropFirst(24).dropLast(4).split(separator: " ").map(String.init)
      let begin = index + 2
      let end = try XCTUnwrap(lines[begin...].firstIndex(of: "```"), "line \(begin)")
      let printed = try await FinishedCommand.run(try TrimtabBinary.path(), words)
      XCTAssertEqual(printed.status, 0, printed.standardError)
      let expected = printed.standardOutput.split(
        separator: "\n", omittingEmptySubsequences: false
      ).dropLast().map(String.init)
      if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
        lines.replaceSubrange(begin..<end, with: expected)
        try lines.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
      } else {
        XCTAssertEqual(Array(lines[begin..<end]), expected, "README.md:\(begin)")
      }
      checked += 1
    }
    XCTAssertGreaterThan(checked, 0)
  }

  /// Every `trimtab COMMAND` in a block of commands is a command with flags that exist.
  func testCommandsInBlocksAreKnown() async throws {
    for words in try commands() where words.first == "trimtab" && words.count > 1 {
      let help = try await FinishedCommand.run(
        try TrimtabBinary.path(), [words[1], "--help"], environment: [:])
      XCTAssertEqual(help.status, 0, "`\(words.joined(separator: " "))`: \(help.standardError)")
      for flag in words.dropFirst(2) where flag.hasPrefix("--") {
        XCTAssertTrue(
          help.standardOutput.contains(flag), "`\(words[1])` has no `\(flag)`")
      }
    }
  }

  func testScriptsInBlocksExist() throws {
    let scripts = try commands().compactMap(\.first).filter { $0.contains("/") }
    XCTAssertEqual(Array(scripts.prefix(2)), ["templates/quickstart/run.sh", "Tests/run.sh"])
    for script in scripts {
      XCTAssertTrue(
        FileManager.default.isExecutableFile(atPath: "\(RepositoryRoot.path)/\(script)"), script)
    }
  }

  func testLinksInTheRepositoryLeadSomewhere() throws {
    for name in ["README.md", "Sources/README.md"] {
      let text = try String(
        contentsOfFile: "\(RepositoryRoot.path)/\(name)", encoding: .utf8)
      let folder = URL(fileURLWithPath: "\(RepositoryRoot.path)/\(name)")
        .deletingLastPathComponent()
      for part in text.components(separatedBy: "](").dropFirst() {
        let target = part.prefix { $0 != ")" && $0 != "#" }
        guard !target.isEmpty, !target.contains("://") else { continue }
        let linked = folder.appendingPathComponent(String(target)).path
        XCTAssertTrue(FileManager.default.fileExists(atPath: linked), "\(name): \(target)")
      }
    }
  }

  /// The words of each command in the blocks marked `sh`, with lines joined that end in `\`.
  private func commands() throws -> [[String]] {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    return text.components(separatedBy: "```sh\n").dropFirst().flatMap { block in
      let end = block.range(of: "\n```")?.lowerBound ?? block.endIndex
      return block[..<end].replacingOccurrences(of: "\\\n", with: " ").split(separator: "\n").map {
        $0.split(separator: " ").map(String.init)
      }
    }
  }
}
