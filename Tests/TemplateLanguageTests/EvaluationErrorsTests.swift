import TemplateLanguage
import Values
import XCTest

/// What Go itself answers, row by row: errors.
final class EvaluationErrorsTests: XCTestCase {
  func testParseErrors() {
    check(
      #"a\#n{{define `t`}}{{nope}}{{end}}"#,
      #"parse: template: main:2: function "nope" not defined"#)
    check(
      #"\#n\#n{{1 | 2}}"#,
      "parse: template: x.tmpl:3: non executable command in pipeline stage 2",
      options: RowOptions(name: "x.tmpl"))
  }

  func testExecutionErrors() {
    check(
      #"a\#né{{.s.x}}"#,
      #"exec: template: main:2:6: executing "main" at <.s.x>: can't evaluate fie"#
        + "ld x in type interface {}",
      data: #"{"s": ""}"#)
    check(
      #"{{define `t`}}\#n  {{index `x` 5}}{{end}}{{template `t`}}"#,
      #"exec: template: main:2:4: executing "t" at <index `x` 5>: error calling "#
        + "index: index out of range: 5")
    check(
      "{{.a.s.x.y}}",
      #"exec: template: main:1:4: executing "main" at <.a.s.x.y>: can't evaluate"#
        + " field x in type interface {}",
      data: #"{"a": {"s": ""}}"#)
    check(
      "{{$x := .}}{{$x.a.s.x}}",
      #"exec: template: main:1:15: executing "main" at <$x.a.s.x>: can't evaluat"#
        + "e field x in type interface {}",
      data: #"{"a": {"s": ""}}"#)
    check(
      "{{if true}}{{with 1}}{{len 3}}{{end}}{{end}}",
      #"exec: template: main:1:23: executing "main" at <len 3>: error calling le"#
        + "n: len of type int")
  }

  func testNODEIsPrintedFromTheParseTree() {
    check(
      #"{{ index   `x`   (len  "abc") }}"#,
      #"exec: template: main:1:3: executing "main" at <index `x` (len "abc")>: e"#
        + "rror calling index: index out of range: 3")
    check(
      "{{ `x` | index   1 }}",
      #"exec: template: main:1:9: executing "main" at <index 1>: error calling i"#
        + "ndex: can't index item of type int")
    check(
      "{{range   $i,$v:=3}}{{end}}",
      #"exec: template: main:1:17: executing "main" at <3>: can't use 3 to itera"#
        + "te over more than one variable")
    check(
      "{{template `no` (print 1|print)}}",
      #"exec: template: main:1:11: executing "main" at <{{template "no" (print 1"#
        + #" | print)}}>: template "no" not defined"#)
    check(
      "{{if  eq  1   `a`}}{{end}}",
      #"exec: template: main:1:6: executing "main" at <eq 1 `a`>: error calling "#
        + "eq: incompatible types for comparison: int and string")
    check(
      "{{len 0x1_0}}",
      #"exec: template: main:1:2: executing "main" at <len 0x1_0>: error calling"#
        + " len: len of type int")
  }

  func testThePositionIsThatOfTheNodeLastEnteredWhichFor() {
    check(
      "{{toUpper 5}}",
      #"exec: template: main:1:10: executing "main" at <5>: expected string; found 5"#)
    check(
      "{{not 1 2}}",
      #"exec: template: main:1:2: executing "main" at <not>: wrong number of arg"#
        + "s for not: want 1 got 2")
    check(
      "{{join `,` .}}",
      #"exec: template: main:1:11: executing "main" at <.>: wrong type for value"#
        + "; expected []string; got []interface {}",
      data: "[1]")
  }

  func testNAMEAndLINECOLWhenTheFailingTemplateWasParsedFrom() {
    check(
      "x{{template `t` 1}}",
      #"exec: template: t:2:3: executing "t" at <.y>: can't evaluate field y in type int"#,
      options: RowOptions(templates: [("t", #"\#n {{.y}}"#)]))
  }
}
