import TemplateLanguage
import Values
import XCTest

/// What Go itself answers, row by row: literals.
final class LexingLiteralsTests: XCTestCase {
  func testIntegersTakeEveryGoForm() {
    check(
      #"{{0x1F}} {{0o17}} {{017}} {{0b101}} {{1_000}} {{-5}} {{+5}} {{'a'}} {{'\n'}} {{'世'}}"#,
      "31 15 15 5 1000 -5 5 97 10 19990")
    check(
      "{{089}}",
      #"parse: template: main:1: integer overflow: "089""#)
    check(
      "{{1__0}}",
      #"parse: template: main:1: illegal number syntax: "1__0""#)
    check(
      "{{0b12}}",
      #"parse: template: main:1: bad number syntax: "0b12""#)
    check(
      "{{''}}",
      "parse: template: main:1: invalid syntax")
    check(
      "{{'ab'}}",
      "parse: template: main:1: malformed character constant: 'ab'")
  }

  func testAConstantIsAFloat64WhenItsTextHoldsOneOf() {
    check(
      #"{{printf "%T %T %T %T %T" 1 1.0 1e3 0xe 0x1p4}}"#,
      "int float64 float64 int float64")
    check(
      "{{1e3}} {{1.0}} {{.5}} {{1.}} {{0x1p-2}} {{1e21}}",
      "1000 1 0.5 1 0.25 1e+21")
  }

  func testAnIntegerConstantAboveMaxInt64IsAnExecutionErrorWhereNo() {
    check(
      "{{9223372036854775807}} {{-9223372036854775808}}",
      "9223372036854775807 -9223372036854775808")
    check(
      "{{9223372036854775808}}",
      #"exec: template: main:1:2: executing "main" at <9223372036854775808>: 922"#
        + "3372036854775808 overflows int")
    check(
      "{{1e400}}",
      #"parse: template: main:1: illegal number syntax: "1e400""#)
  }

  func testStringsUseGoEscapes() {
    check(
      #"{{"a\tb\x41\101\u00e9\U0001F600\""}}"#,
      #"a\#tbAAé😀""#)
    check(
      #"{{"\'"}}"#,
      "parse: template: main:1: invalid syntax")
    check(
      #"{{"a\#nb"}}"#,
      "parse: template: main:1: unterminated quoted string")
    check(
      #"{{`a\#n\n`}}"#,
      #"a\#n\n"#)
    check(
      #"{{"\xff" | printf "%q"}}"#,
      #""\xff""#)
    check(
      #"{{'\"'}}"#,
      "parse: template: main:1: invalid syntax")
  }

  func testALiteralCannotBeFollowedByAField() {
    check(
      #"{{"a".x}}"#,
      #"parse: template: main:1: unexpected . after term "\"a\"""#)
    check(
      "{{1.x}}",
      #"parse: template: main:1: bad number syntax: "1.x""#)
    check(
      "{{(1).x}}",
      #"exec: template: main:1:3: executing "main" at <1>: can't evaluate field x in type int"#)
  }
}
