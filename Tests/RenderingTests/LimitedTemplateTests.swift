import Diagnostics
import Foundation
import RegistryCore
import Rendering
import TemplateLanguage
import TestSupport
import XCTest

/// What a configuration takes away from a template: functions, and files outside of a directory.
final class LimitedTemplateTests: XCTestCase {
  private func render(
    _ template: String, denied: [String] = [], sandbox: String? = nil
  ) throws -> RenderOutcome {
    var options = CompiledTemplate.Options()
    options.denied = denied
    let compiled = try CompiledTemplate(Source(name: "main", text: template), options: options)
    var surroundings = RenderContext.Surroundings(files: LocalFiles())
    surroundings.sandbox = sandbox
    return RenderPass.run(
      compiled,
      in: RenderContext(
        snapshot: Snapshot(), grammar: QueryGrammar(defaultRegistry: "consul", registries: []),
        surroundings: surroundings))
  }

  private func check(
    _ template: String, denied: [String] = [], sandbox: String? = nil, gives expected: String,
    line: UInt = #line
  ) throws {
    switch try render(template, denied: denied, sandbox: sandbox) {
    case .complete(let bytes, _):
      XCTAssertEqual(String(decoding: bytes, as: UTF8.self), expected, line: line)
    case .incomplete(let missing, _):
      XCTAssertEqual(missing.map(\.description).joined(), expected, line: line)
    case .failed(let error, _):
      XCTAssertTrue(error.diagnostic.message.hasSuffix(expected), "\(error)", line: line)
    }
  }

  func testDeniedFunctionsFail() throws {
    let template = "{{ sprig_upper \"a\" }}"
    try check(template, gives: "A")
    try check(template, denied: ["sprig_lower", "env"], gives: "A")
    for pattern in ["sprig_upper", "sprig_*", "*", "sprig_uppe?", "[r-t]prig_upper"] {
      try check(
        template, denied: [pattern],
        gives: "the function `sprig_upper` is disabled by the configuration")
    }
    // What is not reached is not refused, as the data may never want it.
    try check("{{ if false }}{{ env \"A\" }}{{ end }}x", denied: ["env"], gives: "x")
  }

  func testFilesOutsideOfTheSandboxAreNotRead() throws {
    let folder = try TemporaryDirectory()
    try FileManager.default.createDirectory(
      atPath: folder.file("in"), withIntermediateDirectories: true)
    try FileManager.default.createDirectory(
      atPath: folder.file("inside"), withIntermediateDirectories: true)
    try folder.write("good", to: "in/a")
    try folder.write("bad", to: "inside/b")
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("in/link"), withDestinationPath: "../inside/b")
    let sandbox = folder.file("in")
    func file(_ name: String) -> String { "{{ file \"\(folder.file(name))\" }}" }
    try check(file("in/a"), sandbox: sandbox, gives: "good")
    try check(file("in/../in/a"), sandbox: sandbox, gives: "good")
    for name in ["inside/b", "in/link", "in/../inside/b"] {
      try check(
        file(name), sandbox: sandbox,
        gives: "`\(folder.file(name))` is outside of the sandbox `\(sandbox)`")
    }
    try check(file("inside/b"), gives: "bad")
    let missing = try render(file("in/none"), sandbox: sandbox)
    guard case .incomplete = missing else { return XCTFail("\(missing)") }
  }
}
