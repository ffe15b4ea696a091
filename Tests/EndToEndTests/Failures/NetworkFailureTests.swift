import Foundation
import TestSupport
import XCTest

/// What happens to networks around an agent that follows a real server: cables, names and
/// certificates.
final class NetworkFailureTests: XCTestCase {
  /// An agent with one key of a registry, whose table is `settings`.
  private func agent(_ settings: String) throws -> LiveAgent {
    let agent = try LiveAgent()
    try agent.write(
      """
      \(settings)
      retry_max = "500ms"
      [[template]]
      source = "a.tmpl"
      destination = "a.cfg"

      """, to: "trimtab.toml")
    return agent
  }

  // MARK: - cables

  /// Every packet is lost for longer than every deadline, and nobody is told.
  private func checkPartition(
    of port: UInt16, _ write: (String) throws -> Void, _ settings: (String) -> String
  ) async throws {
    let network = try NetworkNamespace()
    let proxy = try FaultyProxy(to: port, isEverywhere: true)
    let agent = try agent(settings("\(network.host):\(proxy.port)"))
    try write("red")
    try agent.start(through: network.wrapper)
    await agent.holds("a.cfg", "red\n")
    try network.cut()
    try write("green")
    await agent.skips(to: "WARNING registry does not answer; keeping the last data")
    agent.check("a.cfg", is: "red\n")
    try write("blue")
    try network.heal()
    await agent.holds("a.cfg", "blue\n")
    try write("white")
    await agent.holds("a.cfg", "white\n")
    await agent.stop()
    proxy.stop()
  }

  func testConsulBehindACutCable() async throws {
    let consul = try await ConsulServer.started()
    try await checkPartition(
      of: consul.port, { try consul.request("PUT", "/v1/kv/colour", body: $0) }
    ) { "[registry.consul]\naddress = \"\($0)\"\nwait = \"1s\"" }
    try await consul.stop()
  }

  func testEtcdBehindACutCable() async throws {
    let etcd = try await EtcdServer.started(.newer)
    try await checkPartition(of: etcd.port, { try etcd.write("colour", $0) }) {
      "[registry.etcd]\naddress = \"\($0)\"\ntimeout = \"1s\"\nwatchdog = \"1s\""
    }
    try await etcd.stop()
  }

  func testEtcdV2BehindACutCable() async throws {
    let etcd = try await EtcdV2Server.started()
    try await checkPartition(of: etcd.port, { try etcd.write("colour", $0) }) {
      "[registry.etcd2]\nendpoints = [\"\($0)\"]\nwait = \"1s\""
    }
    try await etcd.stop()
  }

  // MARK: - names

  func testANameThatIsNotKnownAndThenIs() async throws {
    let etcd = try await EtcdV2Server.started()
    try etcd.write("colour", "red")
    let agent = try agent(
      "[registry.etcd2]\nendpoints = [\"etcd.test:\(etcd.port)\"]\nwait = \"1s\"")
    try agent.folder.write("", to: "hosts")
    try agent.folder.write("nameserver 127.0.0.1\n", to: "resolv.conf")
    // In a view of the files that is its own: nobody answers for names but this file.
    try agent.start(through: [
      "/usr/bin/unshare", "-m", "/bin/sh", "-c",
      "mount --bind hosts /etc/hosts && mount --bind resolv.conf /etc/resolv.conf && exec \"$@\"",
      "sh",
    ])
    await agent.skips(to: "WARNING registry does not answer")
    XCTAssertTrue(agent.log.contains("cannot find `etcd.test`"), agent.log)
    agent.check("a.cfg", is: nil)
    try agent.folder.write("127.0.0.1 etcd.test\n", to: "hosts")
    await agent.holds("a.cfg", "red\n")
    try agent.folder.write("", to: "hosts")
    try await etcd.kill()
    await agent.skips(to: "WARNING registry does not answer; keeping the last data")
    try await etcd.start()
    try etcd.write("colour", "blue")
    agent.check("a.cfg", is: "red\n")
    try agent.folder.write("127.0.0.1 etcd.test\n", to: "hosts")
    await agent.holds("a.cfg", "blue\n")
    await agent.stop()
    try await etcd.stop()
  }

  // MARK: - certificates

  /// A server's certificate that is over, then renewed; then everything of a new authority, on both
  /// sides. The agent is never started anew, nor is a server that `readsAnew` what is on the disk.
  private func checkCertificates(
    _ authority: TestAuthority, _ server: any HaltableServer, _ write: (String) throws -> Void,
    _ settings: String, readsAnew: Bool = false
  ) async throws {
    try await server.start()
    try write("red")
    try authority.renewServer(isExpired: true)
    if !readsAnew { try await server.restart() }
    let agent = try agent(
      """
      \(settings)
      tls = { ca_file = "\(authority.path("ca.pem"))", \
      cert_file = "\(authority.path("client.pem"))", \
      key_file = "\(authority.path("client-key.pem"))" }
      """)
    try agent.start()
    await agent.skips(to: "WARNING registry does not answer")
    XCTAssertTrue(agent.log.contains("certificate has expired"), agent.log)
    agent.check("a.cfg", is: nil)
    try authority.renewServer()
    try await server.restart()
    await agent.holds("a.cfg", "red\n")
    try authority.renew()
    try await server.restart()
    try write("blue")
    // Authorities are believed for a minute after they were read.
    let isThere = await eventually(within: .seconds(180)) {
      agent.folder.text("a.cfg") == "blue\n"
    }
    XCTAssertTrue(isThere, agent.log)
    await agent.stop()
    try await server.stop()
  }

  func testConsulWithRenewedCertificates() async throws {
    let authority = try TestAuthority(for: "127.0.0.1")
    let consul = try ConsulServer(certificates: authority)
    try await checkCertificates(
      authority, consul, { try consul.request("PUT", "/v1/kv/colour", body: $0) },
      "[registry.consul]\naddress = \"127.0.0.1:\(consul.securePort)\"\nwait = \"1s\"")
  }

  func testEtcdWithRenewedCertificates() async throws {
    let authority = try TestAuthority(for: "127.0.0.1")
    let etcd = try EtcdServer(.newer, certificates: authority.folder)
    try await checkCertificates(
      authority, etcd, { try etcd.write("colour", $0) },
      """
      [registry.etcd]
      address = "127.0.0.1:\(etcd.port)"
      timeout = "1s"
      watchdog = "1s"
      """,
      // It takes the certificate for each connection from the disk. Started with one that is over,
      // its gateway may not get through to itself: it takes one of the two listeners by chance.
      readsAnew: true)
  }
}
