import DataFormats
import Diagnostics
import Foundation
import TemplateLanguage
import Values
import XCTest

/// What Go's own package answered, example by example; the fixture holds one a line.
///
/// An example has the fields of the evaluation protocol and either `output` or `phase`, `line` and
/// `error`. Where Go refuses only because of its static types, `relaxed` is what we give instead.
final class SemanticsTests: XCTestCase {
  /// Functions of the dialects, which other targets add; examples that need them run there.
  private static let foreign = try? NSRegularExpression(
    pattern: #"function \\?"(?!nope)\w+\\?" not defined"#)

  func testEveryExampleAnswersAsGoDoes() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Fixtures/semantics.jsonl")
    let lines = try String(contentsOf: file, encoding: .utf8).utf8.split(separator: 10)
    XCTAssertEqual(lines.count, 418)
    var examined = 0
    for (index, line) in lines.enumerated() {
      let example = try Example(Array(line))
      let outcome = example.run()
      if isForeign(outcome), !isForeign(example.expected) { continue }
      examined += 1
      XCTAssertEqual(
        outcome, example.expected, "line \(index + 1): \(example.template.debugDescription)")
    }
    XCTAssertGreaterThan(examined, 300)
  }

  private func isForeign(_ text: String) -> Bool {
    let whole = NSRange(text.startIndex..., in: text)
    return SemanticsTests.foreign?.firstMatch(in: text, range: whole) != nil
  }
}

/// One example of the fixture.
private struct Example {
  let template: String
  /// The output, or phase and text of the error.
  let expected: String
  private let fields: MapValue
  private let data: Value

  struct Malformed: Error {}

  init(_ json: [UInt8]) throws {
    let root = try JSONTape(json).root
    guard case .map(let fields) = try JSONReader.value(root, numbers: .goLiterals) else {
      throw Malformed()
    }
    self.fields = fields
    let data = root.members.first { $0.0.string == "data" }?.1
    self.data =
      try data.map { cursor in
        try XCTUnwrap(TypedData.value(String(decoding: json[cursor.range], as: UTF8.self)))
      } ?? .null
    template = try XCTUnwrap(Example.text(fields["template"]))
    if let output = Example.text(fields["relaxed"] ?? fields["output"]) {
      expected = output
    } else {
      let error = try XCTUnwrap(Example.text(fields["error"]))
      expected = try XCTUnwrap(Example.text(fields["phase"])) + ": " + error
    }
  }

  func run() -> String {
    let delimiters = Example.texts(fields["delims"])
    let missingKey = Example.text(fields["missingkey"]).flatMap(MissingKey.init) ?? .default
    let name = Example.text(fields["name"]) ?? "main"
    var set = TemplateSet(
      options: TemplateOptions(
        leftDelimiter: delimiters.first ?? "", rightDelimiter: delimiters.last ?? "",
        missingKey: missingKey))
    do throws(TemplateError) {
      for (name, text) in associated + [(name, template)] {
        try set.add(Source(name: name, text: text), name: name)
      }
      let output = OutputBuffer()
      try set.execute(
        Example.text(fields["entry"]) ?? name, data: data, context: EvaluationContext(),
        output: output)
      return String(decoding: output.bytes(), as: UTF8.self)
    } catch {
      return "\(error.phase.rawValue): \(error.goText)"
    }
  }

  private var associated: [(String, String)] {
    guard case .map(let templates)? = fields["templates"] else { return [] }
    return zip(templates.keys, templates.values).map {
      (Example.text($0) ?? "", Example.text($1) ?? "")
    }
  }

  private static func text(_ value: Value?) -> String? {
    guard case .bytes(let bytes)? = value else { return nil }
    return bytes.string
  }

  private static func texts(_ value: Value?) -> [String] {
    guard case .list(let list)? = value else { return [] }
    return list.elements.compactMap(text)
  }
}
