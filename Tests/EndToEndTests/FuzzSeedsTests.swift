import Foundation
import TestSupport
import XCTest

/// The inputs from which the fuzzers start, and those which once crashed a parser.
final class FuzzSeedsTests: XCTestCase {
  func testEveryTargetBearsItsSeeds() async throws {
    let program = try TrimtabBinary.besideTests("trimtab-fuzz")
    let list = try await FinishedCommand.run(program, ["list"])
    let targets = list.standardOutput.split(separator: "\n").map(String.init)
    XCTAssertFalse(targets.isEmpty)
    for target in targets {
      let folder = "\(RepositoryRoot.path)/Tests/Corpus/\(target)"
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      XCTAssertFalse(names.isEmpty, "expected seeds in `\(folder)`")
      let replay = try await FinishedCommand.run(
        program, [target] + names.sorted().map { "\(folder)/\($0)" })
      XCTAssertEqual(replay.status, 0, "\(target): \(replay.standardError)")
    }
  }

  func testEveryFolderOfSeedsHasItsTarget() async throws {
    let program = try TrimtabBinary.besideTests("trimtab-fuzz")
    let list = try await FinishedCommand.run(program, ["list"])
    let targets = Set(list.standardOutput.split(separator: "\n").map(String.init))
    let names = try FileManager.default.contentsOfDirectory(
      atPath: "\(RepositoryRoot.path)/Tests/Corpus")
    for name in names where !name.hasSuffix(".dict") {
      XCTAssertTrue(targets.contains(name), "no fuzz target is named `\(name)`")
    }
  }

  func testACommandLineWithoutSenseIsRefused() async throws {
    let program = try TrimtabBinary.besideTests("trimtab-fuzz")
    for arguments in [[], ["json", "--seconds"], ["json", "--seconds", "0"], ["nothing", "x"]] {
      let refusal = try await FinishedCommand.run(program, arguments)
      XCTAssertEqual(refusal.status, 2, "\(arguments)")
    }
  }
}
