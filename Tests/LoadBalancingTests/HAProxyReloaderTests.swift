import Foundation
import LoadBalancing
import Networking
import SystemSupport
import TestSupport
import XCTest

/// Changes of a real HAProxy, of each version that is installed.
final class HAProxyReloaderTests: XCTestCase {
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

  /// As after a restart of the agent, whose tries again would each refuse clients for seconds.
  func testAnAddressInUseIsFoundThoughNobodyKnowsWhatWasBefore() async throws {
    let occupant = try SilentListener()
    try await eachVersion { balancer in
      try await balancer.start(["server a 127.0.0.1:1"])
      balancer.forget()
      do {
        let report = try await balancer.apply(
          ["server a 127.0.0.1:1"],
          extra: "frontend other\n  bind 127.0.0.1:\(occupant.port)\n  default_backend web\n")
        XCTFail("expected a refusal, found \(report)")
      } catch let error as ReloadError {
        XCTAssertTrue(error.message.hasPrefix("not reloaded: HAProxy could not listen"), "\(error)")
      }
      let report = try await balancer.apply(["server a 127.0.0.1:2"])
      XCTAssertEqual(report.method, .reload, "what it has itself is not in its way")
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
      XCTAssertTrue(
        report.summary.contains(
          "as the master does not answer: cannot connect to `/no/such/socket`"),
        report.summary)
      XCTAssertNotEqual(try balancer.server.workerProcess(), worker)
    }
  }

  func testAPidFileThatNamesSomebodyElseIsNotBelieved() async throws {
    let folder = try TemporaryDirectory()
    try folder.write("\(getpid())\n", to: "haproxy.pid")
    try await eachVersion({
      $0.masterSocket = .path("/no/such/socket")
      $0.pidFile = folder.file("haproxy.pid")
    }) { balancer in
      try await balancer.start(["server a 127.0.0.1:1"])
      let worker = try balancer.server.workerProcess()
      do {
        let report = try await balancer.apply(["retries 2", "server a 127.0.0.1:1"])
        XCTFail("reloaded: \(report)")
      } catch let error as ReloadError {
        XCTAssertEqual(error.code, .noProcess, "\(error)")
        XCTAssertTrue(error.message.contains("is no HAProxy"), "\(error)")
        XCTAssertTrue(
          error.message.contains("; and the master does not answer: cannot connect to"), "\(error)")
      }
      XCTAssertEqual(try balancer.server.workerProcess(), worker)
      try folder.write("\(balancer.server.masterProcess)\n", to: "haproxy.pid")
      let report = try await balancer.applyAgain()
      XCTAssertEqual(report.method, .reload, report.summary)
      try folder.write("\(getpid())\n", to: "haproxy.pid")
    }
  }

  func testMapsAndListsChangeWithoutAReload() async throws {
    try await eachVersion { balancer in
      let folder = try TemporaryDirectory()
      let (map, list) = (folder.file("hosts.map"), folder.file("nets.acl"))
      try folder.write("a.example web\n", to: "hosts.map")
      try folder.write("10.0.0.0/8\n", to: "nets.acl")
      let lines = [
        "acl in src -f \(list)", "http-request deny if in",
        "http-request set-header x %[req.hdr(host),map(\(map),none)]", "server a 127.0.0.1:1",
      ]
      try await balancer.start(lines)
      let worker = try balancer.server.workerProcess()
      let hosts = (0..<2000).map { "host-\($0).example web" }
      let files = [
        AppliedChange.File(
          path: map, newContents: Array("# hosts\n\(hosts.joined(separator: "\n"))\n\n".utf8)),
        AppliedChange.File(path: list, newContents: Array("10.1.0.0/16\n10.2.0.0/16\n".utf8)),
      ]
      for file in files {
        try Data(file.newContents ?? []).write(to: URL(fileURLWithPath: file.path))
      }
      let report = try await balancer.reloader.apply(AppliedChange(files: files))
      XCTAssertEqual(
        report.summary,
        "map \(map): 2000 entries, no reload; list \(list): 2 patterns, no reload")
      XCTAssertTrue(try balancer.server.command("show map \(map)").contains("host-1999.example"))
      XCTAssertFalse(try balancer.server.command("show acl \(list)").contains("10.0.0.0/8"))
      XCTAssertEqual(try balancer.server.workerProcess(), worker)
    }
  }

  func testAFileThatHAProxyDoesNotKnowReloads() async throws {
    try await eachVersion { balancer in
      try await balancer.start(["server a 127.0.0.1:1"])
      let report = try await balancer.reloader.apply(
        AppliedChange(files: [AppliedChange.File(path: "/no/such.map", newContents: [])]))
      XCTAssertEqual(report.method, .reload)
      XCTAssertTrue(
        report.summary.hasSuffix(
          "(`/no/such.map` is no map, list or certificate of the running HAProxy)"),
        report.summary)
    }
  }

