import TemplateLanguage
import Values
import XCTest

/// What Go itself answers, row by row: fields, keys, missing keys, nil.
final class EvaluationFieldsTests: XCTestCase {
  func testWithTheDefaultOptionAMissingKeyOfAMapYields() {
    check(
      "[{{.a}}] [{{.a.b.c}}] [{{.m.x.y}}]",
      "[<no value>] [<no value>] [<no value>]",
      data: #"{"m": {}}"#)
  }

  func testAKeyThatIsPresentWithNullIsDifferent() {
    check(
      "[{{.n}}]",
      "[<no value>]",
      data: #"{"n": null}"#)
    check(
      "{{.n.x}}",
      #"exec: template: main:1:4: executing "main" at <.n.x>: nil pointer evalua"#
        + "ting interface {}.x",
      data: #"{"n": null}"#)
  }

  func testMissingkeyZeroConsulTemplateSSettingGivesTheElementTypeS() {
    check(
      "[{{.a}}]",
      "[<no value>]",
      data: "{}",
      options: RowOptions(missingKey: .zero))
    check(
      "{{.a.b}}",
      #"exec: template: main:1:4: executing "main" at <.a.b>: nil pointer evalua"#
        + "ting interface {}.b",
      data: "{}",
      options: RowOptions(missingKey: .zero))
    check(
      "[{{.a}}]",
      "[]",
      data: #"{"$go": "map[string]string", "v": {}}"#,
      options: RowOptions(missingKey: .zero))
    check(
      "[{{.a}}]",
      "[0]",
      data: #"{"$go": "map[string]int", "v": {}}"#,
      options: RowOptions(missingKey: .zero))
  }

  func testMissingkeyErrorConsulTemplateSErrorOnMissingKeyFailsOn() {
    check(
      "{{.a}}",
      #"exec: template: main:1:2: executing "main" at <.a>: map has no entry for key "a""#,
      data: "{}",
      options: RowOptions(missingKey: .error))
    check(
      "{{.a}}",
      #"exec: template: main:1:2: executing "main" at <.a>: nil data; no entry for key "a""#,
      options: RowOptions(missingKey: .error))
    check(
      "[{{index . `a`}}]",
      "[<no value>]",
      data: "{}",
      options: RowOptions(missingKey: .error))
    check(
      "{{if .a}}{{end}}",
      #"exec: template: main:1:5: executing "main" at <.a>: map has no entry for key "a""#,
      data: "{}",
      options: RowOptions(missingKey: .error))
    check(
      "[{{.a}}]",
      "[<no value>]",
      data: "{}",
      options: RowOptions(missingKey: .invalid))
  }

  func testAParenthesisedPipelineOrAVariableUnwrapsNil() {
    check(
      "[{{(.n).x}}]",
      "[<no value>]",
      data: #"{"n": null}"#)
    check(
      "[{{$v := .n}}{{$v.x}}]",
      "[<no value>]",
      data: #"{"n": null}"#)
    check(
      "[{{(.a).b}}]",
      "[<no value>]",
      data: "{}",
      options: RowOptions(missingKey: .zero))
    check(
      "{{(.n).x}}",
      #"exec: template: main:1:3: executing "main" at <.n>: nil data; no entry for key "x""#,
      data: #"{"n": null}"#,
      options: RowOptions(missingKey: .error))
    check(
      "{{range .}}{{.x}}{{end}}",
      #"exec: template: main:1:13: executing "main" at <.x>: nil pointer evaluat"#
        + "ing interface {}.x",
      data: "[null]")
    check(
      "[{{with $.n}}{{else}}{{$.n}}{{end}}]",
      "[<no value>]",
      data: #"{"n": null}"#)
  }

  func testIndexOnAMapWithAnAbsentKeyGivesTheZero() {
    check(
      "[{{index . `a`}}]",
      "[<no value>]",
      data: "{}")
    check(
      "[{{(index . `a`).b}}]",
      "[<no value>]",
      data: "{}")
    check(
      "{{(index . `a`).b}}",
      #"exec: template: main:1:11: executing "main" at <`a`>: nil data; no entry for key "b""#,
      data: "{}",
      options: RowOptions(missingKey: .error))
    check(
      "[{{index . `a`}}]",
      "[0]",
      data: #"{"$go": "map[string]int", "v": {}}"#)
    check(
      "[{{index . `a` `b`}}]",
      "[<no value>]",
      data: #"{"a": {}}"#)
    check(
      "[{{index . `a` `b`}}]",
      #"exec: template: main:1:3: executing "main" at <index . `a` `b`>: error c"#
        + "alling index: index of nil pointer",
      data: "{}")
  }

  func testNilRootData() {
    check(
      "[{{.a}}] [{{.a.b}}] [{{.}}]",
      "[<no value>] [<no value>] [<no value>]")
    check(
      "[{{.a}}]",
      "[<no value>]",
      options: RowOptions(missingKey: .zero))
  }

  func testAFieldOfAStringNumberBoolOrListIsAn() {
    check(
      "{{.s.x}}",
      #"exec: template: main:1:4: executing "main" at <.s.x>: can't evaluate fie"#
        + "ld x in type interface {}",
      data: #"{"s": "a"}"#)
    check(
      "{{.i.x}}",
      #"exec: template: main:1:4: executing "main" at <.i.x>: can't evaluate fie"#
        + "ld x in type interface {}",
      data: #"{"i": 1}"#)
    check(
      "{{.l.x}}",
      #"exec: template: main:1:4: executing "main" at <.l.x>: can't evaluate fie"#
        + "ld x in type interface {}",
      data: #"{"l": [1]}"#)
  }

  func testAnUnknownFieldOfAStructIsAlwaysAnErrorWhatever() {
    check(
      "{{.Name}}",
      "a",
      data: #"{"$go": "struct", "fields": [["Name", "a"]]}"#)
    check(
      "{{.name}}",
      #"exec: template: main:1:2: executing "main" at <.name>: can't evaluate fi"#
        + "eld name in type struct { Name string }",
      data: #"{"$go": "struct", "fields": [["Name", "a"]]}"#)
    check(
      "{{.Nope}}",
      #"exec: template: main:1:2: executing "main" at <.Nope>: can't evaluate fi"#
        + "eld Nope in type *struct { Name string }",
      data: #"{"$go": "*struct", "fields": [["Name", "a"]]}"#,
      options: RowOptions(missingKey: .zero))
  }

  func testAMapKeyThatHidesNoMethodMayHaveAnySpelling() {
    check(
      "{{.end}} {{.if}} {{.true}} {{.nil}}",
      "1 2 3 4",
      data: #"{"end": 1, "if": 2, "true": 3, "nil": 4}"#)
    check(
      "{{index . `a-b`}}",
      "1",
      data: #"{"a-b": 1}"#)
    check(
      "{{.a 1}}",
      #"exec: template: main:1:2: executing "main" at <.a>: a is not a method but has arguments"#,
      data: #"{"a": 1}"#)
    check(
      "{{1 | .a}}",
      #"exec: template: main:1:6: executing "main" at <.a>: a is not a method but has arguments"#,
      data: #"{"a": 1}"#)
  }

  func testParenthesisedPipelinesMayBeFollowedByFieldsAndFunctionsNamesToo() {
    check(
      "{{(.).a}} {{($).a}}",
      "1 1",
      data: #"{"a": 1}"#)
    check(
      "{{scratch.Key `a`}}",
      "false")
  }

  func testMethodsAreCalledThroughADot() {
    check(
      "{{scratch.Set `k` 5}}{{scratch.Get `k`}} {{9 | scratch.Set `j`}}{{scratch."
        + "Get `j`}} {{scratch.Key `q`}}",
      "5 9 false")
    check(
      "{{scratch.Nope}}",
      #"exec: template: main:1:2: executing "main" at <scratch>: can't evaluate "#
        + "field Nope in type *main.pad")
    check(
      "{{scratch.Get}}",
      #"exec: template: main:1:2: executing "main" at <scratch>: wrong number of"#
        + " args for Get: want 1 got 0")
  }
}
