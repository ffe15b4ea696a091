import Foundation
import TestSupport
import XCTest

/// Nodes found by SRV records. The program gets a `resolv.conf` of its own; that needs root.
final class ConfdDiscoveryTests: XCTestCase {
  private func run(_ folder: ConfdFolder, _ arguments: [String]) async throws -> FinishedCommand {
    try folder.program.write("resolv.conf", "nameserver 127.0.0.1\noptions timeout:1 attempts:2\n")
    let words =
      [Program.executable.path, "confd", "-onetime", "-confdir", folder.path("etc")] + arguments
    return try await FinishedCommand.run(
      "/usr/bin/unshare",
      [
        "-m", "/bin/sh", "-c",
        "mount --bind '\(folder.path("resolv.conf"))' /etc/resolv.conf && exec \"$0\" \"$@\"",
      ] + words)
  }

  func testNodesAreFoundByDomainAndByRecord() async throws {
    let etcd = try await EtcdServer.started()
    try etcd.put("/app/a", "1")
    let port = UInt16(etcd.port)
    let names = try ScriptedNameServer(port: 53) { question in
      let text = String(decoding: question.message, as: UTF8.self)
      return text.contains("_etcdv3") || text.contains("_own")
        ? question.answer([.init("localhost", port)]) : question.answer(failure: 3)
    }
    defer { names.stop() }
    for flags in [
      ["-backend", "etcdv3", "-srv-domain", "example.com"],
      ["-backend", "etcdv3", "-srv-record", "_own._tcp.example.com."],
      ["etcd", "--srv-record", "_own._tcp.example.com."],
    ] {
      let folder = try ConfdFolder(for: self)
      try folder.write("a", "{{getv \"/app/a\"}}")
      let result = try await run(folder, flags)
      XCTAssertEqual(result.status, 0, result.standardError)
      XCTAssertEqual(try folder.program.text("a.cfg"), "1", "\(flags)")
    }
    let folder = try ConfdFolder(for: self)
    try folder.write("a", "{{getv \"/app/a\"}}")
    let lost = try await run(folder, ["-backend", "etcd", "-srv-domain", "example.com"])
    XCTAssertEqual(lost.status, 1)
    XCTAssertTrue(
      lost.standardError.contains(
        "error: cannot find the nodes: cannot look up "
          + "`_etcd._tcp.example.com.`"), lost.standardError)
    try await etcd.stop()
  }
}
