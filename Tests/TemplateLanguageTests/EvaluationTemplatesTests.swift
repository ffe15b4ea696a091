import TemplateLanguage
import Values
import XCTest

/// What Go itself answers, row by row: templates.
final class EvaluationTemplatesTests: XCTestCase {
  func testTemplateWithoutAnArgumentRunsWithNilData() {
    check(
      "{{define `t`}}[{{.}}]{{end}}{{template `t`}}{{template `t` 1}}{{template `"
        + "t` (print 1 2)}}",
      "[<no value>][1][1 2]")
    check(
      "{{template `no`}}",
      #"exec: template: main:1:11: executing "main" at <{{template "no"}}>: temp"#
        + #"late "no" not defined"#)
    check(
      "{{if false}}{{template `no`}}{{end}}ok",
      "ok")
  }

  func testDefineMayComeAfterItsUseAnywhereAtTopLevel() {
    check(
      "a {{template `t`}} {{define `t`}}T{{end}} b",
      "a T  b")
  }

  func testBlockDefinesAndRunsInPlace() {
    check(
      "{{block `b` 5}}<{{.}}>{{end}}",
      "<5>")
    check(
      "{{define `t`}}1{{end}}{{define `t`}}2{{end}}",
      #"parse: template: main:1: template: multiple definition of template "t""#)
    check(
      "{{define `t`}} {{end}}{{define `t`}}2{{end}}{{template `t`}}",
      "2")
    check(
      "{{define `t`}}2{{end}}{{define `t`}} {{/**/}} {{end}}{{template `t`}}",
      "2")
    check(
      "{{block `b` 1}}x{{end}}{{block `b` 1}}y{{end}}",
      #"parse: template: main:1: template: multiple definition of template "b""#)
    check(
      "{{block `b`}}x{{end}}",
      "parse: template: main:1: missing value for block clause")
  }

  func testAcrossParseCallsSeveralFilesALaterNonEmptyBodyReplaces() {
    check(
      "{{define `b`}}new{{end}}",
      "[new]",
      options: RowOptions(templates: [("base", "[{{block `b` .}}old{{end}}]")], entry: "base"))
    check(
      "[{{block `b` .}}old{{end}}]",
      "[old]",
      options: RowOptions(templates: [("over", "{{define `b`}}new{{end}}")]))
    check(
      "{{define `b`}} {{end}}[{{template `b`}}]",
      "[kept]",
      options: RowOptions(templates: [("base", "{{define `b`}}kept{{end}}")]))
  }

  func testNamesAreMatchedExactly() {
    check(
      "{{define `t`}}{{.}}{{if gt . 0}}{{template `t` (subtract 1 .)}}{{end}}{{en"
        + "d}}{{template `t` 3}}",
      "3210")
    check(
      "{{template `main`}}",
      #"exec: template: main:1:11: executing "main" at <{{template "main"}}>: ex"#
        + "ceeded maximum template depth (100000)")
  }

  func testDefiningTheMainTemplateSOwnNameConflictsWithNonEmpty() {
    check(
      "{{define `main`}}x{{end}}y",
      #"parse: template: main:1: template: multiple definition of template "main""#)
    check(
      "{{define `main`}}x{{end}} ",
      "x")
  }

  func testAFailingTemplateSOutputUpToTheFailureHasAlready() {
    check(
      "{{define `t`}}{{.}}{{end}}{{template `t` $x := 4}}{{$x}}",
      "44")
  }
}
