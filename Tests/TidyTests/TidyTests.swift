import Foundation
import TestSupport
import XCTest

/// The whole repository keeps the rules of its style.
final class TidyTests: XCTestCase {
  private func expectNone(
    _ violations: [Violation], file: StaticString = #filePath, line: UInt = #line
  ) {
    guard !violations.isEmpty else { return }
    let list = violations.map(\.description).joined(separator: "\n")
    XCTFail("\(violations.count) violations\n\(list)", file: file, line: line)
  }

  func testLinesFunctionsAndFilesAreShort() {
    expectNone(TextFile.code.flatMap(SizeRule.violations))
    let long = TextFile.code.filter { $0.lines.count > SizeRule.longFileLines }
    for file in long { print("long file: \(file.path) has \(file.lines.count) lines") }
  }

  func testImportsGoDownwardsOnly() throws {
    let package = try PackageManifest()
    XCTAssertGreaterThan(package.dependencies.count, 30, "the manifest was not understood")
    expectNone(LayeringRule.violations(in: package))
    expectNone(TextFile.swift.flatMap { LayeringRule.violations(in: $0, of: package) })
  }

  func testNoBannedWordIsUsed() {
    expectNone(TextFile.code.flatMap(WordRule.violations))
  }

  func testEveryPackageDeclarationIsDocumented() {
    expectNone(TextFile.swift.flatMap(DocumentationRule.violations))
  }

  func testEveryFileIsBuiltAndNamedAfterItsMainType() throws {
    let package = try PackageManifest()
    expectNone(TextFile.swift.flatMap { FileNameRule.violations(in: $0, of: package) })
  }

  func testEveryClassOfTestsIsFound() {
    expectNone(TextFile.swift.flatMap(InheritanceRule.violations))
  }

  func testScriptsNameNoMirror() {
    expectNone(TextFile.code.flatMap(MirrorRule.violations))
  }

  func testTheFormatterHasNothingToSay() async throws {
    let lint = try await FinishedCommand.run(
      "/usr/bin/env",
      ["swift", "format", "lint", "--strict", "--parallel", "-r"] + [
        "Sources", "Tests", "Package.swift",
      ],
      directory: RepositoryRoot.path, within: .seconds(300))
    XCTAssertEqual(lint.status, 0, "\n\(lint.standardError)\(lint.standardOutput)")
  }
}
