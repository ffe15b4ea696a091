import Foundation
import LoadBalancing
import Networking
import TestSupport
import XCTest

/// Workers that a reload replaced, as each version of HAProxy tells of them.
final class HAProxyWorkerTests: XCTestCase {
  func testOldWorkersAreCounted() async throws {
    for master in [nil, SocketAddress.path("/no/such/socket")] {
      try await eachVersion({ $0.masterSocket = master }) { balancer in
        let busy = try await balancer.startBusy()
        let none = await balancer.reloader.oldWorkers()
        XCTAssertEqual(
          none,
          OldWorkers(
            configuration: balancer.server.configurationPath, count: 0, oldest: nil))
        _ = try await balancer.apply(["retries 2", "server a 127.0.0.1:\(busy.port)"])
        // A master that has just replaced itself may be hard to find for a moment.
        let isOne = await eventually { await balancer.reloader.oldWorkers()?.count == 1 }
        XCTAssertTrue(isOne, balancer.server.binary)
        let one = await balancer.reloader.oldWorkers()
        XCTAssertNotNil(one?.oldest)
        withExtendedLifetime(busy) {}
      }
    }
  }

  /// HAProxy 3.0 may go on listing a worker that ended after a reload which had failed before.
  func testAWorkerThatHasEndedIsNotCounted() async throws {
    try await eachVersion { balancer in
      try await balancer.start(["server a 127.0.0.1:1"])
      for number in 1...3 {
        _ = try? await balancer.apply(["server a 127.0.0.1:1"], extra: balancer.unbound)
        let report = try await balancer.apply(["retries \(number)", "server a 127.0.0.1:1"])
        XCTAssertEqual(report.method, .reload, report.summary)
      }
      let isNone = await eventually { await balancer.reloader.oldWorkers()?.count == 0 }
      let processes = try balancer.server.masterCommand("show proc")
      XCTAssertTrue(isNone, "\(balancer.server.binary): \(processes)")
    }
  }

  func testWithManyOldWorkersAReloadWaitsAndSaysWhatEndsThem() async throws {
    try await eachVersion({ $0.oldWorkerLimit = 1 }) { balancer in
      let busy = try await balancer.startBusy()
      let server = "server a 127.0.0.1:\(busy.port)"
      _ = try await balancer.apply(["retries 2", server])
      do {
        let report = try await balancer.apply(["retries 3", server])
        XCTFail("reloaded: \(report)")
      } catch let error as ReloadError {
        XCTAssertEqual(error.code, .postponed)
        XCTAssertEqual(
          error.message,
          "the reload of HAProxy waits: 1 old worker is alive; hint: `hard-stop-after` in `global` "
            + "limits how long they live")
      }
      withExtendedLifetime(busy) {}
    }
  }
}
