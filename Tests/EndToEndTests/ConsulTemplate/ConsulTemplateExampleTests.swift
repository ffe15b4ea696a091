import Foundation
import TestSupport
import XCTest

/// The examples under `templates/consul-template`: each is rendered from one recording, and the
/// program that it is for accepts the result.
final class ConsulTemplateExampleTests: XCTestCase {
  private static let folder = RepositoryRoot.path + "/templates/consul-template"

  private func render(_ name: String) throws -> String {
    let program = try Program(for: self)
    let example = "\(Self.folder)/\(name)"
    for file in try FileManager.default.contentsOfDirectory(atPath: example) {
      try program.write(file, try String(contentsOfFile: "\(example)/\(file)", encoding: .utf8))
    }
    let configuration = program.has("config.json") ? "config.json" : "config.hcl"
    let flag = ["--consul-template-config", configuration]
    let judged = try program.run(["check", "--color=never"] + flag)
    XCTAssertEqual(judged.status, 0, judged.errors)
    let result = try program.run(
      ["render", "--stdout", "--snapshot", "\(Self.folder)/snapshot.json"] + flag)
    check(result, output: result.output, status: 0)
    return result.output
  }

  private func accepts(_ program: String, _ arguments: [String], _ text: String) async throws {
    let verdict = try await FinishedCommand.run(ServerBinaries.find(program), arguments)
    XCTAssertEqual(verdict.status, 0, verdict.standardError + verdict.standardOutput + text)
  }

  private func acceptedByHAProxy(_ name: String, holds line: String) async throws {
    let text = try render(name)
    XCTAssertTrue(text.contains(line + "\n"), text)
    let folder = try TemporaryDirectory()
    try await accepts(
      "haproxy", ["-c", "-f", try folder.write(text, to: "haproxy.cfg")], text)
  }

  private func acceptedByNginx(_ name: String, holds line: String) async throws {
    let text = try render(name)
    XCTAssertTrue(text.contains(line + "\n"), text)
    let folder = try TemporaryDirectory()
    try folder.write(text, to: "part.conf")
    let path = try folder.write(
      """
      pid \(folder.file("pid"));
      error_log \(folder.file("error.log"));
      events {}
      http {
        access_log off;
        client_body_temp_path \(folder.file("body"));
        proxy_temp_path \(folder.file("proxy"));
        fastcgi_temp_path \(folder.file("fastcgi"));
        uwsgi_temp_path \(folder.file("uwsgi"));
        scgi_temp_path \(folder.file("scgi"));
        include \(folder.file("part.conf"));
      }
      """, to: "nginx.conf")
    try await accepts("nginx", ["-t", "-c", path], text)
  }

  func testServicesWithATagBecomeBackends() async throws {
    try await acceptedByHAProxy("haproxy-tags", holds: "    server api-1 10.0.1.1:9000 check")
  }

  func testOtherDatacentersStandIn() async throws {
    try await acceptedByHAProxy(
      "multi-datacenter", holds: "    server dc2-web-9 10.9.0.1:8001 check backup")
  }

  func testMetadataBecomesWeights() async throws {
    try await acceptedByHAProxy(
      "canary-weights", holds: "    server v2-web-3 10.0.0.3:8003 weight 10 check")
  }

  func testTagsBecomeUpstreams() async throws {
    try await acceptedByNginx(
      "nginx-upstreams", holds: "    server 10.0.0.3:8003 max_fails=3 fail_timeout=60s;")
  }

  func testKeysBecomeAMapWithOtherDelimiters() async throws {
    try await acceptedByNginx("delimiters", holds: "    blog.example.com 10.0.0.7:8080;")
  }

  func testATextInTheConfigurationBecomesASite() async throws {
    try await acceptedByNginx("exec-nginx", holds: "        proxy_pass http://site;")
  }
}
