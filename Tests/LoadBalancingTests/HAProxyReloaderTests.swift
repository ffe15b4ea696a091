import Foundation
import LoadBalancing
import Networking
import SystemSupport
import TestSupport
import XCTest

/// Changes of a real HAProxy, of each version that is installed.
final class HAProxyReloaderTests: XCTestCase {
  /// A running HAProxy with one backend and the reloader that looks after it.
  private final class Balancer {
    let server: HAProxyServer
    let reloader: HAProxyReloader
    let log = MemoryLog()
    let port: UInt16
    private var text = ""

    init(_ program: String, _ change: (inout HAProxySettings) -> Void = { _ in }) throws {
      server = try HAProxyServer(program: program)
      port = try FreePort.next()
      var settings = HAProxySettings(configuration: server.configurationPath)
      settings.drainTime = .milliseconds(100)
      change(&settings)
      reloader = HAProxyReloader(settings, log: log.log)
    }

    func configuration(_ lines: [String], extra: String = "") -> String {
      server.preamble + extra + "frontend front\n  bind 127.0.0.1:\(port)\n  default_backend web\n"
        + "backend web\n" + lines.map { "  \($0)\n" }.joined()
    }

    func start(_ lines: [String]) async throws {
      text = configuration(lines)
      try server.write(text)
      try await server.start()
    }

    /// Writes a new text, as the agent does, and applies it.
    func apply(_ lines: [String], extra: String = "") async throws -> ReloadReport {
      let old = text
      text = configuration(lines, extra: extra)
      try server.write(text)
      return try await reloader.apply(
        AppliedChange(files: [
          AppliedChange.File(
            path: server.configurationPath, oldContents: Array(old.utf8),
            newContents: Array(text.utf8))
        ]))
    }

    /// `NAME=ADDRESS:PORT*WEIGHT`, with `-` for maintenance.
    func servers() throws -> [String] {
      try server.showServersState().filter { $0.backend == "web" }.map {
        "\($0.isInMaintenance ? "-" : "")\($0.server)=\($0.address):\($0.port)*\($0.weight)"
      }
    }
  }

  private func eachVersion(
    _ settings: (inout HAProxySettings) -> Void = { _ in },
    _ body: (Balancer) async throws -> Void
  ) async throws {
    for program in ["haproxy", "haproxy3"] {
      let balancer = try Balancer(program, settings)
      do {
        try await body(balancer)
      } catch {
        XCTFail("\(program): \(error)")
      }
      try await balancer.server.stop()
    }
  }

  func testServersChangeWithoutAReload() async throws {
    try await eachVersion { balancer in
      try await balancer.start(["server a 127.0.0.1:1", "server b 127.0.0.1:2 check"])
      let worker = try balancer.server.workerProcess()
      let report = try await balancer.apply([
        "server b 127.0.0.2:3 check weight 7", "server c 127.0.0.1:4",
        "server d 127.0.0.1:5 disabled",
      ])
      XCTAssertEqual(report.method, .runtime, report.summary)
      XCTAssertEqual(
        report.summary,
        "backend web: +2 servers, -1 server, 1 address changed, 1 weight changed, no reload")
      XCTAssertEqual(
        try balancer.servers(),
        ["b=127.0.0.2:3*7", "c=127.0.0.1:4*1", "-d=127.0.0.1:5*1"])
      XCTAssertEqual(try balancer.server.workerProcess(), worker)
    }
  }

  func testEverythingElseReloads() async throws {
    try await eachVersion { balancer in
      try await balancer.start(["server a 127.0.0.1:1"])
      let worker = try balancer.server.workerProcess()
      let report = try await balancer.apply(["retries 2", "server a 127.0.0.1:1"])
      XCTAssertEqual(report.method, .reload)
      XCTAssertTrue(report.summary.contains("`retries`"), report.summary)
      XCTAssertNotEqual(try balancer.server.workerProcess(), worker)
    }
  }

