import TemplateLanguage
import Values
import XCTest

/// What Go itself answers, row by row: print, println, printf.
final class EvaluationPrintfTests: XCTestCase {
  func testPrintPutsASpaceBetweenTwoOperandsOnlyWhenNeitherIs() {
    check(
      "{{print 1 2}}|{{print `a` `b`}}|{{print 1 `a` 2 3}}|{{print nil nil}}|{{pr"
        + "intln `a` 1}}|{{print}}|",
      #"1 2|ab|1a2 3|<nil> <nil>|a 1\#n||"#)
  }

  func testPrintOfNoValueGivesNilHtmlAndUrlqueryOfIt() {
    check(
      "{{print .x}} {{html .x}} {{urlquery .x}} {{js .x}} {{printf `%v %s %d` .x .x .x}}",
      #"<nil> &lt;no value&gt; %3Cno+value%3E \u003Cno value\u003E <nil> %!s(<nil>) %!d(<nil>)"#,
      data: "{}")
  }

  func testVerbsNeverFail() {
    check(
      "{{printf `%d` `hi`}}|{{printf `%d`}}|{{printf `x` 1 `a`}}|{{printf `%z` 1}"
        + "}|{{printf `100%`}}|{{printf `%%`}}|{{printf `%!`}}",
      "%!d(string=hi)|%!d(MISSING)|x%!(EXTRA int=1, string=a)|%!z(int=1)|100%!(NO"
        + "VERB)|%|%!!(MISSING)")
  }

  func testTheFormatMustBeAString() {
    check(
      "{{printf 5}}",
      #"exec: template: main:1:9: executing "main" at <5>: expected string; found 5"#)
    check(
      "{{printf .x}}",
      #"exec: template: main:1:9: executing "main" at <.x>: invalid value; expected string"#,
      data: "{}")
    check(
      "{{5 | printf}}",
      #"exec: template: main:1:6: executing "main" at <printf>: wrong type for v"#
        + "alue; expected string; got int")
    check(
      "{{printf}}",
      #"exec: template: main:1:2: executing "main" at <printf>: wrong number of "#
        + "args for printf: want at least 1 got 0")
  }

  func testInts() {
    check(
      "{{printf `%5d|%-5d|%05d|%+d|% d|%x|%X|%#x|%o|%#o|%O|%b|%c|%q|%U|%#U` 42 42"
        + " 42 42 42 255 255 255 8 8 8 5 65 65 8364 8364}}",
      "   42|42   |00042|+42| 42|ff|FF|0xff|10|010|0o10|101|A|'A'|U+20AC|U+20AC '€'")
    check(
      "{{printf `%08.3d|%-05d|%+05d|%x|%6.3d|` 7 7 7 -255 7}}",
      "     007|7    |+0007|-ff|   007|")
    check(
      "{{printf `%.0d|%s|%f|%t` 0 1 1 1}}",
      "|%!s(int=1)|%!f(int=1)|%!t(int=1)")
  }

  func testFloats() {
    check(
      "{{printf `%v %g %f %.2f %e %8.3f|%-8.1f|%+.1f|%08.2f|%G|%.3g|%#g` 1.5 1e21"
        + " 1.5 2.345 12345.678 3.14159 3.14159 2.0 -3.14159 1e-7 1234.5678 1.0}}",
      "1.5 1e+21 1.500000 2.35 1.234568e+04    3.142|3.1     |+2.0|-0003.14|1E-07"
        + "|1.23e+03|1.00000")
    check(
      "{{printf `%d %s %x` 1.5 1.5 1.5}}",
      "%!d(float64=1.5) %!s(float64=1.5) 0x1.8p+00")
  }

  func testStrings() {
    check(
      "{{printf `%10s|%-6s|%.2s|%q|%+q|%#q|%x|% x|%# x|%5.1s|%05s` `hé` `hé` `h"
        + #"éllo` `hé"\n` `é` `raw` `hé` `hé` `hé` `xyz` `ab`}}"#,
      #"        hé|hé    |hé|"hé\"\\n"|"\u00e9"|`raw`|68c3a9|68 c3 a9|0x68 0"#
        + "xc3 0xa9|    x|000ab")
    check(
      #"{{printf "%q %q" "\x00\t\u200b" "tab\there"}}"#,
      #""\x00\t\u200b" "tab\there""#)
  }

  func testBooleansTAndV() {
    check(
      "{{printf `%t %v %5t %d %T %v %d %T` true false true true true nil nil nil}}",
      "true false  true %!d(bool=true) bool <nil> %!d(<nil>) <nil>")
  }

  func testListsAndMapsApplyTheVerbToEveryElementWidthIncluded() {
    check(
      "{{printf `%v %d %s %q %03d %x` .i .i .s .s .i .s}}",
      #"[1 2] [1 2] [a b] ["a" "b"] [001 002] [61 62]"#,
      data: #"{"i": [1, 2], "s": ["a", "b"]}"#)
    check(
      "{{printf `%v %d %s` . . .}}",
      "map[a:1 b:2] map[%!d(string=a):1 %!d(string=b):2] map[a:%!s(int=1) b:%!s(int=2)]",
      data: #"{"a": 1, "b": 2}"#)
    check(
      "{{printf `%s` .}}",
      "[%!s(int=1) a <nil>]",
      data: #"[1, "a", null]"#)
  }

  func testVIsGoSyntax() {
    check(
      "{{printf `%#v` .}}",
      #"map[string]interface {}{"a":1, "b":[]interface {}{1, "x", 1.5, interface"#
        + " {}(nil), true}}",
      data: #"{"b": [1, "x", 1.5, null, true], "a": 1.0}"#)
    check(
      "{{printf `%#v %#v %#v %#v` `s` 1 1.0 nil}}",
      #""s" 1 1 <nil>"#)
  }

  func testExplicitIndexesAndWork() {
    check(
      "{{printf `%[2]d %[1]d|%*d|%-*d|%.*f` 1 2}}",
      "2 1|%!d(MISSING)|%!(BADWIDTH)%!d(MISSING)|%!(BADPREC)%!f(MISSING)")
    check(
      "{{printf `%*d|%-*d|%.*f` 5 42 4 7 2 3.14159}}",
      "   42|7   |3.14")
    check(
      "{{printf `%[3]d` 1}}",
      "%!d(BADINDEX)")
  }

  func testANilInsideAListOrMapPrintsNilWhateverThe() {
    check(
      "{{printf `%v %s %d %q` .l .l .l .l}}",
      "[<nil>] [<nil>] [<nil>] [<nil>]",
      data: #"{"l": [null]}"#)
    check(
      "{{printf `%v %s %d %q` .n .n .n .n}}",
      "<nil> %!s(<nil>) %!d(<nil>) %!q(<nil>)",
      data: #"{"n": null}"#)
  }
}
