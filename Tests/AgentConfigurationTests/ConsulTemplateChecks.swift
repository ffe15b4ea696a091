import AgentConfiguration
import Diagnostics
import SystemSupport
import TestSupport
import XCTest

/// What the tests of consul-template's configuration share.
class ConsulTemplateChecks: XCTestCase {
  typealias Result = (configuration: Configuration, settings: ConsulTemplateSettings)

  /// Reads texts as files in the order given.
  func read(
    _ texts: [String], name: String = "c.hcl", environment: [String: String] = [:],
    strict: Bool = false, _ arguments: ConsulTemplateArguments = ConsulTemplateArguments()
  ) throws -> (result: Result?, diagnostics: [Diagnostic]) {
    let folder = try TemporaryDirectory()
    var request = ConsulTemplateRequest(paths: [])
    for (index, text) in texts.enumerated() {
      request.paths.append(try folder.write(text, to: "\(index)-\(name)"))
    }
    request.isStrict = strict
    request.arguments = arguments
    let reading = request.read(environment: environment)
    return (reading.result, reading.diagnostics.map { $0.inFolder(folder.path) })
  }

  /// What good texts mean.
  func accepted(
    _ texts: String..., name: String = "c.hcl", environment: [String: String] = [:],
    strict: Bool = false, arguments: ConsulTemplateArguments = ConsulTemplateArguments(),
    file: StaticString = #filePath, line: UInt = #line
  ) throws -> Result {
    let reading = try read(
      texts, name: name, environment: environment, strict: strict, arguments)
    XCTAssertEqual(
      DiagnosticRenderer().render(reading.diagnostics), "", file: file, line: line)
    return try XCTUnwrap(reading.result, file: file, line: line)
  }

  /// Checks the whole of what is said about a text.
  func check(
    _ texts: String..., says expected: String, environment: [String: String] = [:],
    strict: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) throws {
    let reading = try read(texts, environment: environment, strict: strict)
    XCTAssertEqual(
      DiagnosticRenderer().render(reading.diagnostics), expected, file: file, line: line)
  }

  /// The one template of a text.
  func template(
    _ body: String, global: String = "", strict: Bool = false, file: StaticString = #filePath,
    line: UInt = #line
  ) throws -> ResourceSettings {
    let text = "\(global)\ntemplate {\nsource = \"a.tmpl\"\ndestination = \"a\"\n\(body)\n}"
    return try XCTUnwrap(
      try accepted(text, strict: strict, file: file, line: line).configuration.resources.first,
      file: file, line: line)
  }

  /// The settings of Consul.
  func consul(
    _ text: String, environment: [String: String] = [:], file: StaticString = #filePath,
    line: UInt = #line
  ) throws -> RegistrySettings.ConsulSettings {
    let result = try accepted(text, environment: environment, file: file, line: line)
    guard case .consul(let settings) = result.configuration.registries.first?.kind else {
      throw TestSupportError("there is no registry of Consul")
    }
    return settings
  }
}

extension Diagnostic {
  /// The same without the path of a folder.
  fileprivate func inFolder(_ path: String) -> Diagnostic {
    var diagnostic = self
    diagnostic.message = message.replacing(path + "/", with: "")
    diagnostic.source = source.map {
      Source(name: $0.name.replacing(path + "/", with: ""), text: $0.text)
    }
    return diagnostic
  }
}
