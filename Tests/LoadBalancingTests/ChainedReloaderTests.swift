import LoadBalancing
import ProcessControl
import TestSupport
import XCTest

final class ChainedReloaderTests: XCTestCase {
  func testTheSecondIsUsedOnceThoughTheFirstFails() async throws {
    let folder = try TemporaryDirectory()
    func command(_ text: String) -> CommandReloader {
      CommandReloader(ChildCommand(.shell("cd \(folder.path) && \(text)")))
    }
    let chain = ChainedReloader(
      command("echo first >> log; test -e good"), command("echo second >> log"))
    func change(_ text: String) -> AppliedChange {
      AppliedChange(files: [.init(path: "a", newContents: Array(text.utf8))])
    }
    for _ in 0..<2 {
      do throws(ReloadError) {
        _ = try await chain.apply(change("one"))
        XCTFail("it did not fail")
      } catch {
        XCTAssertEqual(error.code, .refused)
      }
    }
    XCTAssertEqual(folder.text("log"), "first\nsecond\nfirst\n")
    try folder.write("", to: "good")
    let again = try await chain.apply(change("one"))
    XCTAssertEqual(again.method, .command)
    XCTAssertEqual(folder.text("log"), "first\nsecond\nfirst\nfirst\n")
    _ = try await chain.apply(change("two"))
    XCTAssertEqual(folder.text("log"), "first\nsecond\nfirst\nfirst\nfirst\nsecond\n")
  }
}
