import DataFormats
import Diagnostics
import RegistryCore
import Rendering
import TemplateLanguage
import Values
import XCTest

/// Renders one-line templates, as the rows of a table.
struct TemplateRows {
  var dialect = CompiledTemplate.Dialect.consul
  var readings: [Query: Value] = [:]
  var surroundings = RenderContext.Surroundings()

  func outcome(_ template: String, _ json: String = "null") throws -> RenderOutcome {
    var options = CompiledTemplate.Options()
    options.dialect = dialect
    options.missingKey = dialect == .consul ? .zero : .default
    let compiled = try CompiledTemplate(
      Source(name: "main", text: template), options: options)
    let data = try JSONReader.value(Array(json.utf8), numbers: .goLiterals)
    let outcome = RenderPass.run(compiled, in: context(), data: data)
    if case .failed(let error, _) = outcome { throw error }
    return outcome
  }

  func context() -> RenderContext {
    RenderContext(
      snapshot: Snapshot(readings: readings.mapValues { Reading(value: $0, index: 1) }),
      grammar: QueryGrammar(defaultRegistry: "consul", registries: ["edge"]),
      surroundings: surroundings)
  }

  /// The template writes this on this JSON.
  func check(
    _ template: String, _ expected: String, _ json: String = "null", line: UInt = #line
  ) {
    do {
      guard case .complete(let bytes, _) = try outcome(template, json) else {
        return XCTFail("incomplete", line: line)
      }
      XCTAssertEqual(String(decoding: bytes, as: UTF8.self), expected, line: line)
    } catch { XCTFail("\(error)", line: line) }
  }

  /// The template fails with an error that ends in this text.
  func refuse(
    _ template: String, _ message: String, _ json: String = "null", line: UInt = #line
  ) {
    do {
      XCTFail("accepted: \(try outcome(template, json))", line: line)
    } catch {
      let text = "\(error)"
      XCTAssertTrue(text.hasSuffix(message), "`\(text)` does not end in it", line: line)
    }
  }
}
