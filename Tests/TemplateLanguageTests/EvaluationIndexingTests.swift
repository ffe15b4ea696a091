import TemplateLanguage
import Values
import XCTest

/// What Go itself answers, row by row: index, slice, len, call.
final class EvaluationIndexingTests: XCTestCase {
  func testIndexTakesAnyNumberOfKeysGoesThroughListsMapsAnd() {
    check(
      "{{index . `a` 1 `b`}}",
      "7",
      data: #"{"a": [0, {"b": 7}]}"#)
    check(
      "{{index `abc` 1}} {{printf `%c %T` (index `é` 0) (index `é` 0)}}",
      "98 Ã uint8")
    check(
      "{{index 5}}",
      "5")
    check(
      "{{index .}}",
      "[1]",
      data: "[1]")
  }

  func testOutOfRangeANegativeOrFloatIndexOrAWrong() {
    check(
      "{{index . 1}}",
      #"exec: template: main:1:2: executing "main" at <index . 1>: error calling"#
        + " index: reflect: slice index out of range",
      data: "[1]")
    check(
      "{{index . -1}}",
      #"exec: template: main:1:2: executing "main" at <index . -1>: error callin"#
        + "g index: index out of range: -1",
      data: "[1]")
    check(
      "{{index . 0.5}}",
      #"exec: template: main:1:2: executing "main" at <index . 0.5>: error calli"#
        + "ng index: cannot index slice/array with type float64",
      data: "[1]")
    check("{{index . 0.0}}", "1", data: "[1]")
    check(
      "{{index . `a`}}",
      #"exec: template: main:1:2: executing "main" at <index . `a`>: error calli"#
        + "ng index: cannot index slice/array with type string",
      data: "[1]")
    check(
      "{{index . 0}}",
      #"exec: template: main:1:2: executing "main" at <index . 0>: error calling"#
        + " index: value has type int; should be string",
      data: #"{"0": 1}"#)
    check(
      "{{index . nil}}",
      #"exec: template: main:1:2: executing "main" at <index . nil>: error calli"#
        + "ng index: value is nil; should be of type string",
      data: #"{"a": 1}"#)
    check(
      "{{index 5 0}}",
      #"exec: template: main:1:2: executing "main" at <index 5 0>: error calling"#
        + " index: can't index item of type int")
    check(
      "{{index nil 0}}",
      #"exec: template: main:1:2: executing "main" at <index nil 0>: error calli"#
        + "ng index: index of untyped nil")
  }

  func testKeyTypesMustFit() {
    check(
      "{{index . 1}} {{index . (add 0 1)}}",
      "x x",
      data: #"{"$go": "map[int]string", "v": {"1": "x"}}"#)
    check(
      "{{index . `1`}}",
      #"exec: template: main:1:2: executing "main" at <index . `1`>: error calli"#
        + "ng index: value has type string; should be int",
      data: #"{"$go": "map[int]string", "v": {"1": "x"}}"#)
  }

  func testSliceWorksOnStringsByBytesItCanSplitACharacter() {
    check(
      "{{slice `abcd` 1 3}} {{slice `abcd`}} {{slice `abcd` 4}}. {{slice `é` 0 1"
        + " | printf `%q`}}",
      #"bc abcd . "\xc3""#)
    check(
      "{{slice . 1}} {{slice . 0 0}}",
      "[2 3] []",
      data: "[1, 2, 3]")
    check(
      "{{slice `abc` 2 1}}",
      #"exec: template: main:1:2: executing "main" at <slice `abc` 2 1>: error c"#
        + "alling slice: invalid slice index: 2 > 1")
    check(
      "{{slice `abc` 0 4}}",
      #"exec: template: main:1:2: executing "main" at <slice `abc` 0 4>: error c"#
        + "alling slice: index out of range: 4")
    check(
      "{{slice . 0 4}}",
      #"exec: template: main:1:2: executing "main" at <slice . 0 4>: error calli"#
        + "ng slice: index out of range: 4",
      data: "[1, 2, 3]")
    check(
      "{{slice `abc` 0 1 2}}",
      #"exec: template: main:1:2: executing "main" at <slice `abc` 0 1 2>: error"#
        + " calling slice: cannot 3-index slice a string")
    check(
      "{{slice nil}}",
      #"exec: template: main:1:2: executing "main" at <slice nil>: error calling"#
        + " slice: slice of untyped nil")
    check(
      "{{slice 5}}",
      #"exec: template: main:1:2: executing "main" at <slice 5>: error calling s"#
        + "lice: can't slice item of type int")
  }

  func testLenCountsBytesOfAStringElementsOfAListOr() {
    check(
      "{{len `é日`}} {{len .l}} {{len .m}}",
      "5 2 1",
      data: #"{"l": [1, 2], "m": {"a": 1}}"#)
    check(
      "{{len .n}}",
      #"exec: template: main:1:2: executing "main" at <len .n>: error calling le"#
        + "n: len of nil pointer",
      data: #"{"n": null}"#)
    check(
      "{{len .zz}}",
      #"exec: template: main:1:2: executing "main" at <len .zz>: error calling l"#
        + "en: reflect: call of reflect.Value.Type on zero Value",
      data: "{}")
    check(
      "{{len 3}}",
      #"exec: template: main:1:2: executing "main" at <len 3>: error calling len"#
        + ": len of type int")
    check(
      "{{len nil}}",
      #"exec: template: main:1:2: executing "main" at <len nil>: error calling l"#
        + "en: reflect: call of reflect.Value.Type on zero Value")
  }

  func testCallWantsAFunctionValue() {
    check(
      "{{call .x}}",
      #"exec: template: main:1:2: executing "main" at <call .x>: error calling c"#
        + "all: non-function .x of type int",
      data: #"{"x": 1}"#)
    check(
      "{{call nil}}",
      #"exec: template: main:1:2: executing "main" at <call nil>: error calling "#
        + "call: call of nil")
    check(
      "{{call}}",
      #"exec: template: main:1:2: executing "main" at <call>: wrong number of ar"#
        + "gs for call: want at least 1 got 0")
  }
}