  func testARefusedReloadIsSaidAndTheOldWorkerGoesOn() async throws {
    try await eachVersion { balancer in
      try await balancer.start(["server a 127.0.0.1:1"])
      let worker = try balancer.server.workerProcess()
      do {
        let report = try await balancer.apply(["no-such-keyword", "server a 127.0.0.1:1"])
        XCTFail("expected a refusal, found \(report)")
      } catch let error as ReloadError {
        XCTAssertEqual(error.code, .rejected, "\(error)")
      }
      XCTAssertEqual(try balancer.server.workerProcess(), worker)
    }
  }

  func testAnAddressInUseIsFoundBeforeTheReload() async throws {
    let occupant = try SilentListener()
    try await eachVersion { balancer in
      try await balancer.start(["server a 127.0.0.1:1"])
      do {
        let report = try await balancer.apply(
          ["server a 127.0.0.1:1"],
          extra: "frontend other\n  bind 127.0.0.1:\(occupant.port)\n  default_backend web\n")
        XCTFail("expected a refusal, found \(report)")
      } catch let error as ReloadError {
        XCTAssertEqual(error.code, .rejected)
        XCTAssertEqual(
          error.message,
          "not reloaded: HAProxy could not listen at 127.0.0.1:\(occupant.port): "
            + "Address already in use")
      }
    }
  }

  func testWithoutARuntimeSocketItReloads() async throws {
    try await eachVersion({ $0.runtimeSockets = [.path("/no/such/socket")] }) { balancer in
      try await balancer.start(["server a 127.0.0.1:1"])
      let report = try await balancer.apply(["server a 127.0.0.1:2"])
      XCTAssertEqual(report.method, .reload)
      XCTAssertTrue(
        report.summary.contains("cannot connect to `/no/such/socket`"), report.summary)
      XCTAssertEqual(try balancer.servers(), ["a=127.0.0.1:2*1"])
    }
  }

  func testWithoutAMastersSocketASignalReloads() async throws {
    try await eachVersion({ $0.masterSocket = .path("/no/such/socket") }) { balancer in
      try await balancer.start(["server a 127.0.0.1:1"])
      let worker = try balancer.server.workerProcess()
      let report = try await balancer.apply(["retries 2", "server a 127.0.0.1:1"])
      XCTAssertEqual(report.method, .reload)
      XCTAssertTrue(report.summary.contains("sent SIGUSR2"), report.summary)
      XCTAssertNotEqual(try balancer.server.workerProcess(), worker)
    }
  }

  func testDriftIsHealed() async throws {
    try await eachVersion { balancer in
      try await balancer.start(["server a 127.0.0.1:1", "server b 127.0.0.1:2"])
      _ = try balancer.server.command("set server web/a addr 127.0.0.9 port 9")
      _ = try balancer.server.command("set server web/b state maint")
      _ = try balancer.server.command("add server web/x 127.0.0.1:7")
      let next = await balancer.reloader.maintain()
      XCTAssertNotNil(next)
      let isHealed = try await eventually {
        _ = await balancer.reloader.maintain()
        return try balancer.servers() == ["a=127.0.0.1:1*1", "b=127.0.0.1:2*1"]
      }
      XCTAssertTrue(isHealed, "\(balancer.log.lines)")
    }
  }

  func testAServerThatComesBackWhileItDrainsGoesOn() async throws {
    try await eachVersion({ $0.drainTime = .seconds(60) }) { balancer in
      let backend = try SilentListener()
      try await balancer.start([
        "server a 127.0.0.1:\(backend.port)", "server b 127.0.0.1:2 backup",
      ])
      let client = try PlainSocket(to: .port(balancer.port))
      try client.send(Data("GET / HTTP/1.0\r\n\r\n".utf8))
      let isBusy = try await eventually {
        try balancer.server.command("show stat").contains("web,a,0,0,1,")
      }
      XCTAssertTrue(isBusy)
      _ = try await balancer.apply(["server b 127.0.0.1:2 backup"])
      XCTAssertEqual(try balancer.servers().count, 2, "it still has a request")
      let report = try await balancer.apply([
        "server a 127.0.0.1:\(backend.port) weight 3", "server b 127.0.0.1:2 backup",
      ])
      XCTAssertEqual(report.method, .runtime, report.summary)
      XCTAssertEqual(
        try balancer.servers(),
        ["a=127.0.0.1:\(backend.port)*3", "b=127.0.0.1:2*1"])
    }
  }
}
