import Foundation
import TestSupport
import XCTest

/// The examples under `templates/confd`: each is rendered over its own keys, compared with a golden
/// file, and judged by the balancer.
final class ConfdPresetTests: XCTestCase {
  private static let folder = RepositoryRoot.path + "/templates/confd"

  private func render(
    _ name: String, _ flags: String, environment: [String: String] = [:]
  ) async throws -> String {
    let rendered = try await FinishedCommand.run(
      "/usr/bin/env",
      environment.map { "\($0.key)=\($0.value)" } + [
        TrimtabBinary.path(), "render", "--confdir", "\(ConfdPresetTests.folder)/\(name)",
        "--confd-flags", flags, "--stdout",
      ])
    XCTAssertEqual(rendered.status, 0, rendered.standardError)
    try Golden.check(rendered.standardOutput, "confd-\(name).txt")
    return rendered.standardOutput
  }

  private func renderKeys(_ name: String) async throws -> String {
    try await render(
      name, "-backend file -file \(ConfdPresetTests.folder)/\(name)/keys.yaml")
  }

  private func checkHAProxy(_ text: String) async throws {
    let folder = try TemporaryDirectory()
    let path = try folder.write(text, to: "haproxy.cfg")
    let verdict = try await FinishedCommand.run(
      ServerBinaries.find("haproxy"), ["-c", "-q", "-f", path])
    XCTAssertEqual(verdict.status, 0, verdict.standardError)
  }

  private func checkNginx(_ text: String, isWhole: Bool = false) async throws {
    let folder = try TemporaryDirectory()
    let whole =
      isWhole
      ? text
      : "pid \(folder.path)/pid;\nevents {}\nhttp {\n  access_log off;\n\(text)\n}\n"
    let path = try folder.write(whole, to: "nginx.conf")
    let verdict = try await FinishedCommand.run(
      ServerBinaries.find("nginx"), ["-t", "-q", "-p", folder.path, "-c", path, "-e", "stderr"])
    XCTAssertEqual(verdict.status, 0, verdict.standardError)
  }

  func testHAProxyFromEtcd() async throws {
    try await checkHAProxy(try await renderKeys("haproxy-etcd"))
  }

  func testNginxFromEtcd() async throws {
    try await checkNginx(try await renderKeys("nginx-etcd"))
  }

  func testRegistratorsServices() async throws {
    try await checkHAProxy(try await renderKeys("registrator"))
  }

  func testNestedRanges() async throws {
    try await checkNginx(try await renderKeys("nested"))
  }

  func testJSONInKeys() async throws {
    try await checkHAProxy(try await renderKeys("json"))
  }

  func testAContainersEnvironment() async throws {
    let folder = try TemporaryDirectory()
    let text = try await render(
      "environment", "-backend env",
      environment: [
        "APP_BACKENDS": "10.5.0.1:80,10.5.0.2:80", "NGINX_PORT": "8081",
        "NGINX_SERVER_NAME": "app.example.com",
      ])
    try await checkNginx(
      text.replacingOccurrences(of: "/run/nginx.pid", with: folder.file("pid")), isWhole: true)
  }

  /// The same keys in real registries give the same file.
  func testTheRegistriesThatTheyAreWrittenForGiveTheSame() async throws {
    let etcd = try await EtcdServer.started()
    try etcd.put([
      ("/haproxy/maxconn", "2000"), ("/haproxy/default", "web"),
      ("/haproxy/backends/api/domain", "api.example.com"),
      ("/haproxy/backends/api/balance", "leastconn"), ("/haproxy/backends/api/check", "/health"),
      ("/haproxy/backends/api/servers/a", "10.0.0.1:9000"),
      ("/haproxy/backends/api/servers/b", "10.0.0.2:9000"),
      ("/haproxy/backends/web/domain", "www.example.com"),
      ("/haproxy/backends/web/servers/a", "10.0.1.1:80"),
      ("/haproxy/backends/web/servers/b", "10.0.1.2:80"),
      ("/haproxy/backends/web/servers/c", "10.0.1.3:80"),
    ])
    _ = try await render("haproxy-etcd", "-node 127.0.0.1:\(etcd.port)")
    try await etcd.stop()
    let consul = try await ConsulServer.started()
    for (key, value) in [
      ("redis-6379/node1:redis:6379", "10.2.0.1:32768"),
      ("redis-6379/node2:redis:6379", "10.2.0.2:32801"),
      ("web-80/node1:web:80", "10.2.0.1:32770"),
    ] {
      try consul.put("services/" + key, value)
    }
    _ = try await render("registrator", "-node 127.0.0.1:\(consul.port)")
    try await consul.stop()
  }
}
