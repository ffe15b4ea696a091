import Foundation
import Networking
import Registries
import RegistryCore
import SystemSupport
import TestSupport
import Values
import XCTest

/// Users, tokens and certificates, against real etcd servers.
final class EtcdAccessTests: EtcdChecks {
  func testUsersReadWithTokensThatExpireAndAreRenewed() async throws {
    for version in EtcdServer.Version.allCases {
      let etcd = try await EtcdServer.started(version, options: ["--auth-token-ttl", "1"])
      try etcd.put("/open/a", "1")
      try etcd.enableAuthentication(password: "s3cret")
      let registry = try registry(etcd) {
        $0.user = "reader"
        $0.password = Secret("s3cret")
      }
      var reading = try await registry.read(key("open/a"), after: nil)
      XCTAssertEqual(summary(reading), ["1"])
      // Until the token has expired.
      let token = try etcd.token(user: "reader", password: "s3cret")
      let isExpired = await eventually(every: .milliseconds(1500)) {
        (try? etcd.request("/v3/kv/range", "{\"key\":\"L29wZW4vYQ==\"}", token: token)) == nil
      }
      XCTAssertTrue(isExpired)
      reading = try await registry.read(key("open/a"), after: nil)
      let root = try etcd.token(user: "root", password: "s3cret")
      try etcd.put("/open/a", "2", token: root)
      try await follow(["2"], registry, key("open/a"), after: reading)
      await registry.shutdown()
      try await etcd.stop()
    }
  }

  func testWrongPasswordsAndForbiddenKeysAreRefusals() async throws {
    for version in EtcdServer.Version.allCases {
      let etcd = try await EtcdServer.started(version)
      try etcd.enableAuthentication(password: "s3cret")
      let wrong = try registry(etcd) {
        $0.user = "reader"
        $0.password = Secret("wr0ng")
      }
      await expect(.forbidden) { try await wrong.read(key("open/a"), after: nil) }
      await expect(.forbidden) { try await wrong.read(key("open/b"), after: nil) }
      let nobody = try registry(etcd)
      await expect(.forbidden) { try await nobody.read(key("open/a"), after: nil) }
      let reader = try registry(etcd) {
        $0.user = "reader"
        $0.password = Secret("s3cret")
      }
      let (shut, open) = (prefix("shut/"), prefix("open/"))
      let forbidden = Task { try await reader.read(shut, after: nil) }
      let allowed = Task { try await reader.read(open, after: nil) }
      let reading = try await allowed.value
      await expect(.forbidden) { try await forbidden.value }
      XCTAssertEqual(summary(reading), [])
      for registry in [wrong, nobody, reader] { await registry.shutdown() }
      try await etcd.stop()
    }
  }

  func testAuthenticationThatIsSwitchedOffAndOnIsFollowed() async throws {
    let etcd = try await EtcdServer.started(.newer)
    try etcd.put("/open/a", "1")
    let registry = try registry(etcd) {
      $0.user = "reader"
      $0.password = Secret("s3cret")
    }
    let before = try await registry.read(key("open/a"), after: nil)
    XCTAssertEqual(summary(before), ["1"])
    try etcd.enableAuthentication(password: "s3cret")
    let after = try await registry.read(key("open/a"), after: nil)
    XCTAssertEqual(summary(after), ["1"])
    await registry.shutdown()
    try await etcd.stop()
  }

  func testMutualTLSIsSpokenAndAMissingCertificateRefused() async throws {
    let authority = try TLSServer(name: "127.0.0.1")
    defer { authority.stop() }
    let etcd = try await EtcdServer.started(certificates: authority.folder)
    try etcd.put("/a", "1")
    let registry = try registry(etcd) {
      $0.tls.caFile = authority.path("ca.pem")
      $0.tls.certificateFile = authority.path("client.pem")
      $0.tls.keyFile = authority.path("client-key.pem")
    }
    let reading = try await registry.read(key("a"), after: nil)
    try etcd.put("/a", "2")
    try await follow(["2"], registry, key("a"), after: reading)
    let bare = try self.registry(etcd) { $0.tls.caFile = authority.path("ca.pem") }
    await expect(.unreachable) { try await bare.read(key("a"), after: nil) }
    let distrustful = try self.registry(etcd)
    await expect(.unreachable) { try await distrustful.read(key("a"), after: nil) }
    for registry in [registry, bare, distrustful] { await registry.shutdown() }
    try await etcd.stop()
  }
}
