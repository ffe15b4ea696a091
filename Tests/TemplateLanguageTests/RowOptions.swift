import Diagnostics
import TemplateLanguage
import Values
import XCTest

/// What rows may set besides template and data.
struct RowOptions {
  var missingKey = MissingKey.default
  var delimiters = ["", ""]
  /// Templates that are parsed before the main one.
  var templates: [(String, String)] = []
  var entry = "main"
  var name = "main"
  var limits = EvaluationLimits()
}

/// What a template gives: its output, or Go's text of the error after its phase.
func outcome(_ template: String, _ data: Value, _ options: RowOptions = RowOptions()) -> String {
  var set = TemplateSet(
    options: TemplateOptions(
      leftDelimiter: options.delimiters[0], rightDelimiter: options.delimiters[1],
      missingKey: options.missingKey, functions: TestDialect.table, limits: options.limits))
  do throws(TemplateError) {
    for (name, text) in options.templates + [(options.name, template)] {
      try set.add(Source(name: name, text: text), name: name)
    }
    let output = OutputBuffer()
    let entry = options.entry == "main" ? options.name : options.entry
    try set.execute(entry, data: data, context: TestContext(), output: output)
    return String(decoding: output.bytes(), as: UTF8.self)
  } catch {
    return "\(error.phase.rawValue): \(error.goText)"
  }
}

/// Checks what a template gives on data written as JSON (with `$go` for static types).
func check(
  _ template: String, _ expected: String, data: String? = nil,
  options: RowOptions = RowOptions(), file: StaticString = #filePath, line: UInt = #line
) {
  var value = Value.null
  if let data {
    guard let typed = TypedData.value(data) else {
      return XCTFail("the row's data is malformed: \(data)", file: file, line: line)
    }
    value = typed
  }
  XCTAssertEqual(outcome(template, value, options), expected, template, file: file, line: line)
}
