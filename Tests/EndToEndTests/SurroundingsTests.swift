import Foundation
import XCTest

/// A system that lacks something.
final class SurroundingsTests: XCTestCase {
  /// Runs a line of shell in which `$TRIMTAB` is the program.
  private func shell(_ line: String, in program: Program) throws -> Program.Result {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", "{ \(line); } >.output 2>.errors"]
    process.currentDirectoryURL = program.directory
    process.environment = [
      "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "TRIMTAB": Program.executable.path,
    ]
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return Program.Result(
      output: try program.text(".output"), errors: try program.text(".errors"),
      status: process.terminationStatus)
  }

  private func program() throws -> Program {
    let program = try Program(for: self)
    try program.write("services.toml", "[keys]\na = \"1\"\n")
    try program.write("a.tmpl", "{{key \"a\"}}\n")
    return program
  }

  private let render = "$TRIMTAB render --file services.toml --template a.tmpl --stdout"

  func testTooFewDescriptorsAreAClearError() throws {
    let program = try program()
    for limit in [6, 9, 10, 12, 31] {
      check(
        try shell("ulimit -n \(limit); \(render)", in: program),
        errors: """
          error: cannot work with at most \(limit) open files, 32 are needed: Too many open files

          """, status: 9)
    }
  }

  func testALowSoftLimitOfDescriptorsIsRaised() throws {
    check(
      try shell("ulimit -Sn 8; \(render)", in: try program()), output: "1\n", status: 0)
  }

  func testAMissingProcIsAClearError() throws {
    let program = try program()
    let hide = "mount -t tmpfs none /proc"
    // Where namespaces are forbidden this cannot be shown.
    guard try shell("unshare -Urm sh -c '\(hide)'", in: program).status == 0 else { return }
    check(
      try shell("unshare -Urm sh -c '\(hide) && \(render)'", in: program),
      errors: "error: cannot work without `/proc`: No such file or directory\n", status: 9)
  }

  func testLibrariesAreNeededOnlyByWhatUsesThem() throws {
    let program = try program()
    try program.write("lib/libcurl.so.4", "broken")
    try program.write("lib/libcrypto.so.3", "broken")
    try program.write("hash.tmpl", "{{sha256Hex \"a\"}}")
    let render = "LD_LIBRARY_PATH=lib \(render)"
    check(try shell(render, in: program), output: "1\n", status: 0)
    func asking(_ address: String) throws -> String {
      let consul = render.replacingOccurrences(
        of: "--file services.toml", with: "--consul \(address)")
      return try shell("\(consul) --timeout 100ms", in: program).errors
    }
    let plain = try asking("127.0.0.1:1")
    XCTAssertTrue(plain.contains("127.0.0.1:1`: Connection refused"), plain)
    let secure = try asking("https://127.0.0.1:1")
    XCTAssertTrue(
      secure.contains("cannot load libcurl: lib/libcurl.so.4: file too short"), secure)
    let hashing = try shell("\(render) --template hash.tmpl", in: program)
    XCTAssertTrue(
      hashing.errors.contains("sha256: cannot load OpenSSL: lib/libcrypto.so.3: file too short"),
      hashing.errors)
  }

  func testClosedStreamsAreNotConfusedWithFiles() throws {
    let program = try program()
    check(
      try shell("\(render) >&-", in: program),
      errors: "error: cannot write the output: Bad file descriptor\n", status: 6)
    check(try shell("\(render) <&-", in: program), output: "1\n", status: 0)
    let run = "$TRIMTAB render --file services.toml --template a.tmpl:a.cfg"
    check(try shell("\(run) <&- >&- 2>&-", in: program), status: 0)
    XCTAssertEqual(try program.text("a.cfg"), "1\n")
  }

  func testAReaderThatGoesAwayIsNoFault() throws {
    let program = try program()
    let long = "$TRIMTAB eval --template '{{range 100000}}line{{\"\\n\"}}{{end}}'"
    check(
      try shell("\(long) | head -1; exit ${PIPESTATUS[0]}", in: program), output: "line\n",
      status: 0)
  }
}
