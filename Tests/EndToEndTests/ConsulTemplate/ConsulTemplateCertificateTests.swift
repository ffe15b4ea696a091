import Foundation
import TestSupport
import XCTest

/// consul-template's place before a Consul that talks TLS and wants a client's certificate.
final class ConsulTemplateCertificateTests: XCTestCase {
  /// The files of certificates, and where a Consul with them listens.
  private func consul(_ authority: TestAuthority) async throws -> ConsulServer {
    let server = try ConsulServer(certificates: authority)
    try await server.start()
    try server.put("tls/a", "red")
    return server
  }

  /// Runs it once; `{ca}`, `{cert}` and `{key}` stand for files in flags, variables and files.
  private func run(
    _ server: ConsulServer, _ authority: TestAuthority, _ arguments: [String] = [],
    _ environment: [String: String] = [:], configuration: String = ""
  ) throws -> (result: Program.Result, file: String?) {
    func filled(_ text: String) -> String {
      text.replacing("{ca}", with: authority.path("ca.pem"))
        .replacing("{cert}", with: authority.path("client.pem"))
        .replacing("{key}", with: authority.path("client-key.pem"))
    }
    let program = try Program(for: self)
    try program.write("a.tmpl", "{{key `tls/a`}}")
    try program.write("c.hcl", filled(configuration))
    let address = ["CONSUL_HTTP_ADDR": "127.0.0.1:\(server.securePort)"]
    let result = try program.run(
      ["consul-template", "-config=c.hcl", "-template=a.tmpl:a", "-once", "-consul-retry=false"]
        + arguments.map(filled),
      environment: address.merging(environment.mapValues(filled)) { $1 })
    return (result, try? program.text("a"))
  }

  private static let variables = [
    "CONSUL_HTTP_SSL": "true", "CONSUL_CACERT": "{ca}", "CONSUL_CLIENT_CERT": "{cert}",
    "CONSUL_CLIENT_KEY": "{key}",
  ]

  private static let flags = [
    "-consul-ssl-ca-cert={ca}", "-consul-ssl-cert", "{cert}", "-consul-ssl-key", "{key}",
  ]

  func testCertificatesComeFromVariablesFlagsOrFiles() async throws {
    let authority = try TestAuthority(for: "127.0.0.1")
    let server = try await consul(authority)
    let authorities = try TemporaryDirectory()
    try FileManager.default.copyItem(
      atPath: authority.path("ca.pem"), toPath: authorities.file("ca.pem"))
    let hash = try await FinishedCommand.run("/usr/bin/openssl", ["rehash", authorities.path])
    XCTAssertEqual(hash.status, 0, hash.standardError)
    func works(
      _ arguments: [String] = [], _ environment: [String: String] = [:],
      configuration: String = "", line: UInt = #line
    ) throws {
      let run = try run(server, authority, arguments, environment, configuration: configuration)
      XCTAssertEqual(run.result, .init(output: "", errors: "", status: 0), line: line)
      XCTAssertEqual(run.file, "red", line: line)
    }
    func fails(
      _ arguments: [String] = [], _ environment: [String: String] = [:],
      configuration: String = "", _ message: String, line: UInt = #line
    ) throws {
      let run = try run(server, authority, arguments, environment, configuration: configuration)
      XCTAssertEqual(run.result.status, 14, line: line)
      XCTAssertTrue(run.result.errors.contains(message), run.result.errors, line: line)
      XCTAssertNil(run.file, line: line)
    }
    let variables = Self.variables
    func without(_ name: String, _ more: [String: String] = [:]) -> [String: String] {
      variables.filter { $0.key != name }.merging(more) { $1 }
    }
    let address = "https://127.0.0.1:\(server.securePort)"
    try fails([], without("CONSUL_CACERT"), "certificate")
    // What is said depends on which of the two ends first.
    try fails([], without("CONSUL_CLIENT_CERT", ["CONSUL_CLIENT_KEY": ""]), "cannot GET https:")
    try fails([], without("CONSUL_HTTP_SSL"), "HTTP")
    try works([], variables)
    try works([], without("CONSUL_HTTP_SSL", ["CONSUL_HTTP_ADDR": address]))
    try works([], without("CONSUL_CACERT", ["CONSUL_CAPATH": authorities.path]))
    try works([], without("CONSUL_CACERT", ["CONSUL_HTTP_SSL_VERIFY": "false"]))
    try works(Self.flags)
    try works(["-consul-ssl", "-consul-ssl-verify=false"] + Self.flags.dropFirst())
    let block = "ca_cert = \"{ca}\", cert = \"{cert}\", key = \"{key}\""
    try works(configuration: "consul { ssl { \(block) } }")
    // Whoever configures TLS configures all of it.
    try fails(["-consul-ssl"], variables, "certificate")
    try fails([], variables, configuration: "consul { ssl { verify = true } }", "certificate")
    try works([], variables, configuration: "consul { ssl { enabled = false, \(block) } }")
    try await server.stop()
  }

  func testTheServersNameMayBeAnother() async throws {
    let authority = try TestAuthority(for: "consul.example")
    let server = try await consul(authority)
    let named = Self.variables.merging(["CONSUL_TLS_SERVER_NAME": "consul.example"]) { $1 }
    for (arguments, variables, status) in [
      ([], Self.variables, 14), ([], named, 0), (Self.flags, [:], 14),
      (Self.flags + ["-consul-ssl-server-name", "consul.example"], [:], 0),
    ] as [([String], [String: String], Int32)] {
      let run = try run(server, authority, arguments, variables)
      XCTAssertEqual(run.result.status, status, run.result.errors)
      XCTAssertEqual(run.file, status == 0 ? "red" : nil)
    }
    try await server.stop()
  }
}
