import Foundation
import XCTest

final class HelpTests: XCTestCase {
  private let commands = [
    "run", "status", "approve", "render", "diff", "check", "explain", "eval", "docs", "completions",
    "help", "version",
  ]

  func testTheHelpOfEveryCommandAndTopicIsAsReviewed() throws {
    let program = try Program(for: self)
    for subject in commands + ["configuration", "environment", "exit-status"] {
      let result = try program.run(["help", subject])
      XCTAssertEqual(result.errors, "")
      XCTAssertEqual(result.status, 0)
      try Golden.check(result.output, "help-\(subject).txt")
    }
    try Golden.check(try program.run(["help"]).output, "help.txt")
    try Golden.check(try program.run(["render", "-h"]).output, "render-h.txt")
  }

  func testHelpFitsATerminal() throws {
    let program = try Program(for: self)
    for subject in commands + ["configuration", "environment", "exit-status"] {
      for line in try program.run(["help", subject]).output.split(separator: "\n")
      where line.count > 80 && !line.hasPrefix("  trimtab ") {
        XCTFail("too wide: \(line)")
      }
    }
  }

  func testTheManualPageIsAsReviewedAndWellFormed() throws {
    let program = try Program(for: self)
    let page = try program.run(["help", "--man"])
    XCTAssertEqual(page.status, 0)
    try Golden.check(page.output, "trimtab.8")
    for line in page.output.split(separator: "\n") where line.hasPrefix("'") {
      XCTFail("a line that roff takes for a command: \(line)")
    }
  }

  func testCompletionsAreAsReviewed() throws {
    let program = try Program(for: self)
    for shell in ["bash", "zsh", "fish"] {
      let result = try program.run(["completions", shell])
      XCTAssertEqual(result.status, 0)
      try Golden.check(result.output, "completions.\(shell)")
    }
  }

  func testBashAcceptsItsCompletionScript() throws {
    let program = try Program(for: self)
    try program.write("script.bash", try program.run(["completions", "bash"]).output)
    try program.write(
      "try.bash",
      """
      . ./script.bash
      complete_line() {
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _trimtab; printf '%s ' "${COMPREPLY[@]}"; echo
      }
      complete_line trimtab re
      complete_line trimtab diff --col
      complete_line trimtab diff --colour a
      complete_line trimtab help exit
      """)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["--norc", "try.bash"]
    process.currentDirectoryURL = program.directory
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    XCTAssertEqual(
      String(decoding: output, as: UTF8.self),
      "render \n--colour \nauto always \nexit-status \n")
  }
}
