import DataFormats
import Diagnostics
import Foundation
import RegistryCore
import Rendering
import TemplateLanguage
import Values
import XCTest

/// What Go's own package answered with the functions of consul-template and confd, all examples of
/// the language's fixture, with the full tables of functions.
///
/// An example has the fields of the evaluation protocol and either `output` or `phase`, `line` and
/// `error`. Where Go refuses only because of its static types, `relaxed` is what we give instead.
final class SemanticsTests: XCTestCase {
  func testEveryExampleAnswersAsGoDoes() throws {
    let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../TemplateLanguageTests/Fixtures/semantics.jsonl")
    let lines = try String(contentsOf: fixture, encoding: .utf8).utf8.split(separator: 10)
    XCTAssertEqual(lines.count, 418)
    for line in lines {
      let text = Array(line)
      guard case .map(let fields) = try JSONReader.value(text, numbers: .goLiterals) else {
        XCTFail("no object: \(String(decoding: text, as: UTF8.self))")
        continue
      }
      let data = try JSONTape(text).root["data"].map { try TypedJSON.value($0) } ?? .null
      XCTAssertEqual(
        run(fields, data), expected(fields), String(decoding: text, as: UTF8.self))
    }
  }

  private func expected(_ fields: MapValue) -> String {
    if let output = text(fields["relaxed"] ?? fields["output"]) { return output }
    // The examples were made with a scratch pad of another name.
    let error = (text(fields["error"]) ?? "").replacing("*main.pad", with: "*template.Scratch")
    return "\(text(fields["phase"]) ?? ""): \(error)"
  }

  private func run(_ fields: MapValue, _ data: Value) -> String {
    let name = text(fields["name"]) ?? "main"
    var set = TemplateSet(options: options(fields))
    do throws(TemplateError) {
      for (name, text) in associated(fields) + [(name, text(fields["template"]) ?? "")] {
        try set.add(Source(name: name, text: text), name: name)
      }
      let context = RenderContext(
        snapshot: Snapshot(readings: [:]), grammar: QueryGrammar(defaultRegistry: "consul"))
      let output = OutputBuffer()
      try set.execute(text(fields["entry"]) ?? name, data: data, context: context, output: output)
      return String(decoding: output.bytes(), as: UTF8.self)
    } catch {
      return "\(error.phase.rawValue): \(error.goText)"
    }
  }

  private func options(_ fields: MapValue) -> TemplateOptions {
    let dialect = text(fields["funcs"]).flatMap(CompiledTemplate.Dialect.init) ?? .consul
    var options = TemplateOptions(functions: dialect.functions)
    if case .list(let delimiters)? = fields["delims"] {
      options.leftDelimiter = text(delimiters.elements[0]) ?? ""
      options.rightDelimiter = text(delimiters.elements[1]) ?? ""
    }
    options.missingKey = text(fields["missingkey"]).flatMap(MissingKey.init) ?? .default
    return options
  }

  private func associated(_ fields: MapValue) -> [(String, String)] {
    guard case .map(let templates)? = fields["templates"] else { return [] }
    return zip(templates.keys, templates.values).map { (text($0) ?? "", text($1) ?? "") }
  }

  private func text(_ value: Value?) -> String? {
    if case .bytes(let bytes)? = value { bytes.string } else { nil }
  }
}
