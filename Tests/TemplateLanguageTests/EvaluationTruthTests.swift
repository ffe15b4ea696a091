import TemplateLanguage
import Values
import XCTest

/// What Go itself answers, row by row: truth.
final class EvaluationTruthTests: XCTestCase {
  func testFalse() {
    check(
      "{{range .}}{{if .}}T{{else}}F{{end}}{{end}}",
      "FFFFFFFFTTTTTTTT",
      data: #"[false, 0, 0.0, -0.0, "", null, [], {}, "false", "0", [0], {"a": null}, "#
        + "1, -1, 0.1, true]")
    check(
      "{{if .nope}}T{{else}}F{{end}}",
      "F",
      data: "{}")
    check(
      "{{if .}}T{{else}}F{{end}}",
      "T",
      data: #"{"$go": "struct", "fields": [["A", 0]]}"#)
    check(
      "{{if .}}T{{else}}F{{end}}",
      "T",
      data: #"{"$go": "float64", "v": "NaN"}"#)
  }

  func testIfNilIsAnError() {
    check(
      "{{if nil}}{{end}}",
      #"exec: template: main:1:5: executing "main" at <nil>: nil is not a command"#)
    check(
      "{{if .n}}T{{else}}F{{end}}",
      "F",
      data: #"{"n": null}"#)
  }
}
