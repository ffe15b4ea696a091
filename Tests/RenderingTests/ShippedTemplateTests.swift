import Diagnostics
import Foundation
import RegistryCore
import Rendering
import TestSupport
import Values
import XCTest

/// The templates that people copy: rendered over a hand-made registry, compared with golden files,
/// and accepted by the real programs where these are installed.
final class ShippedTemplateTests: XCTestCase {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private func instances(_ records: [Value]) -> Value {
    Samples.list(RegistryShapes.healthService, records)
  }

  private func readings() -> [Query: Value] {
    let all: [ServiceStatus] = [.critical, .passing, .warning]
    func service(_ name: String, _ statuses: [ServiceStatus]) -> Query {
      Query(registry: "consul", .service(.init(name: name, statuses: statuses)))
    }
    func key(_ path: String) -> Query { Query(registry: "consul", .key(path: path, .init())) }
    let passing = [
      Samples.instance(
        "web", node: "n1.example", address: "10.0.0.1", port: 8080, tags: ["http", "v1"], weight: 10
      ),
      Samples.instance(
        "web", node: "n2.example", address: "10.0.0.2", port: 8080, tags: ["http", "v2"], weight: 20
      ),
    ]
    let failing = [
      Samples.instance(
        "web", node: "n3.example", address: "10.0.0.3", port: 8080, status: "warning"),
      Samples.instance(
        "web", node: "n4.example", address: "10.0.0.4", port: 8080, status: "critical"),
    ]
    return [
      Query(registry: "consul", .services(.init())): Samples.list(
        RegistryShapes.catalogSnippet,
        [
          Samples.snippet("api", tags: ["http", "nginx"]), Samples.snippet("db"),
          Samples.snippet("web", tags: ["http", "nginx", "sticky", "v1", "v2"]),
        ]),
      key("haproxy/maxconn"): "10000", key("haproxy/domain"): .absent,
      service("api", all): instances([]), service("api", [.passing]): instances([]),
      service("web", all): instances(passing + failing),
      service("web", [.passing]): instances(passing),
    ]
  }

  private func render(_ path: String) throws -> [UInt8] {
    let url = ShippedTemplateTests.root.appendingPathComponent("templates/" + path)
    let source = Source(name: path, text: Array(try Data(contentsOf: url)))
    let snapshot = Snapshot(readings: readings().mapValues { Reading(value: $0, index: 1) })
    let outcome = RenderPass.run(
      try CompiledTemplate(source),
      in: RenderContext(
        snapshot: snapshot, grammar: QueryGrammar(defaultRegistry: "consul")))
    guard case .complete(let bytes, _) = outcome else {
      XCTFail("incomplete: \(outcome)")
      return []
    }
    return bytes
  }

  /// Compares with `Tests/Golden/Rendering/NAME`; `UPDATE_GOLDEN=1` writes it instead.
  private func compare(_ bytes: [UInt8], _ name: String, line: UInt = #line) throws {
    let url = ShippedTemplateTests.root.appendingPathComponent("Tests/Golden/Rendering/" + name)
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(bytes).write(to: url)
    }
    let golden = Array(try Data(contentsOf: url))
    let diff = UnifiedDiff.render(old: golden, new: bytes, oldName: name, newName: name)
    XCTAssertTrue(diff.isEmpty, String(decoding: diff.text, as: UTF8.self), line: line)
  }

  /// Lets a program judge a file; one that is not installed is a failure.
  private func judge(
    _ bytes: [UInt8], with candidates: [String], _ arguments: (String) -> [String]
  ) throws {
    guard let program = candidates.first(where: FileManager.default.isExecutableFile) else {
      throw TestSupportError("cannot find \(candidates); hint: run Tests/install-servers.sh")
    }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("candidate")
    try Data(bytes).write(to: file)
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments(file.path)
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    XCTAssertEqual(process.terminationStatus, 0, String(decoding: text, as: UTF8.self))
  }

  func testHAProxyConfiguration() throws {
    let bytes = try render("haproxy/haproxy.cfg.tmpl")
    try compare(bytes, "haproxy.cfg")
    try judge(bytes, with: ["/usr/sbin/haproxy", "/usr/local/sbin/haproxy"]) {
      ["-c", "-q", "-f", $0]
    }
  }

  func testNginxUpstreams() throws {
    let bytes = try render("nginx/upstreams.conf.tmpl")
    try compare(bytes, "upstreams.conf")
    let folder = FileManager.default.temporaryDirectory.path
    let whole =
      "pid \(folder)/nginx-\(UUID().uuidString).pid; error_log stderr; events {}\nhttp {\n"
      + "access_log off;\n" + String(decoding: bytes, as: UTF8.self)
      + "server { listen 127.0.0.1:18080; location / { proxy_pass http://web_v2; } }\n}\n"
    try judge(Array(whole.utf8), with: ["/usr/sbin/nginx", "/usr/local/sbin/nginx"]) {
      ["-t", "-q", "-c", $0]
    }
  }
}
