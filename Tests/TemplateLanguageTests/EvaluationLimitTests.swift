import Diagnostics
import TemplateLanguage
import Values
import XCTest

/// Whatever a template does, it ends: with a result or with an error that says which limit it hit.
final class EvaluationLimitTests: XCTestCase {
  func testTemplatesCallEachOtherAsDeeplyAsInGo() {
    check(
      "{{define `t`}}{{if lt . 99998}}{{template `t` (add 1 .)}}{{else}}end{{end}}{{end}}"
        + "{{template `t` 0}}", "end")
    check(
      "{{template `main`}}",
      #"exec: template: main:1:11: executing "main" at <{{template "main"}}>: exceeded "#
        + "maximum template depth (100000)")
  }

  func testALoopWithoutEndHitsTheLimitOfSteps() {
    let limits = RowOptions(limits: EvaluationLimits(steps: 10_000))
    let expected =
      #"exec: template: main:1:8: executing "main" at <9223372036854775807>: the template "#
      + "takes more than 10000 steps"
    check("{{range 9223372036854775807}}{{end}}", expected, options: limits)
    check(
      "{{range 9223372036854775807}}a{{.}}{{end}}",
      #"exec: template: main:1:32: executing "main" at <.>: the template takes more than "#
        + "10000 steps", options: limits)
  }

  func testOutputHasALimit() {
    let limits = RowOptions(limits: EvaluationLimits(outputBytes: 1000))
    check(
      "{{$x := `a`}}{{range 60}}{{$x = print $x $x}}{{end}}",
      #"exec: template: main:1:32: executing "main" at <print $x $x>: error calling print: "#
        + "the text is larger than the limit of 1000 bytes", options: limits)
    XCTAssertEqual(
      overflow("0123456789{{range 1000000000}}x{{end}}", limit: 15),
      "the output is larger than the limit of 15 bytes")
    XCTAssertEqual(
      overflow("0123456789", limit: 9), "the output is larger than the limit of 9 bytes")
    XCTAssertEqual(overflow("0123456789", limit: 10), "")
  }

  private func overflow(_ template: String, limit: Int) -> String {
    var set = TemplateSet()
    do throws(TemplateError) {
      try set.add(Source(name: "main", text: template), name: "main")
      let output = OutputBuffer(limit: limit)
      try set.execute("main", data: .null, context: EvaluationContext(), output: output)
      return ""
    } catch {
      return error.diagnostic.message
    }
  }

  func testParenthesesNestTenThousandDeep() {
    func nested(_ depth: Int) -> String {
      "{{" + String(repeating: "(", count: depth) + "1" + String(repeating: ")", count: depth)
        + "}}"
    }
    check(nested(10_000), "1")
    check(nested(10_001), "parse: template: main:1: max expression depth exceeded")
  }

  func testControlStructuresNestTenThousandDeep() {
    func nested(_ depth: Int) -> String {
      String(repeating: "{{if 1}}", count: depth) + "x"
        + String(repeating: "{{end}}", count: depth)
    }
    check(nested(9_999), "x")
    check(
      nested(10_001), "parse: template: main:1: control structures nest deeper than 10000")
  }

  func testALongChainOfElseIfIsFine() {
    let chain = String(repeating: "{{else if 0}}b", count: 4_000)
    check("{{if 0}}a" + chain + "{{else}}c{{end}}", "c")
  }

  func testTemplatesThatFunctionsExecuteNestToALimit() {
    let limits = RowOptions(limits: EvaluationLimits(nestedExecutions: 3))
    let result = outcome("{{executeTemplate `main`}}", .null, limits)
    XCTAssertTrue(result.hasSuffix("templates execute each other more than 3 deep"), result)
    let deep = outcome("{{executeTemplate `main`}}", .null)
    XCTAssertTrue(deep.hasSuffix("more than 1000 deep"), String(deep.suffix(100)))
  }

  func testCancellationEndsAnEvaluation() async {
    let running = Task { () -> String in
      outcome("{{range 9223372036854775807}}{{end}}", .null)
    }
    running.cancel()
    let result = await running.value
    XCTAssertTrue(result.hasSuffix("the evaluation was cancelled"), result)
  }
}
