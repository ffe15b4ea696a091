import TemplateLanguage
import Values
import XCTest

/// What Go itself answers, row by row: pipelines, functions and static types.
final class EvaluationPipelinesTests: XCTestCase {
  func testThePipedValueBecomesTheLASTArgument() {
    check(
      #"{{"b" | printf "%s-%s" "a"}}"#,
      "a-b")
    check(
      "{{3 | subtract 1}} {{subtract 1 3}}",
      "2 2")
  }

  func testACommandIsAFunctionOnlyIfItStartsWithAn() {
    check(
      "{{(print 1) 2}}",
      #"exec: template: main:1:2: executing "main" at <(print 1) 2>: can't give "#
        + "argument to non-function print 1")
    check(
      "{{1 2}}",
      #"exec: template: main:1:2: executing "main" at <1>: can't give argument t"#
        + "o non-function 1")
    check(
      "{{(print 1)}}",
      "1")
    check(
      #"{{print "a" | print "b"}}"#,
      "ba")
  }

  func testFunctionNamesAreValuesOnlyWhenCalled() {
    check(
      "{{len}}",
      #"exec: template: main:1:2: executing "main" at <len>: wrong number of arg"#
        + "s for len: want 1 got 0")
    check(
      "{{print len}}",
      #"exec: template: main:1:8: executing "main" at <len>: wrong number of arg"#
        + "s for len: want 1 got 0")
  }

  func testArgumentsAreCheckedAgainstGoSStaticParameterTypesNotConverted() {
    check(
      "{{toUpper 5}}",
      #"exec: template: main:1:10: executing "main" at <5>: expected string; found 5"#)
    check(
      "{{indent 2 `x`}}",
      "  x")
    check(
      "{{join `,` (split `;` `a;b`)}}",
      "a,b")
    check(
      "{{join `,` .}}",
      "a,b",
      data: #"{"$go": "[]string", "v": ["a", "b"]}"#)
    check(
      "{{toUpper .}}",
      "S",
      data: #""s""#)
    check(
      "{{toUpper .s}}",
      "X",
      data: #"{"s": "x"}"#)
  }

  func testConstantsAdaptToTheParameter() {
    check(
      "{{indent 2.0 `x`}}",
      "  x")
    check(
      "{{indent 1.5 `x`}}",
      #"exec: template: main:1:9: executing "main" at <1.5>: expected integer; found 1.5"#)
    check(
      "{{indent `2` `x`}}",
      #"exec: template: main:1:9: executing "main" at <`2`>: expected integer; found `2`"#)
    check(
      #"{{indent '\n' `x` | len}}"#,
      "11")
  }

  func testNilFitsOnlyParametersThatCanBeNilAnyListsMaps() {
    check(
      "{{print nil}}",
      "<nil>")
    check(
      "{{toUpper nil}}",
      #"exec: template: main:1:10: executing "main" at <nil>: cannot assign nil to string"#)
    check(
      "{{toUpper .x}}",
      #"exec: template: main:1:10: executing "main" at <.x>: invalid value; expected string"#,
      data: "{}")
    check(
      "{{toJSON .x}} {{toJSON nil}}",
      "null null",
      data: "{}")
    check(
      "{{join `,` nil}}.",
      ".")
  }

  func testWrongArgumentCountsAreExecutionErrors() {
    check(
      "{{not 1 2}}",
      #"exec: template: main:1:2: executing "main" at <not>: wrong number of arg"#
        + "s for not: want 1 got 2")
    check(
      "{{split `,`}}",
      #"exec: template: main:1:2: executing "main" at <split>: wrong number of a"#
        + "rgs for split: want 2 got 1")
  }

  func testAPanicInsideAFunctionBecomesAnErrorTooIntegerDivision() {
    check(
      "{{divide 0 1}}",
      #"exec: template: main:1:2: executing "main" at <divide 0 1>: error callin"#
        + "g divide: runtime error: integer divide by zero")
  }

  func testValuesKeepGoTypes() {
    check(
      "{{printf `%T %T %T` .l .m .n}}",
      "[]interface {} map[string]interface {} <nil>",
      data: #"{"l": [1], "m": {}, "n": null}"#)
  }
}
