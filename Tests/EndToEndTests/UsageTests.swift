import Foundation
import XCTest

final class UsageTests: XCTestCase {
  func testMistakesOfTheCommandLineEndWithStatus2() throws {
    let program = try Program(for: self)
    check(
      try program.run([]),
      errors: "error: expected a command\n  hint: see `trimtab help`\n", status: 2)
    check(
      try program.run(["consul-templat", "-once"]),
      errors: """
        error: unknown command `consul-templat`
          hint: did you mean `consul-template`?

        """, status: 2)
    check(
      try program.run(["rnder"]),
      errors: "error: unknown command `rnder`\n  hint: did you mean `render`?\n", status: 2)
    check(
      try program.run(["render", "--stdoutt"]),
      errors: """
        error: unknown flag `--stdoutt` of `render`
          hint: did you mean `--stdout`?

        """, status: 2)
    check(
      try program.run(["completions"]),
      errors: "error: expected a shell: one of `bash`, `zsh`, `fish`\n", status: 2)
    check(
      try program.run(["help", "confguration"]),
      errors: """
        error: no help about `confguration`
          hint: did you mean `configuration`?

        """, status: 2)
  }

  func testTheVersionIsPrinted() throws {
    let program = try Program(for: self)
    for arguments in [["version"], ["--version"], ["run", "-V"]] {
      let result = try program.run(arguments)
      XCTAssertTrue(result.output.hasPrefix("trimtab 0.1.0 ("), result.output)
      XCTAssertEqual(result.status, 0)
    }
  }

  func testAReaderThatGoesAwayIsNoError() throws {
    let program = try Program(for: self)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = [
      "-c", "\"$0\" help --man | true; echo ${PIPESTATUS[0]}", Program.executable.path,
    ]
    process.currentDirectoryURL = program.directory
    let pipe = Pipe()
    let errors = Pipe()
    process.standardOutput = pipe
    process.standardError = errors
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    let complaints = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    XCTAssertEqual(String(decoding: output, as: UTF8.self), "0\n")
    XCTAssertEqual(String(decoding: complaints, as: UTF8.self), "")
  }

  func testAFullDiskIsAnError() throws {
    let program = try Program(for: self)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", "\"$0\" help > /dev/full; echo $?", Program.executable.path]
    process.currentDirectoryURL = program.directory
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    XCTAssertEqual(
      String(decoding: output, as: UTF8.self),
      "error: cannot write the output: No space left on device\n6\n")
  }
}
