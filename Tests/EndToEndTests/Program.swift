import Foundation
import XCTest

/// The built `trimtab`, run as people run it.
struct Program {
  /// What a run gave.
  struct Result: Equatable {
    var output: String
    var errors: String
    var status: Int32
  }

  /// A directory of this run's own.
  let directory: URL

  /// Makes an empty directory, which is removed after the test.
  init(for test: XCTestCase) throws {
    let directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("trimtab-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    self.directory = directory
    test.addTeardownBlock { try? FileManager.default.removeItem(at: directory) }
  }

  /// The program beside the test bundle, or else in the build folder.
  static var executable: URL {
    let beside = Bundle.main.executableURL?.deletingLastPathComponent()
      .appendingPathComponent("trimtab")
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let candidates =
      [beside].compactMap(\.self)
      + Bundle.allBundles.map {
        $0.bundleURL.deletingLastPathComponent().appendingPathComponent("trimtab")
      } + [package.appendingPathComponent(".build/debug/trimtab")]
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) }
      ?? candidates[candidates.count - 1]
  }

  /// Writes a file into the directory.
  func write(_ name: String, _ text: String) throws {
    let file = directory.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  /// The text of a file of the directory.
  func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: directory.appendingPathComponent(name)), as: UTF8.self)
  }

  /// Whether the directory has a file.
  func has(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: directory.appendingPathComponent(name).path)
  }

  /// Runs the program in the directory, with no other environment than given, to its end.
  func run(
    _ arguments: [String], input: String = "", environment: [String: String] = [:],
    limit: TimeInterval = 60
  ) throws -> Result {
    let process = Process()
    process.executableURL = Program.executable
    process.arguments = arguments
    process.currentDirectoryURL = directory
    process.environment = environment.merging(["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]) { $1 }
    try write(".input", input)
    process.standardInput = try FileHandle(
      forReadingFrom: directory.appendingPathComponent(".input"))
    // Files rather than pipes: nothing can fill up while nobody reads.
    for name in [".output", ".errors"] { try write(name, "") }
    process.standardOutput = try FileHandle(
      forWritingTo: directory.appendingPathComponent(".output"))
    process.standardError = try FileHandle(
      forWritingTo: directory.appendingPathComponent(".errors"))
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    if ended.wait(timeout: .now() + limit) == .timedOut {
      process.terminate()
      XCTFail("did not end within \(limit) s: \(arguments)")
      ended.wait()
    }
    return Result(
      output: try text(".output"), errors: try text(".errors"), status: process.terminationStatus)
  }
}

/// Checks the whole of what a run printed, and how it ended.
func check(
  _ result: Program.Result, output: String = "", errors: String = "", status: Int32,
  file: StaticString = #filePath, line: UInt = #line
) {
  XCTAssertEqual(result.output, output, "standard output", file: file, line: line)
  XCTAssertEqual(result.errors, errors, "standard error", file: file, line: line)
  XCTAssertEqual(result.status, status, "exit status", file: file, line: line)
}
