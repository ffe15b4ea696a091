import TemplateLanguage
import Values
import XCTest

/// What Go itself answers, row by row: and, or, not.
final class EvaluationLogicTests: XCTestCase {
  func testAndOrReturnOneOfTheirArgumentsNotABool() {
    check(
      "{{and 1 0 2}} {{and 1 `x`}} {{or 0 `` 3}} {{or 0 ``}}|{{or `` `d`}}",
      "0 x 3 |d")
    check(
      "{{and .a 1}}",
      "<no value>",
      data: "{}")
    check(
      "{{not 0}} {{not `x`}}",
      "true false")
  }

  func testTheyStopEarly() {
    check(
      "{{and false (index `abc` 9)}} {{or 1 (divide 0 1)}}",
      "false 1")
    check(
      "{{and true (index `abc` 9)}}",
      #"exec: template: main:1:12: executing "main" at <index `abc` 9>: error ca"#
        + "lling index: index out of range: 9")
    check(
      "{{if and .m .m.x.y}}a{{else}}b{{end}}",
      "b",
      data: #"{"m": null}"#)
  }

  func testAPipedLastValueIsEvaluatedBeforeOfCourse() {
    check(
      "{{1 | and 0}} {{0 | or 5}} {{0 | or 0}}",
      "0 5 0")
    check(
      "{{and 5}} {{or 0}}",
      "5 0")
    check(
      "{{and}}",
      #"exec: template: main:1:2: executing "main" at <and>: wrong number of arg"#
        + "s for and: want at least 1 got 0")
    check(
      "{{not}}",
      #"exec: template: main:1:2: executing "main" at <not>: wrong number of arg"#
        + "s for not: want 1 got 0")
  }
}
