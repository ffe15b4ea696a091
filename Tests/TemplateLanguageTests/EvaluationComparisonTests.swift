import TemplateLanguage
import Values
import XCTest

/// What Go itself answers, row by row: comparison.
final class EvaluationComparisonTests: XCTestCase {
  func testIntsCompareWithIntsSignedAgainstUnsignedByValueAnyWidth() {
    check(
      "{{eq 1 1}} {{eq 1 (add 0 1)}} {{lt 1 2}} {{lt 1.5 2.5}} {{lt `a` `b`}}",
      "true true true true true")
    check(
      "{{eq 1 `1`}}",
      #"exec: template: main:1:2: executing "main" at <eq 1 `1`>: error calling "#
        + "eq: incompatible types for comparison: int and string")
    check(
      "{{eq true 1}}",
      #"exec: template: main:1:2: executing "main" at <eq true 1>: error calling"#
        + " eq: incompatible types for comparison: bool and int")
    check(
      "{{eq .U .I}} {{lt .N .U}}",
      "true true",
      data: #"{"$go": "struct", "fields": [["U", {"$go": "uint", "v": 3}], ["I", 3], ["#
        + #""N", -1]]}"#)
  }

  func testJSONNumbers() {
    check(
      "{{eq .x 1}}",
      "true",
      data: #"{"x": 1}"#)
  }

  func testEqTakesMoreThanTwoArguments() {
    check(
      "{{eq 1 2 3 1}}",
      "true")
    check(
      "{{eq 1 2 `x`}}",
      #"exec: template: main:1:2: executing "main" at <eq 1 2 `x`>: error callin"#
        + "g eq: incompatible types for comparison: int and string")
    check(
      "{{eq 1 1 `x`}}",
      "true")
    check(
      "{{eq 1}}",
      #"exec: template: main:1:2: executing "main" at <eq 1>: error calling eq: "#
        + "missing argument for comparison")
    check(
      "{{ne 1 2 3}}",
      #"exec: template: main:1:2: executing "main" at <ne>: wrong number of args"#
        + " for ne: want 2 got 3")
  }

  func testNil() {
    check(
      "{{eq .a nil}} {{eq nil .b}} {{eq .a .zz}} {{eq .b .a}} {{ne .b nil}}",
      "true false true false true",
      data: #"{"a": null, "b": 1}"#)
    check(
      "{{eq .l nil}} {{eq .m nil}}",
      "false false",
      data: #"{"l": [1], "m": {}}"#)
    check(
      "{{eq .l .l}}",
      #"exec: template: main:1:2: executing "main" at <eq .l .l>: error calling "#
        + "eq: non-comparable type [%!s(int=1)]: []interface {}",
      data: #"{"l": [1]}"#)
    check(
      "{{eq .m .m}}",
      #"exec: template: main:1:2: executing "main" at <eq .m .m>: error calling "#
        + "eq: non-comparable type map[]: map[string]interface {}",
      data: #"{"m": {}}"#)
    check(
      "{{eq .l 1}}",
      #"exec: template: main:1:2: executing "main" at <eq .l 1>: error calling e"#
        + "q: incompatible types for comparison: []interface {} and int",
      data: #"{"l": [1]}"#)
  }

  func testBooleansHaveNoOrder() {
    check(
      "{{lt true false}}",
      #"exec: template: main:1:2: executing "main" at <lt true false>: error cal"#
        + "ling lt: invalid type for comparison")
    check(
      "{{lt .n 1}}",
      #"exec: template: main:1:2: executing "main" at <lt .n 1>: error calling l"#
        + "t: invalid type for comparison",
      data: #"{"n": null}"#)
    check(
      "{{le `a` `a`}} {{ge 2 1}} {{gt `b` `B`}}",
      "true true true")
    check(
      "{{lt 1 2 3}}",
      #"exec: template: main:1:2: executing "main" at <lt>: wrong number of args"#
        + " for lt: want 2 got 3")
  }

  func testStringsCompareByBytes() {
    check(
      "{{lt `Z` `a`}} {{lt `é` `z`}}",
      "true false")
    check(
      "{{eq . .}} {{lt . 1.0}} {{gt . 1.0}} {{ge . 1.0}}",
      "false false true true",
      data: #"{"$go": "float64", "v": "NaN"}"#)
  }

  func testStructsCompareFieldByFieldWhenComparable() {
    check(
      "{{eq .A .B}}",
      "true",
      data: #"{"$go": "struct", "fields": [["A", {"$go": "struct", "fields": [["X", 1]"#
        + #"]}], ["B", {"$go": "struct", "fields": [["X", 1]]}]]}"#)
  }
}