  func testACertificateIsReplacedWithoutAReload() async throws {
    try await eachVersion { balancer in
      let folder = try TemporaryDirectory()
      let path = folder.file("both.pem")
      let names = ["old", "new"]
      for name in names {
        let made = try await FinishedCommand.run(
          "/bin/sh",
          [
            "-c",
            "cd \(folder.path) && openssl req -x509 -newkey rsa:2048 -nodes -keyout \(name).key"
              + " -out \(name).crt -days 2 -subj /CN=\(name) && cat \(name).crt \(name).key"
              + " > \(name).pem",
          ])
        XCTAssertEqual(made.status, 0, made.standardError)
      }
      try FileManager.default.copyItem(atPath: folder.file("old.pem"), toPath: path)
      try await balancer.start(["server a 127.0.0.1:1 ssl verify none crt \(path)"])
      let worker = try balancer.server.workerProcess()
      let contents = try Data(contentsOf: URL(fileURLWithPath: folder.file("new.pem")))
      try contents.write(to: URL(fileURLWithPath: path))
      let report = try await balancer.reloader.apply(
        AppliedChange(files: [AppliedChange.File(path: path, newContents: Array(contents))]))
      XCTAssertEqual(report.summary, "certificate \(path), no reload")
      XCTAssertTrue(
        try balancer.server.command("show ssl cert \(path)").contains("/CN=new"))
      XCTAssertEqual(try balancer.server.workerProcess(), worker)
    }
  }

  func testServersThatAReloadOfSomebodyElseTookAreNotDrainedForEver() async throws {
    try await eachVersion({ $0.drainTime = .seconds(60) }) { balancer in
      let busy = try await balancer.startDraining()
      try await balancer.server.reload()
      _ = await balancer.reloader.maintain()
      let next = await balancer.reloader.maintain()
      XCTAssertEqual(next, .seconds(10), "nothing drains any more")
      withExtendedLifetime(busy) {}
    }
  }

  /// As at the start of the agent, which looks after HAProxy and installs a file at the same time.
  func testAFileThatWasInstalledBeforeAnyApplyIsNotTakenForWhatRuns() async throws {
    try await eachVersion { balancer in
      try await balancer.start(["server a 127.0.0.1:1"])
      let worker = try balancer.server.workerProcess()
      try balancer.install(["retries 2", "server a 127.0.0.1:1"])
      _ = await balancer.reloader.maintain()
      let report = try await balancer.applyAgain()
      XCTAssertEqual(report.method, .reload, report.summary)
      XCTAssertNotEqual(try balancer.server.workerProcess(), worker)
    }
  }

  func testWhatSomebodyWroteAndHadReadIsReplacedByAReload() async throws {
    try await eachVersion { balancer in
      try await balancer.start(["server a 127.0.0.1:1"])
      _ = try await balancer.apply(["server a 127.0.0.1:2"])
      try balancer.install(["retries 9", "server a 127.0.0.1:2"])
      try await balancer.server.reload()
      let worker = try balancer.server.workerProcess()
      let report = try await balancer.apply(["server a 127.0.0.1:2"])
      XCTAssertEqual(report.method, .reload, report.summary)
      XCTAssertNotEqual(try balancer.server.workerProcess(), worker)
    }
  }

  func testServersNeedNotWaitForAReloadThatHasTo() async throws {
    let throttle = ReloadThrottle(interval: .seconds(3600))
    try await eachVersion({ $0.throttle = throttle }) { balancer in
      try await balancer.start(["server a 127.0.0.1:1", "server b 127.0.0.1:2"])
      _ = try await balancer.apply(["retries 2", "server a 127.0.0.1:1", "server b 127.0.0.1:2"])
      let worker = try balancer.server.workerProcess()
      for port in 5...7 {
        do {
          let report = try await balancer.apply([
            "retries 3", "server a 127.0.0.1:\(port)", "server c\(port) 127.0.0.1:3",
          ])
          XCTFail("reloaded: \(report)")
        } catch let error as ReloadError {
          XCTAssertEqual(error.code, .postponed)
        }
        XCTAssertEqual(
          try balancer.servers(), ["a=127.0.0.1:\(port)*1", "c\(port)=127.0.0.1:3*1"])
      }
      let back = try await balancer.apply(["retries 2", "server a 127.0.0.1:9"])
      XCTAssertEqual(back.method, .runtime, "what a reload was for is not wanted any more")
      XCTAssertEqual(try balancer.servers(), ["a=127.0.0.1:9*1"])
      XCTAssertEqual(try balancer.server.workerProcess(), worker)
    }
  }

  func testConditionsAreNoDrift() async throws {
    try await eachVersion { balancer in
      try await balancer.start([".if defined(A)", "server a 127.0.0.1:1", ".endif"])
      let worker = try balancer.server.workerProcess()
      _ = await balancer.reloader.maintain()
      XCTAssertEqual(try balancer.server.workerProcess(), worker, "\(balancer.log.lines)")
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
      let busy = try await balancer.startDraining()
      XCTAssertEqual(try balancer.servers().count, 2, "it still has a request")
      let report = try await balancer.apply([
        "server a 127.0.0.1:\(busy.port) weight 3", "server b 127.0.0.1:2 backup",
      ])
      XCTAssertEqual(report.method, .runtime, report.summary)
      XCTAssertEqual(
        try balancer.servers(),
        ["a=127.0.0.1:\(busy.port)*3", "b=127.0.0.1:2*1"])
    }
  }
}
