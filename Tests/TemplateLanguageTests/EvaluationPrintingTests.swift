import TemplateLanguage
import Values
import XCTest

/// What Go itself answers, row by row: printing a value.
final class EvaluationPrintingTests: XCTestCase {
  func testNilPrintsNoValueWhenItIsTheWholeActionNil() {
    check(
      "{{.x}} {{.n}} {{.l}} {{.m}} {{print .x}} {{print .n}} {{printf `%v` .n}}",
      "<no value> <no value> [<nil>] map[a:<nil>] <nil> <nil> <nil>",
      data: #"{"n": null, "l": [null], "m": {"a": null}}"#)
  }

  func testANilConstantCannotBePrintedOrUsedAsACommand() {
    check(
      "{{nil}}",
      #"exec: template: main:1:2: executing "main" at <nil>: nil is not a command"#)
    check(
      "{{print nil}}",
      "<nil>")
  }

  func testListsPrintAsABMapsAsMapKVK() {
    check(
      "{{.}}",
      "map[a:map[B:3 z:1 é:2] b:[1 x y [true <nil>]] e:[] m:map[]]",
      data: #"{"b": [1, "x y", [true, null]], "a": {"z": 1, "é": 2, "B": 3}, "e": [], "m": {}}"#)
  }

  func testStructsPrintTheirFieldValuesInBracesInDeclarationOrderWithout() {
    check(
      "{{.}} {{printf `%v %+v` . .}}",
      "{a 80 [x]} {a 80 [x]} {Name:a Port:80 Tags:[x]}",
      data: #"{"$go": "struct", "fields": [["Name", "a"], ["Port", 80], ["Tags", {"$go"#
        + #"": "[]string", "v": ["x"]}]]}"#)
    check(
      "{{.}} {{printf `%v %+v` . .}}",
      "{a} &{a} &{Name:a}",
      data: #"{"$go": "*struct", "fields": [["Name", "a"]]}"#)
  }

  func testFloatsPrintWithTheShortestDigitsThatRoundTripInE() {
    check(
      "{{range .}}{{.}} {{end}}",
      "1 100000 1e+06 1.234567e+06 999999.5 1.23456789e+08 1.000000005e+08 1e+20 1e+21 3e+100 ",
      data: "[1.0, 100000.0, 1000000.0, 1234567.0, 999999.5, 123456789.0, 100000000.5, "
        + "1e+20, 1e+21, 3e+100]")
    check(
      "{{printf `%v %g %.3g %e %f` . . . . .}}",
      "1e+06 1e+06 1e+06 1.000000e+06 1000000.000000",
      data: "1000000.0")
    check(
      "{{range .}}{{.}} {{end}}",
      "0.1 0.30000000000000004 0.0001 0.00012345 1e-05 1.5e-07 -0 5e-324 1.797693"
        + "1348623157e+308 ",
      data: "[0.1, 0.30000000000000004, 0.0001, 0.00012345, 1e-05, 1.5e-07, -0.0, 5e-32"
        + "4, 1.7976931348623157e+308]")
  }

  func testSpecialFloatsPrintNaNInfInf() {
    check(
      "{{.}}",
      "[NaN +Inf -Inf]",
      data: #"{"$go": "[]float64", "v": ["NaN", "+Inf", "-Inf"]}"#)
  }

  func testBooleansPrintTrueFalse() {
    check(
      "{{.}}",
      "[true false]",
      data: "[true, false]")
    check(
      "{{.}} {{printf `%s` .}}",
      "[104 105] hi",
      data: #"{"$go": "[]uint8", "v": [104, 105]}"#)
  }

  func testChannelsAndFunctionsCannotBePrintedByAnAction() {
    check(
      "{{loop 3}}",
      #"exec: template: main:1:2: executing "main" at <{{loop 3}}>: can't print "#
        + "{{loop 3}} of type <-chan int64")
  }
}
