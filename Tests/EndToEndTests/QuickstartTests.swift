import TestSupport
import XCTest

/// The first command of the README.
final class QuickstartTests: XCTestCase {
  func testTheBalancerFollowsTheFileFromTheFirstServerToTheLast() async throws {
    let quickstart = try await FinishedCommand.run(
      "\(RepositoryRoot.path)/templates/quickstart/run.sh",
      ["--binary", try TrimtabBinary.path()], within: .seconds(120))
    XCTAssertEqual(
      quickstart.status, 0, quickstart.standardOutput + quickstart.standardError)
    XCTAssertTrue(
      quickstart.standardOutput.hasSuffix("\nquickstart: PASSED\n"), quickstart.standardOutput)
  }
}
