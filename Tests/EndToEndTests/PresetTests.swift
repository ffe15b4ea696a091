import Foundation
import TestSupport
import XCTest

/// The examples under `templates` for other programs: each is rendered over the same data, compared
/// with a golden file, and judged by its own check where the program is small enough to install.
final class PresetTests: XCTestCase {
  private static let templates = RepositoryRoot.path + "/templates"

  private func render(_ name: String) async throws -> String {
    let rendered = try await FinishedCommand.run(
      TrimtabBinary.path(),
      [
        "render", "-c", "\(PresetTests.templates)/\(name)/trimtab.toml", "--snapshot",
        "\(PresetTests.templates)/presets.json", "--stdout",
      ])
    XCTAssertEqual(rendered.status, 0, rendered.standardError)
    return rendered.standardOutput
  }

  private func check(_ name: String, hasChecker: Bool, refuses garbage: String? = nil) async throws
  {
    let text = try await render(name)
    try Golden.check(text, "preset-\(name).txt")
    let configuration = try String(
      contentsOfFile: "\(PresetTests.templates)/\(name)/trimtab.toml", encoding: .utf8)
    let line = configuration.split(separator: "\n").first { $0.hasPrefix("check = ") }
    guard hasChecker else { return }
    let words = try JSONDecoder().decode(
      [String].self, from: Data((line ?? "").dropFirst("check = ".count).utf8))
    let folder = try TemporaryDirectory()
    let verdict = try await run(words, on: text, in: folder)
    XCTAssertEqual(verdict.status, 0, verdict.standardError)
    if let garbage {
      let other = try await run(words, on: text + garbage, in: folder)
      XCTAssertNotEqual(other.status, 0, "accepted `\(garbage)`")
    }
  }

  private func run(
    _ words: [String], on text: String, in folder: TemporaryDirectory
  ) async throws -> FinishedCommand {
    let path = try folder.write(text, to: "candidate")
    // Varnish looks at it as another user.
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
    // It also wants a place that it may write to as that user.
    return try await FinishedCommand.run(
      "/usr/bin/env",
      ["TMPDIR=/tmp", ServerBinaries.find(words[0])]
        + words.dropFirst().map { $0.replacingOccurrences(of: "{{.src}}", with: path) })
  }

  func testApache() async throws {
    try await check("apache", hasChecker: true, refuses: "NoSuchDirective on\n")
  }

  func testVarnish() async throws {
    try await check("varnish", hasChecker: true, refuses: "sub x { nonsense }\n")
  }

  func testKeepalived() async throws {
    try await check("keepalived", hasChecker: true, refuses: "no_such_keyword 1\n")
  }

  func testUnbound() async throws {
    try await check("unbound", hasChecker: true, refuses: "no-such-option: 1\n")
  }

  /// `dnsmasq --test` does not look into files of hosts.
  func testDnsmasq() async throws { try await check("dnsmasq", hasChecker: true) }

  /// Its package is too large to be installed for this.
  func testCaddy() async throws { try await check("caddy", hasChecker: false) }

  /// The packages of these are too large, or there is none, and they check no such files anyway.
  func testFilesThatAreWatchedByTheProgram() async throws {
    for name in ["envoy", "prometheus"] {
      try await check(name, hasChecker: false)
      let text = try await render(name)
      XCTAssertNoThrow(try JSONSerialization.jsonObject(with: Data(text.utf8)), name)
    }
    try await check("traefik", hasChecker: false)
  }
}
