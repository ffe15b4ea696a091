import TemplateLanguage
import Values
import XCTest

/// What Go itself answers, row by row: data.
final class EvaluationDataTests: XCTestCase {
  func testAJSONNumberWithoutEOrEThatFitsInt64Is() {
    check(
      "{{range .}}{{printf `%T:%v ` . .}}{{end}}",
      "int:1 float64:1 float64:1000 float64:-0 int:9223372036854775807 float64:9."
        + "223372036854776e+18 string:1 bool:true <nil>:<nil> []interface {}:[] map[s"
        + "tring]interface {}:map[] ",
      data: #"[1, 1.0, 1000.0, -0.0, 9223372036854775807, 9223372036854775808, "1", tr"#
        + "ue, null, [], {}]")
  }
}
