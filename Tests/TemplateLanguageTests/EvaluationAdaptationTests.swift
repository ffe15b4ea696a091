import TemplateLanguage
import Values
import XCTest

/// Arguments which only Go's static types would refuse are taken with their obvious meaning; what a
/// person would call a mistake stays an error.
final class EvaluationAdaptationTests: XCTestCase {
  func testIntegersOfAnyWidthFitWhereTheyFit() {
    check("{{indent (add 1 1) `x`}}", "  x")
    check("{{indent .x `x`}}", "  x", data: #"{"x": 2.0}"#)
    check("{{takesUnsigned .}}", "200", data: "200")
    check(
      "{{takesUnsigned .}}",
      #"exec: template: main:1:16: executing "main" at <.>: wrong type for value; expected "#
        + "uint8; got int", data: "300")
    check(
      "{{indent .x `x`}}",
      #"exec: template: main:1:9: executing "main" at <.x>: wrong type for value; expected "#
        + "int; got float64", data: #"{"x": 2.5}"#)
  }

  func testIntegersAreFloatsWhereFloatsAreWanted() {
    check("{{takesFloat .}} {{takesFloat 3}} {{. | takesFloat}}", "2 3 2", data: "2")
  }

  func testListsOfStringsAreListsOfStrings() {
    check("{{join `-` .}}", "a-b", data: #"["a", "b"]"#)
    check("{{takesAnyList (split `,` `a,b`)}}", "[]interface {}")
    check(
      "{{join `-` .}}",
      #"exec: template: main:1:11: executing "main" at <.>: wrong type for value; expected "#
        + "[]string; got []interface {}", data: #"["a", 1]"#)
  }

  func testMapsOfStringsAreMapsOfStrings() {
    check("{{takesMap .}}", "map[string]string", data: #"{"a": "b"}"#)
    check(
      "{{takesMap .}}",
      #"exec: template: main:1:11: executing "main" at <.>: wrong type for value; expected "#
        + "map[string]string; got map[string]interface {}", data: #"{"a": 1}"#)
  }

  func testStringsAreNeverMadeOfNumbers() {
    check(
      "{{toUpper .n}}",
      #"exec: template: main:1:10: executing "main" at <.n>: wrong type for value; expected "#
        + "string; got int", data: #"{"n": 5}"#)
    check(
      "{{toUpper .n}}",
      #"exec: template: main:1:10: executing "main" at <.n>: wrong type for value; expected "#
        + "string; got interface {}", data: #"{"n": null}"#)
    check(
      "{{takesBool 1}}",
      #"exec: template: main:1:12: executing "main" at <1>: expected bool; found 1"#)
  }

  func testWhatIsPipedIntoCallIsNamedByItsType() {
    check(
      "{{5 | call}}",
      #"exec: template: main:1:6: executing "main" at <call>: error calling call: "#
        + "non-function <int Value> of type int")
  }

  func testConstantsAreCutToTheirParameter() {
    check("{{takesUnsigned 255}} {{takesUnsigned 'a'}}", "255 97")
    check(
      "{{takesUnsigned -1}}",
      #"exec: template: main:1:16: executing "main" at <-1>: expected unsigned integer; "#
        + "found -1")
  }
}
