import Diagnostics
import TemplateLanguage
import Values
import XCTest

/// A set of templates: what it knows without running, how it is extended, and its diagnostics.
final class EvaluationSetTests: XCTestCase {
  func testCallsAreListedWithTheirLiteralArguments() throws {
    let set = try make("{{range split `,` .x}}{{end}}\n{{`a` | indent 2 | len}} {{print (len 1)}}")
    let shown = set.functionCalls.map { call in
      let arguments = call.arguments.map { $0.map { "\($0)" } ?? "?" }
      let text = String(
        decoding: call.source.text[call.span.start..<call.span.end], as: UTF8.self)
      return "\(call.function)(\(arguments.count)) <\(text)>"
    }
    XCTAssertEqual(
      shown,
      [
        "split(2) <split `,` .x>", "indent(2) <indent 2>", "len(1) <len>", "len(1) <len 1>",
        "print(1) <print (len 1)>",
      ])
    XCTAssertTrue(set.functionCalls[0].arguments[0]?.isIdentical(to: .string(",")) == true)
    XCTAssertNil(set.functionCalls[0].arguments[1])
    XCTAssertTrue(set.functionCalls[1].arguments[1]?.isIdentical(to: .string("a")) == true)
  }

  func testUndefinedTemplatesAreFoundWithoutRunning() throws {
    let set = try make("{{define `backend`}}{{end}}{{if 0}}{{template `backnd` .}}{{end}}")
    XCTAssertEqual(set.templateNames, ["backend", "main"])
    let diagnostic = try XCTUnwrap(set.undefinedTemplates.first)
    XCTAssertEqual(diagnostic.message, "template `backnd` is not defined")
    XCTAssertEqual(diagnostic.hint, "did you mean `backend`?")
    XCTAssertEqual(diagnostic.span, Span(46, 54))
  }

  func testARefusedTextLeavesTheSetAsItWas() throws {
    var set = try make("old")
    let broken = Source(name: "main", text: "{{define `x`}}{{end}}{{nope}}")
    XCTAssertThrowsError(try set.add(broken, name: "main"))
    XCTAssertEqual(set.templateNames, ["main"])
    XCTAssertEqual(try run(set), "old")
  }

  func testALaterTextReplacesAnEarlierOneUnlessItIsEmpty() throws {
    var set = try make("one")
    try set.add(Source(name: "main", text: " {{/* nothing */}} "), name: "main")
    XCTAssertEqual(try run(set), "one")
    try set.add(Source(name: "main", text: "two"), name: "main")
    XCTAssertEqual(try run(set), "two")
  }

  func testATemplateThatIsNotThereIsNamed() throws {
    let set = try make("")
    XCTAssertThrowsError(try run(set, "mein")) { error in
      XCTAssertEqual(
        "\(error)", #"template: no template "mein" associated with template "main""#)
      XCTAssertEqual((error as? TemplateError)?.diagnostic.hint, "did you mean `main`?")
    }
  }

  func testAnUnknownFunctionIsShownWithACaretAndAGuess() {
    XCTAssertEqual(
      shown("ok\n{{range splt `,` .}}{{end}}"),
      """
      main:2:9: error: function "splt" not defined
        2 | {{range splt `,` .}}{{end}}
          |         ^^^^
        hint: did you mean `split`?
      """)
  }

  func testAnUnknownVariableIsShownWithACaretAndAGuess() {
    XCTAssertEqual(
      shown("{{$server := 1}}{{$servr}}"),
      """
      main:1:19: error: undefined variable "$servr"
        1 | {{$server := 1}}{{$servr}}
          |                   ^^^^^^
        hint: did you mean `$server`?
      """)
  }

  func testAnUnknownFieldIsShownWithACaretAndAGuess() throws {
    let shape = RecordShape("registry.Server", [.init("Address", .string)])
    let data = Value.record(RecordValue(shape, [.string("x")]))
    XCTAssertEqual(
      shown("  {{.Adress}}", data),
      """
      main:1:5: error: can't evaluate field Adress in type registry.Server
        1 |   {{.Adress}}
          |     ^^^^^^^
        hint: did you mean `Address`?
      """)
  }

  func testOneSetRunsOnManyThreadsAtOnce() async throws {
    let shapes = (0..<4).map { index in
      RecordShape(
        "S\(index)",
        (0...index).map { .init(Bytes("F\($0)"), .int) } + [.init("Name", .string)])
    }
    let set = try make("{{range .}}{{.Name}} {{end}}")
    let records = shapes.enumerated().map { index, shape in
      let numbers = (0...index).map { Value.int($0) }
      return Value.record(RecordValue(shape, numbers + [.string("n\(index)")]))
    }
    let data = Value.list(Array(repeating: records, count: 50).flatMap { $0 })
    let expected = String(repeating: "n0 n1 n2 n3 ", count: 50)
    await withTaskGroup(of: String?.self) { group in
      for _ in 0..<16 {
        group.addTask {
          let output = OutputBuffer()
          try? set.execute("main", data: data, context: EvaluationContext(), output: output)
          return String(decoding: output.bytes(), as: UTF8.self)
        }
      }
      for await result in group { XCTAssertEqual(result, expected) }
    }
  }

  private func make(_ text: String) throws -> TemplateSet {
    var set = TemplateSet(options: TemplateOptions(functions: TestDialect.table))
    try set.add(Source(name: "main", text: text), name: "main")
    return set
  }

  private func run(_ set: TemplateSet, _ name: String = "main") throws -> String {
    let output = OutputBuffer()
    try set.execute(name, data: .null, context: EvaluationContext(), output: output)
    return String(decoding: output.bytes(), as: UTF8.self)
  }

  private func shown(_ text: String, _ data: Value = .null) -> String {
    do {
      let output = OutputBuffer()
      try make(text).execute("main", data: data, context: EvaluationContext(), output: output)
      return "no error"
    } catch {
      guard let error = error as? TemplateError else { return "\(error)" }
      return DiagnosticRenderer().render(error.diagnostic)
    }
  }
}
