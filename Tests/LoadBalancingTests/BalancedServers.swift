import Foundation
import LoadBalancing
import Networking
import SystemSupport
import TestSupport
import XCTest

/// A running HAProxy with one backend and the reloader that looks after it.
final class BalancedServers {
  let server: HAProxyServer
  let reloader: HAProxyReloader
  let log = MemoryLog()
  let port: UInt16
  private var text = ""
  private var old: String? = ""
  /// Whether the last text was not applied, so that what was before it counts.
  private var isPending = false

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

  /// A frontend for which a reload fails, though `haproxy -c` and nobody else sees it before.
  var unbound: String { "frontend other\n  bind unix@/no/such/folder/x.sock\n" }

  /// Writes the first text.
  func prepare(_ lines: [String], extra: String = "") throws {
    text = configuration(lines, extra: extra)
    try server.write(text)
  }

  func start(_ lines: [String], extra: String = "") async throws {
    try prepare(lines, extra: extra)
    try await server.start()
  }

  /// Waits until the system can tell the time of the file from that of a process started now.
  func letAge() async {
    _ = await eventually {
      let changed = FileSystem.real.lastChange(server.configurationPath) ?? 0
      return WallClock.nanosecondsSince1970 - changed > 50_000_000
    }
  }

  /// Makes the next change one of which nobody knows what was before.
  func forget() { old = nil }

  /// Writes a new text, as the agent does, and applies it.
  func apply(_ lines: [String], extra: String = "") async throws -> ReloadReport {
    try install(lines, extra: extra)
    return try await applyAgain()
  }

  /// Writes a new text that is not applied yet.
  func install(_ lines: [String], extra: String = "") throws {
    if !isPending { old = old.map { _ in text } }
    text = configuration(lines, extra: extra)
    try server.write(text)
  }

  /// Applies the last change.
  func applyAgain() async throws -> ReloadReport {
    isPending = true
    let report = try await reloader.apply(
      AppliedChange(files: [
        AppliedChange.File(
          path: server.configurationPath, oldContents: old.map { Array($0.utf8) },
          newContents: Array(text.utf8))
      ]))
    isPending = false
    return report
  }

  /// `NAME=ADDRESS:PORT*WEIGHT`, with `-` for maintenance.
  func servers() throws -> [String] {
    try server.showServersState().filter { $0.backend == "web" }.map {
      "\($0.isInMaintenance ? "-" : "")\($0.server)=\($0.address):\($0.port)*\($0.weight)"
    }
  }

  /// Starts it with a server `a` that has an unanswered request as long as what is returned lives.
  func startBusy(beside others: [String] = []) async throws -> BusyServer {
    let backend = try SilentListener()
    try await start(["server a 127.0.0.1:\(backend.port)"] + others)
    let client = try PlainSocket(to: .port(port))
    try client.send(Data("GET / HTTP/1.0\r\n\r\n".utf8))
    let isBusy = try await eventually {
      try server.command("show stat").contains("web,a,0,0,1,")
    }
    XCTAssertTrue(isBusy)
    return BusyServer(backend: backend, client: client)
  }

  /// Starts it with a busy server `a` and a spare one, and takes `a` away, so that it drains.
  func startDraining() async throws -> BusyServer {
    let spare = "server b 127.0.0.1:2 backup"
    let busy = try await startBusy(beside: [spare])
    _ = try await apply([spare])
    return busy
  }

  /// A server with a request that it does not answer.
  struct BusyServer {
    fileprivate let backend: SilentListener
    fileprivate let client: PlainSocket
    var port: UInt16 { backend.port }
  }
}

extension XCTestCase {
  /// Runs a test with each version of HAProxy.
  func eachVersion(
    _ settings: (inout HAProxySettings) -> Void = { _ in },
    _ body: (BalancedServers) async throws -> Void
  ) async throws {
    for program in ServerBinaries.haproxies {
      let balancer = try BalancedServers(program, settings)
      do {
        try await body(balancer)
      } catch {
        XCTFail("\(program): \(error)")
      }
      try await balancer.server.stop()
    }
  }
}
