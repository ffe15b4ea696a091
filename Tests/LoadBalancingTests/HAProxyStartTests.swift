import LoadBalancing
import TestSupport
import XCTest

/// A HAProxy that is started after its files were installed has read them.
final class HAProxyStartTests: XCTestCase {
  func testWhatHAProxyReadAtItsStartIsNotReloaded() async throws {
    try await eachVersion { balancer in
      // Nobody runs yet, as where the balancer waits for its first file.
      do {
        let report = try await balancer.apply(["server a 127.0.0.1:1"])
        XCTFail("applied by nobody: \(report)")
      } catch let error as ReloadError {
        XCTAssertEqual(error.code, .noProcess, "\(error)")
      }
      await balancer.letAge()
      try await balancer.server.start()
      let worker = try balancer.server.workerProcess()
      let report = try await balancer.applyAgain()
      XCTAssertEqual(report.method, .none, report.summary)
      XCTAssertEqual(try balancer.server.workerProcess(), worker)
    }
  }

  func testWhatWasInstalledAfterTheStartIsReloaded() async throws {
    try await eachVersion { balancer in
      try await balancer.start(["server a 127.0.0.1:1"])
      let worker = try balancer.server.workerProcess()
      balancer.forget()
      let report = try await balancer.apply(["retries 2", "server a 127.0.0.1:1"])
      XCTAssertEqual(report.method, .reload, report.summary)
      XCTAssertTrue(report.summary.contains("what HAProxy runs now is not known"), report.summary)
      XCTAssertNotEqual(try balancer.server.workerProcess(), worker)
    }
  }

  func testAfterAReloadTheStartSaysNothing() async throws {
    try await eachVersion { balancer in
      try await balancer.start(["server a 127.0.0.1:1"])
      _ = try await balancer.apply(["retries 2", "server a 127.0.0.1:1"])
      let fresh = HAProxyReloader(HAProxySettings(configuration: balancer.server.configurationPath))
      let report = try await fresh.apply(
        AppliedChange(files: [.init(path: balancer.server.configurationPath)]))
      XCTAssertEqual(report.method, .reload, report.summary)
    }
  }

  func testServersThatWereChangedByHandAfterTheStartAreSetBack() async throws {
    try await eachVersion { balancer in
      try balancer.prepare(["server a 127.0.0.1:1"])
      await balancer.letAge()
      try await balancer.server.start()
      _ = try balancer.server.command("set server web/a addr 127.0.0.9 port 9")
      let report = try await balancer.applyAgain()
      XCTAssertEqual(report.method, .runtime, report.summary)
      XCTAssertEqual(try balancer.servers(), ["a=127.0.0.1:1*1"])
    }
  }
}
