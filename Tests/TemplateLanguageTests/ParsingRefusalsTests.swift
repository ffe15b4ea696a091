import TemplateLanguage
import Values
import XCTest

/// What Go itself answers, row by row: parse-time checks.
final class ParsingRefusalsTests: XCTestCase {
  func testUnknownFunctionsAndVariablesAreParseErrorsEvenInBranchesNever() {
    check(
      "{{if false}}{{nope}}{{end}}",
      #"parse: template: main:1: function "nope" not defined"#)
    check(
      "{{if false}}{{$x}}{{end}}",
      #"parse: template: main:1: undefined variable "$x""#)
    check(
      "{{$x = 1}}",
      #"exec: template: main:1:7: executing "main" at <1>: undefined variable: $x"#)
    check(
      "{{if false}}{{$x = 1}}{{end}}ok",
      "ok")
    check(
      "{{if true}}{{$x := 1}}{{end}}{{$x}}",
      #"parse: template: main:1: undefined variable "$x""#)
  }

  func testOnlyTheFirstCommandOfAPipelineMayBeANon() {
    check(
      "{{1 | 2}}",
      "parse: template: main:1: non executable command in pipeline stage 2")
    check(
      "{{1 | .}}",
      "parse: template: main:1: non executable command in pipeline stage 2")
    check(
      "{{1 | .x}}",
      #"exec: template: main:1:6: executing "main" at <.x>: x is not a method but has arguments"#,
      data: #"{"x": 1}"#)
    check(
      "{{$x := 1}}{{2 | $x}}",
      #"exec: template: main:1:17: executing "main" at <$x>: can't give argument"#
        + " to non-function $x")
  }

  func testEmptyPiecesAreErrorsExceptThatARightBeforeTheClosing() {
    check(
      "{{}}",
      "parse: template: main:1: missing value for command")
    check(
      "{{()}}",
      "parse: template: main:1: missing value for parenthesized pipeline")
    check(
      "{{| print}}",
      #"parse: template: main:1: unexpected "|" in command"#)
    check(
      "{{1 | | print}}",
      #"parse: template: main:1: unexpected "|" in command"#)
    check(
      "{{1 |}}",
      "1")
    check(
      "{{print (1 |) 2|}}",
      "1 2")
    check(
      "{{if}}{{end}}",
      "parse: template: main:1: missing value for if")
    check(
      "{{range}}{{end}}",
      "parse: template: main:1: missing value for range")
  }

  func testDefineIsAllowedAtTopLevelOnly() {
    check(
      "{{if true}}{{define `a`}}{{end}}{{end}}",
      "parse: template: main:1: unexpected <define> in command")
    check(
      "{{define `a`}}{{define `b`}}{{end}}{{end}}",
      "parse: template: main:1: unexpected <define> in command")
    check(
      "{{template .x}}",
      #"parse: template: main:1: unexpected ".x" in template clause"#,
      data: #"{"x": "y"}"#)
    check(
      "{{template print}}",
      #"parse: template: main:1: unexpected "print" in template clause"#)
  }

  func testBreakAndContinueOutsideRangeAreParseErrors() {
    check(
      "{{break}}",
      "parse: template: main:1: {{break}} outside {{range}}")
    check(
      "{{if true}}{{continue}}{{end}}",
      "parse: template: main:1: {{continue}} outside {{range}}")
    check(
      "{{range 3}}{{block `b` .}}{{break}}{{end}}{{end}}",
      "parse: template: main:1: {{break}} outside {{range}}")
    check(
      "{{range 3}}{{.}}{{else}}{{break}}{{end}}",
      "parse: template: main:1: {{break}} outside {{range}}")
  }

  func testElseIfWorksOnlyUnderIfElseWithOnlyUnderWith() {
    check(
      "{{with 0}}{{else if 1}}x{{end}}",
      "parse: template: main:1: unexpected <if> in input")
    check(
      "{{if 0}}{{else with 1}}x{{end}}",
      "parse: template: main:1: unexpected <with> in input")
    check(
      "{{range 0}}{{else if 1}}{{end}}",
      "parse: template: main:1: unexpected <if> in input")
    check(
      "{{if 0}}a{{else}}b{{else}}c{{end}}",
      "parse: template: main:1: expected end; found {{else}}")
    check(
      "{{if 0}}a{{else if 0}}b{{else}}c{{end}}",
      "c")
  }

  func testOnlyRangeMayDeclareTwoVariables() {
    check(
      "{{$a, $b := 1}}",
      "parse: template: main:1: too many declarations in command")
    check(
      "{{with $a, $b := 1}}{{end}}",
      "parse: template: main:1: too many declarations in with")
    check(
      "{{range $a, $b, $c := .}}{{end}}",
      "parse: template: main:1: too many declarations in range")
  }

  func testParenthesisedNestingIsLimitedTo10000() {
    check(
      "{{((((((((((((((((((((((((((((((((((((((((1))))))))))))))))))))))))))))))))))))))))}}",
      "1")
  }

  func testErrorsOfUnclosedConstructsAreReportedAtTheLineWhereThe() {
    check(
      #"a\#n{{if 1}}\#nb"#,
      "parse: template: main:3: unexpected EOF")
    check(
      #"a\#n{{ print\#n1"#,
      "parse: template: main:3: unclosed action started at main:2")
    check(
      #"x\#n{{end}}"#,
      "parse: template: main:2: unexpected {{end}}")
    check(
      #"a\#n{{"abc"#,
      "parse: template: main:2: unterminated quoted string")
  }
}
