import Foundation
import LoadBalancing
import ProcessControl
import TestSupport
import XCTest

final class CheckerTests: XCTestCase {
  private func verdict(
    _ text: CommandText, timeout: Duration = .seconds(30), candidate: String = "/c",
    destination: String = "/d"
  ) async -> CheckVerdict {
    await Checker(ChildCommand(text, timeout: timeout))
      .check(candidate: candidate, destination: destination)
  }

  private func checkRefused(
    _ text: CommandText, _ message: String, _ output: String, line: UInt = #line
  ) async {
    let found = await verdict(text)
    XCTAssertEqual(
      found, .refused(CheckError(.refused, message, output: output)), line: line)
  }

  private func checkFailed(
    _ text: CommandText, timeout: Duration = .seconds(30), _ code: CheckError.Code,
    line: UInt = #line
  ) async {
    guard case .failed(let error) = await verdict(text, timeout: timeout) else {
      return XCTFail("expected a failure", line: line)
    }
    XCTAssertEqual(error.code, code, line: line)
  }

  func testARefusalHasStatusAndOutput() async {
    await checkRefused(
      .shell("echo 'line 3: bad' >&2; exit 1"),
      "check `echo 'line 3: bad' >&2; exit 1` failed: exit status 1", "line 3: bad")
    await checkRefused(.arguments(["false"]), "check `false` failed: exit status 1", "")
  }

  func testWhatCouldNotSayIsNoRefusal() async {
    await checkFailed(.arguments(["/no/such/checker"]), .cannotStart)
    await checkFailed(.shell("no-such-checker -c {{.src}}"), .cannotStart)
    await checkFailed(.shell("kill -9 $$"), .killed)
    await checkFailed(.shell("sleep 1000"), timeout: .milliseconds(100), .timedOut)
  }

  func testTheCandidateIsHandedOver() async throws {
    let directory = TemporaryDirectory.fresh
    let candidate = try directory.write("good", to: "it's a candidate")
    let accepted = await verdict(.shell("grep {{.src}} -e good"), candidate: candidate)
    XCTAssertEqual(accepted, .accepted(output: "good"))
    let names = await verdict(
      .arguments(["echo", "{{.src}}", "{{ .dest }}"]), candidate: "/a b", destination: "/c")
    XCTAssertEqual(names, .accepted(output: "/a b /c"))
  }
}
