import TemplateLanguage
import Values
import XCTest

/// What Go itself answers, row by row: control structures.
final class EvaluationControlTests: XCTestCase {
  func testWithSetsTheDotOnlyInItsFirstBranch() {
    check(
      "{{with .e}}a{{else}}{{.k}}{{end}}",
      "1",
      data: #"{"e": "", "k": 1}"#)
    check(
      "{{with 0}}a{{else with 5}}{{.}}{{else}}c{{end}}",
      "5")
  }

  func testRangeOverAListWithOneVariableGivesTheElementNot() {
    check(
      "{{range $v := .}}{{$v}}{{.}} {{end}}|{{range $i, $v := .}}{{$i}}={{$v}} {{end}}",
      "aa bb |0=a 1=b ",
      data: #"["a", "b"]"#)
  }

  func testRangeOverAMapVisitsKeysInSortedOrder() {
    check(
      "{{range $k, $v := .}}{{$k}}={{$v}} {{end}}|{{range .}}{{.}}{{end}}",
      "10=5 9=6 B=3 a=2 b=1 é=4 |563214",
      data: #"{"b": 1, "a": 2, "B": 3, "é": 4, "10": 5, "9": 6}"#)
    check(
      "{{range $k, $v := .}}{{$k}}={{$v}} {{end}}",
      "-1=z 9=y 10=x ",
      data: #"{"$go": "map[int]string", "v": {"10": "x", "9": "y", "-1": "z"}}"#)
  }

  func testRangeOverAnIntNCounts0N1OnlyOne() {
    check(
      "{{range 3}}{{.}}{{end}} {{range $i := 2}}{{$i}}{{end}} {{range 0}}x{{else}"
        + "}none{{end}} {{range -2}}x{{else}}none{{end}}",
      "012 01 none none")
    check(
      "{{range $i, $v := 3}}{{end}}",
      #"exec: template: main:1:18: executing "main" at <3>: can't use 3 to itera"#
        + "te over more than one variable")
  }

  func testRangeOverNilAMissingKeyOrAnEmptyListOr() {
    check(
      "{{range .n}}x{{else}}E{{end}}{{range .zz}}x{{else}}E{{end}}",
      "EE",
      data: #"{"n": null}"#)
    check(
      "{{range `abc`}}{{end}}",
      #"exec: template: main:1:8: executing "main" at <`abc`>: range can't iterate over abc"#)
    check(
      "{{range 1.5}}{{end}}",
      #"exec: template: main:1:8: executing "main" at <1.5>: range can't iterate over 1.5"#)
    check(
      "{{range true}}{{end}}",
      #"exec: template: main:1:8: executing "main" at <true>: range can't iterate over true"#)
    check(
      "{{range nil}}{{end}}",
      #"exec: template: main:1:8: executing "main" at <nil>: nil is not a command"#)
    check(
      "{{range ``}}{{end}}",
      #"exec: template: main:1:8: executing "main" at <``>: range can't iterate over "#)
  }

  func testBreakEndsTheInnermostRangeItsElseDoesNotRunThen() {
    check(
      "{{range 5}}{{if eq . 1}}{{continue}}{{end}}{{if eq . 3}}{{break}}{{end}}{{"
        + ".}}{{else}}E{{end}}",
      "02")
    check(
      "{{range 2}}{{range 3}}{{break}}{{end}}{{.}}{{end}}",
      "01")
  }

  func testRangeWithAssignsExistingVariablesWhichKeepTheLastValuesAfterwards() {
    check(
      "{{$v := 9}}{{range $v = .}}{{end}}{{$v}}",
      "2",
      data: "[1, 2]")
    check(
      "{{$i := 0}}{{$v := 0}}{{range $i, $v = .}}{{end}}{{$i}}{{$v}}",
      "1b",
      data: #"["a", "b"]"#)
  }

  func testTrimMarkersOnControlActionsTrimTheTextAroundThem() {
    check(
      "[{{if true}} x {{- end }} ]",
      "[ x ]")
    check(
      "[{{range 2}} {{end}}]",
      "[  ]")
  }
}
