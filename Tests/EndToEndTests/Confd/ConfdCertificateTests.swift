import Foundation
import TestSupport
import XCTest

/// confd's command line before servers that talk TLS and want a client's certificate.
final class ConfdCertificateTests: XCTestCase {
  private let authority = Result { try TestAuthority(for: "127.0.0.1") }

  /// Runs it once; `{ca}`, `{cert}` and `{key}` stand for files.
  private func check(
    _ arguments: [String], _ environment: [String: String] = [:], settings: String = "",
    status: Int32 = 0, line: UInt = #line
  ) throws {
    let authority = try authority.get()
    func filled(_ text: String) -> String {
      text.replacing("{ca}", with: authority.path("ca.pem"))
        .replacing("{cert}", with: authority.path("client.pem"))
        .replacing("{key}", with: authority.path("client-key.pem"))
    }
    let folder = try ConfdFolder(for: self)
    try folder.write("a", "{{getv \"/tls/a\"}}", keys: "\"/tls\"")
    try folder.program.write("etc/confd.toml", filled(settings))
    let result = try folder.run(
      ["-onetime", "-config-file", "etc/confd.toml"] + arguments.map(filled),
      environment: environment.mapValues(filled))
    XCTAssertEqual(result.status, status, result.errors, line: line)
    XCTAssertEqual(
      try? folder.program.text("a.cfg"), status == 0 ? "red" : nil, result.errors, line: line)
  }

  private static let variables = [
    "CONFD_CLIENT_CAKEYS": "{ca}", "CONFD_CLIENT_CERT": "{cert}", "CONFD_CLIENT_KEY": "{key}",
  ]

  /// What holds for every server with certificates; `form` names the backend and its node.
  private func checkAll(_ form: [String], fork: [String]? = nil) throws {
    let flags = ["-client-ca-keys={ca}", "-client-cert", "{cert}", "-client-key", "{key}"]
    let settings = "client_cakeys = \"{ca}\"\nclient_cert = \"{cert}\"\nclient_key = \"{key}\"\n"
    try check(form, status: 1)
    try check(form + flags.prefix(1), status: 1)
    try check(form, Self.variables)
    try check(form + flags)
    try check(form, settings: settings)
    // Flags win over variables, and these over the file, as confd's documentation has it.
    let wrong = Self.variables.mapValues { _ in "/nowhere" }
    try check(form, wrong, status: 1)
    try check(form + flags, wrong)
    try check(form, wrong, settings: settings, status: 1)
    try check(form + ["-strict"], wrong, settings: settings)
    if let fork { try check(fork, Self.variables) }
  }

  func testConsul() async throws {
    let server = try ConsulServer(certificates: authority.get())
    try await server.start()
    try server.put("tls/a", "red")
    let node = "127.0.0.1:\(server.securePort)"
    let form = ["-backend", "consul", "-scheme", "https", "-node", node]
    try checkAll(form, fork: ["consul", "--scheme", "https", "--node", node])
    // What confd does not say, the variables of Consul's own tools do.
    let consul = [
      "CONSUL_CACERT": "{ca}", "CONSUL_CLIENT_CERT": "{cert}", "CONSUL_CLIENT_KEY": "{key}",
    ]
    try check(form, consul)
    try check(form, consul.merging(["CONSUL_CACERT": "/nowhere"]) { $1 }, status: 1)
    try check(
      form, consul.merging(["CONSUL_CACERT": "", "CONSUL_HTTP_SSL_VERIFY": "false"]) { $1 })
    try await server.stop()
  }

  func testEtcdOfTheThirdVersion() async throws {
    let server = try await EtcdServer.started(certificates: authority.get().folder)
    try server.put("/tls/a", "red")
    try checkAll(
      ["-backend", "etcdv3", "-node", server.url], fork: ["etcd", "--node", server.url])
    try await server.stop()
  }

  func testEtcdOfTheSecondVersion() async throws {
    let server = try await EtcdV2Server.started(certificates: authority.get().folder)
    try server.put("tls/a", "red")
    try checkAll(["-node", "https://127.0.0.1:\(server.port)"])
    try await server.stop()
  }
}
