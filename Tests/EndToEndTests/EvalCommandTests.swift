import Foundation
import XCTest

final class EvalCommandTests: XCTestCase {
  func testStandardInputIsReadOnce() throws {
    check(
      try Program(for: self).run(["eval", "-t", "-", "--data", "-"], input: "{}"),
      errors: "error: standard input cannot be both the template and the data\n", status: 2)
  }

  func testMistakesEndWithStatus3() throws {
    let program = try Program(for: self)
    check(
      try program.run(["eval"]),
      errors: """
        error: expected a template: either `--template-file` or `--template`
          hint: see `trimtab help eval`

        """, status: 2)
    try program.write("a.tmpl", "a\n{{index .x 5}}\n")
    check(
      try program.run(["eval", "-t", "a.tmpl", "--data", "-"], input: "{\"x\": [1]"),
      errors: """
        standard input:1:10: error: expected `,` or `}`, found the end of the text
          1 | {"x": [1]
            |          ^

        """, status: 3)
    check(
      try program.run(["eval", "-t", "a.tmpl", "--data", "-"], input: "{\"x\": [1]}"),
      errors: """
        a.tmpl:2:3: error: error calling index: index out of range: 5
          2 | {{index .x 5}}
            |   ^^^^^^^^^^

        """, status: 3)
  }

  func testATemplateIsEvaluatedOnData() throws {
    let program = try Program(for: self)
    try program.write("a.tmpl", "hello {{.name}}{{range .list}} {{.}}{{end}}\n")
    try program.write("a.json", "{\"name\": \"world\", \"list\": [1, 2.5, \"x\"]}")
    check(
      try program.run(["eval", "-t", "a.tmpl", "--data", "a.json"]),
      output: "hello world 1 2.5 x\n", status: 0)
    check(
      try program.run(["eval", "--template", "{{. | len}}", "--data", "-"], input: "[1, 2]"),
      output: "2", status: 0)
    check(
      try program.run(["eval", "-template={{env \"GREETING\"}}"], environment: ["GREETING": "hi"]),
      output: "hi", status: 0)
    check(
      try program.run(
        [
          "eval", "--template",
          "{{sockaddr `GetAllInterfaces | include \"flags\" \"loopback\" | attr \"address\"`}}",
        ]),
      output: "127.0.0.1", status: 0)
  }

  func testWhatOnlyARegistryKnowsIsMissing() throws {
    let program = try Program(for: self)
    let result = try program.run(["eval", "--template", "{{key \"a\"}}"])
    XCTAssertEqual(result.status, 4)
    XCTAssertEqual(result.output, "")
  }

  /// Sends lines and compares the answers.
  private func answers(
    _ requests: [String], _ expected: [String], file: StaticString = #filePath,
    line: UInt = #line
  ) throws {
    let program = try Program(for: self)
    check(
      try program.run(["eval", "--jsonl"], input: requests.joined(separator: "\n")),
      output: expected.map { $0 + "\n" }.joined(), status: 0, file: file, line: line)
  }

  private func refusal(_ id: String, _ message: String) -> String {
    "{\"id\":\(id),\"ok\":false,\"error\":\"request: \(message)\",\"phase\":\"request\"}"
  }

  private func failure(_ id: String, _ error: String, _ rest: String) -> String {
    "{\"id\":\(id),\"ok\":false,\"error\":\"template: \(error)\",\(rest)}"
  }

  func testNoRequestStopsTheBatch() throws {
    try answers(
      [
        "nonsense", "[]", "{}", "", "{\"id\":5,\"template\":7}",
        "{\"id\":\"x\",\"template\":\"a\",\"funcs\":\"y\"}",
        "{\"id\":[1, 2],\"template\":\"a\",\"delims\":[\"<\"]}", "{\"id\":1,\"template\":\"ok\"}",
      ],
      [
        refusal("null", "expected `null`, found `nonsense` at byte 0"),
        refusal("null", "expected an object, found an array"),
        refusal("null", "expected `template`"),
        refusal("5", "expected a string for `template`, found a number"),
        refusal("\"x\"", "expected one of `consul`, `confd`, `none` for `funcs`, found `y`"),
        refusal("[1, 2]", "expected two strings for `delims`"),
        #"{"id":1,"ok":true,"output":"ok"}"#,
      ])
  }

  func testRequestsAreAnsweredInOrder() throws {
    try answers(
      [
        #"{"id":1,"template":"{{.a}} {{.b}}","data":{"a":1,"b":1.0}}"#,
        #"{"id":{"k": 1},"template":"<<.>>","delims":["<<",">>"],"data":"x"}"#,
        #"{"template":"{{.x}}","missingkey":"error","data":{}}"#,
        #"{"id":null,"template":"{{template \"t\" .}}","templates":{"t":"T{{.}}"},"data":true}"#,
        #"{"id":2,"template":"{{define \"e\"}}E{{end}}","entry":"e"}"#,
        #"{"id":3,"template":"{{bad"}"#,
        #"{"id":4,"template":"{{nofunc 1}}","name":"n"}"#,
        #"{"id":5,"template":"{{.}}","data":{"$go":"[]int","v":[1,2]}}"#,
        #"{"id":6,"template":"{{index .x 5}}","funcs":"none","data":{"x":[1]}}"#,
        #"{"id":7,"template":"{{template \"main\"}}","templates":[["t","x"]],"name":"o"}"#,
        #"{"id":8,"template":"{{slice \"é\" 1}}"}"#,
      ],
      [
        #"{"id":1,"ok":true,"output":"1 1"}"#,
        #"{"id":{"k": 1},"ok":true,"output":"x"}"#,
        failure(
          "null",
          #"main:1:2: executing \"main\" at <.x>: map has no entry for key \"x\""#,
          #""phase":"exec","line":1,"col":2"#),
        #"{"id":null,"ok":true,"output":"Ttrue"}"#,
        #"{"id":2,"ok":true,"output":"E"}"#,
        failure(
          "3", #"main:1: function \"bad\" not defined"#, #""phase":"parse","line":1"#),
        failure("4", #"n:1: function \"nofunc\" not defined"#, #""phase":"parse","line":1"#),
        #"{"id":5,"ok":true,"output":"[1 2]"}"#,
        failure(
          "6",
          #"main:1:2: executing \"main\" at <index .x 5>: error calling index: "#
            + "index out of range: 5", #""phase":"exec","line":1,"col":2"#),
        failure(
          "7",
          #"o:1:11: executing \"o\" at <{{template \"main\"}}>: "#
            + #"template \"main\" not defined"#, #""phase":"exec","line":1,"col":11"#),
        #"{"id":8,"ok":true,"output_b64":"qQ=="}"#,
      ])
  }
}
