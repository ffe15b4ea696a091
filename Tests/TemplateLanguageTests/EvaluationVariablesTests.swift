import TemplateLanguage
import Values
import XCTest

/// What Go itself answers, row by row: variables and scope.
final class EvaluationVariablesTests: XCTestCase {
  func testADeclarationLastsUntilTheEndOfTheControlStructureIt() {
    check(
      "{{if $x := 1}}{{$x}}{{end}}|{{with $x := 0}}{{else}}{{$x}}{{end}}|{{range "
        + "$x := .l}}{{else}}{{$x}}{{end}}",
      "1|0|[]",
      data: #"{"l": []}"#)
    check(
      "{{if 1}}{{$y := 2}}{{end}}{{$y}}",
      #"parse: template: main:1: undefined variable "$y""#)
  }

  func testParseTimeScopeAndRunTimeScopeDiffer() {
    check(
      "{{if true}}{{$x := 1}}a{{else}}{{$x}}{{end}}",
      "a")
    check(
      "{{if false}}{{$x := 1}}a{{else}}{{$x}}{{end}}",
      #"exec: template: main:1:34: executing "main" at <$x>: undefined variable: $x"#)
  }

  func testMakesANewVariableThatShadows() {
    check(
      "{{$x := 1}}{{if true}}{{$x := 2}}{{$x}}{{end}}{{$x}}",
      "21")
    check(
      "{{$x := 1}}{{range .}}{{$x = .}}{{end}}{{$x}}",
      "8",
      data: "[7, 8]")
    check(
      "{{$x := 1}}{{$x := 2}}{{$x}}",
      "2")
  }

  func testVariablesDeclaredInARangeBodyAreNewInEveryRound() {
    check(
      "{{range 3}}{{$s := 0}}{{$s}}{{$s = 9}}{{end}}",
      "000")
    check(
      "[{{$x := 5}}][{{$x = 6}}]",
      "[][]")
  }

  func testAVariableMayHoldNilNoValueAndMayChangeType() {
    check(
      "[{{$x := .a}}{{$x}}] {{$x = `s`}}{{$x}}",
      "[<no value>] s",
      data: "{}")
    check(
      "{{$x := nil}}",
      #"exec: template: main:1:8: executing "main" at <nil>: nil is not a command"#)
  }

  func testIsTheDataGivenToTheCurrentTemplate() {
    check(
      "{{with .a}}{{.}}{{$.b}}{{end}}{{define `t`}}<{{$}}>{{end}}{{template `t` .b}}",
      "12<2>",
      data: #"{"a": 1, "b": 2}"#)
  }

  func testACalledTemplateSeesNoneOfTheCallerSVariablesA() {
    check(
      "{{$x := 1}}{{block `b` .}}{{$x}}{{end}}",
      #"parse: template: main:1: undefined variable "$x""#)
  }

  func testXYReachesIntoAVariable() {
    check(
      "{{$x := .}}{{$x.a.b}}",
      "1",
      data: #"{"a": {"b": 1}}"#)
    check(
      "{{$x := .}}{{$x.a := 1}}",
      #"parse: template: main:1: unexpected ":=" in operand"#,
      data: "{}")
  }

  func testWithXAndIfXTestTheValueItself() {
    check(
      "{{with $x := 5}}{{.}}{{$x}}{{end}}",
      "55")
    check(
      "{{if $x := 0}}a{{else if $y := 3}}{{$x}}{{$y}}{{end}}",
      "03")
  }

  func testInParenthesesAPipelineCanDeclareAVariableToo() {
    check(
      "{{print ($x := 3)}}{{$x}}",
      "33")
  }
}
