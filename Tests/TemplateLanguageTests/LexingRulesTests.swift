import TemplateLanguage
import Values
import XCTest

/// What Go itself answers, row by row: lexing.
final class LexingRulesTests: XCTestCase {
  func testTrimsOnlyWhenAnASCIISpaceTabCROrLFFollows() {
    check(
      "a {{- 3}} b",
      "a3 b")
    check(
      "a {{-3}} b",
      "a -3 b")
    check(
      "a {{3 -}} b",
      "a 3b")
    check(
      "a {{3-}} b",
      #"parse: template: main:1: bad number syntax: "3-""#)
  }

  func testTrimmingRemovesAllOfSpaceTabCRLFThoseFourOnly() {
    check(
      #"a \#n\#t\#r {{- 1 -}} \#n\#t b"#,
      "a1b")
    check(
      #"a\#u{A0}{{- 1}}"#,
      #"a\#u{A0}1"#)
    check(
      "a {{/* c */}} {{- 1}}",
      "a 1")
  }

  func testALoneTrimPairIsAnEmptyActionAndSoAn() {
    check(
      "a {{- -}} b",
      #"parse: template: main:1: illegal number syntax: "-""#)
    check(
      "a {{-}} b",
      #"parse: template: main:1: illegal number syntax: "-""#)
    check(
      "{{- - 1}}",
      #"parse: template: main:1: illegal number syntax: "-""#)
  }

  func testACommentMustTouchItsDelimitersExceptForTrimMarkers() {
    check(
      #"a{{/* x\#ny */}}b"#,
      "ab")
    check(
      "a {{- /* x */ -}} b",
      "ab")
    check(
      "{{ /* x */ }}",
      #"parse: template: main:1: unexpected "/" in command"#)
    check(
      "{{/* x */ }}",
      "parse: template: main:1: comment ends before closing delimiter")
    check(
      "{{/* a /* b */ c */}}",
      "parse: template: main:1: comment ends before closing delimiter")
    check(
      "{{/*",
      "parse: template: main:1: unclosed comment")
    check(
      "{{/* {{.x}} */}}ok",
      "ok")
  }

  func testACommentDoesNotCountAsAnActionSEnd() {
    check(
      "a {{/**/}} b",
      "a  b")
    check(
      "a {{- /**/}} b",
      "a b")
  }

  func testNewlinesAndTabsAreAllowedInsideActions() {
    check(
      #"{{\#n\#tprint\#n1\#r\#n2 }}"#,
      "1 2")
    check(
      #"{{print\#u{A0}1}}"#,
      "parse: template: main:1: bad character U+00A0")
  }

  func testInsideAnActionTheRightDelimiterIsLookedForBeforeAnything() {
    check(
      #"{{"}}"}}|{{`}}`}}|{{'}'}}"#,
      "}}|}}|125")
    check(
      "{{{1}}}",
      #"parse: template: main:1: unexpected "{" in command"#)
    check(
      "{{1}}}",
      "1}")
  }

  func testOperandsNeedASpaceBetweenThem() {
    check(
      "{{$x:=1}}{{$x}}",
      "1")
    check(
      "{{$x := 1}}{{$x=2}}",
      "parse: template: main:1: bad character U+003D '='")
    check(
      "{{$x := 1}}{{$x =2}}{{$x}}",
      "2")
    check(
      "{{print(1)}}",
      #"parse: template: main:1: unexpected "(" in operand"#)
    check(
      #"{{"a""b"}}"#,
      #"parse: template: main:1: unexpected "\"b\"" in operand"#)
    check(
      "{{1|print}}",
      "1")
    check(
      "{{.a-b}}",
      "parse: template: main:1: bad character U+002D '-'")
  }

  func testCustomDelimitersReplaceBothMarksEverywhereAlsoForTrimMarkersAnd() {
    check(
      "<< .x >>{{.x}}<</* c */>> <<- 1 ->> !",
      "5{{.x}}1!",
      data: #"{"x": 5}"#,
      options: RowOptions(delimiters: ["<<", ">>"]))
    check(
      "{{1}}",
      "1",
      options: RowOptions(delimiters: ["", ""]))
  }

  func testIdentifiersAndKeysAfterADotAreUnicodeLettersDigitsAnd() {
    check(
      "{{.ключ}} {{._a}} {{.é1}}",
      "1 2 3",
      data: #"{"ключ": 1, "_a": 2, "é1": 3}"#)
    check(
      "{{.1a}}",
      #"parse: template: main:1: bad number syntax: ".1a""#,
      data: #"{"1a": 1}"#)
    check(
      "{{$é := 1}}{{$é}}{{$1 := 2}}{{$1}}",
      "12")
  }
}
