import Rendering
import TemplateLanguage
import Values
import XCTest

/// sprig's functions on texts, on plain data.
final class SprigStringTests: XCTestCase {
  private let rows = TemplateRows()

  func testAllHermeticFunctionsExist() {
    let names = FunctionLibrary.consul.names.filter { $0.hasPrefix("sprig_") }
    // 192 names, and `push` and `mustPush`, the other names of `append`.
    XCTAssertEqual(names.count, 194)
  }

  func testWrongArgumentsAreRefused() {
    rows.refuse("{{sprig_fail \"no way\"}}", "error calling sprig_fail: no way")
    rows.refuse(
      "{{sprig_substr 3 2 \"hello\"}}", "runtime error: slice bounds out of range [3:2]")
    rows.refuse(
      "{{sprig_substr -1 9 \"hello\"}}",
      "runtime error: slice bounds out of range [:9] with length 5")
    rows.refuse("{{sprig_repeat -1 \"a\"}}", "strings: negative Repeat count")
    rows.refuse(
      "{{sprig_repeat 99999999 \"aaaa\"}}",
      "sprig_repeat: the text would be longer than 67108864 bytes")
    rows.refuse("{{sprig_upper}}", "wrong number of args for sprig_upper: want 1 got 0")
    rows.refuse("{{sprig_split \",\"}}", "wrong number of args for sprig_split: want 2 got 1")
  }

  func testTexts() {
    rows.check("{{sprig_hello}}", "Hello!")
    rows.check("{{sprig_abbrev 5 \"hello world\"}}", "he...")
    rows.check("{{sprig_abbrev 3 \"hello world\"}}", "hello world")
    rows.check("{{sprig_abbrevboth 5 10 \"1234 5678 9123\"}}", "...5678...")
    rows.check("{{sprig_trunc 5 \"hello world\"}}", "hello")
    rows.check("{{sprig_trunc -5 \"hello world\"}}", "world")
    rows.check("{{sprig_trim \"  hello  \"}}", "hello")
    rows.check("{{sprig_trimAll \"$\" \"$5.00\"}}", "5.00")
    rows.check("{{sprig_trimall \"$\" \"$5.00\"}}", "5.00")
    rows.check("{{sprig_trimSuffix \"-\" \"hello-\"}}", "hello")
    rows.check("{{sprig_trimPrefix \"-\" \"-hello\"}}", "hello")
    rows.check("{{sprig_substr 0 5 \"hello world\"}}", "hello")
    rows.check("{{sprig_substr 6 -1 \"hello world\"}}", "world")
    rows.check("{{sprig_substr -1 3 \"hello world\"}}", "hel")
    rows.check("{{sprig_repeat 3 \"hello\"}}", "hellohellohello")
    rows.check("{{sprig_nospace \"hello w o r l d\"}}", "helloworld")
    rows.check("{{sprig_contains \"cat\" \"catch\"}}", "true")
    rows.check("{{sprig_hasPrefix \"cat\" \"catch\"}}", "true")
    rows.check("{{sprig_hasSuffix \"cat\" \"catch\"}}", "false")
    rows.check("{{sprig_quote \"a\" 1 nil}} {{sprig_squote \"a\" 1 nil}}", "\"a\" \"1\" 'a' '1'")
    rows.check("{{sprig_cat \"hello\" nil \"beautiful\" 1}}", "hello beautiful 1")
    rows.check("{{sprig_indent 4 \"a\\nb\"}}", "    a\n    b")
    rows.check("{{sprig_nindent 4 \"a\\nb\"}}", "\n    a\n    b")
    rows.check("{{\"I Am Henry VIII\" | sprig_replace \" \" \"-\"}}", "I-Am-Henry-VIII")
    rows.check("{{len \"a\" | sprig_plural \"one\" \"many\"}}", "one")
    rows.check("{{sprig_toString 1.5}}", "1.5")
    rows.check("{{sprig_shuffle \"hello\" | len}}", "5")
  }

  func testLetterCase() {
    rows.check("{{sprig_upper \"hello\"}}{{sprig_lower \"HELLO\"}}", "HELLOhello")
    rows.check("{{sprig_title \"hello wo-rld o'neil\"}}", "Hello Wo-Rld O'Neil")
    rows.check("{{sprig_untitle \"Hello World\"}}", "hello world")
    rows.check("{{sprig_initials \"First Try\"}}", "FT")
    rows.check("{{sprig_swapcase \"This Is A.Test\"}}", "tHIS iS a.tEST")
  }

  func testWords() {
    for (text, snake) in [
      ("FirstName", "first_name"), ("HTTPServer", "http_server"), ("NoHTTPS", "no_https"),
      ("GO_PATH", "go_path"), ("GO PATH", "go_path"), ("GO-PATH", "go_path"),
      ("http2xx", "http_2xx"), ("HTTP20xOK", "http_20x_ok"),
      ("Duration2m3s", "duration_2m3s"), ("Bld4Floor3rd", "bld4_floor_3rd"), ("", ""),
    ] {
      rows.check("{{sprig_snakecase \"\(text)\"}}", snake)
      rows.check(
        "{{sprig_kebabcase \"\(text)\"}}", snake.split(separator: "_").joined(separator: "-"))
    }
    for (text, camel) in [
      ("some_words", "SomeWords"), ("http_server", "HttpServer"), ("no_https", "NoHttps"),
      ("_complex__case_", "_Complex_Case_"), ("some words", "SomeWords"),
      ("GOLANG_IS_GREAT", "GolangIsGreat"), ("", ""),
    ] { rows.check("{{sprig_camelcase \"\(text)\"}}", camel) }
  }

  func testLines() {
    rows.check("{{sprig_wrap 5 \"hello world again\"}}", "hello\nworld\nagain")
    rows.check("{{sprig_wrapWith 5 \"\\t\" \"Hello World\"}}", "Hello\tWorld")
    rows.check("{{sprig_wrapWith 4 \"|\" \"abcdefghij\"}}", "abcd|efgh|ij")
  }

  func testSplitting() {
    rows.check("{{(sprig_split \"$\" \"foo$bar$baz\")._1}}", "bar")
    rows.check("{{(sprig_splitn \"$\" 2 \"foo$bar$baz\")._1}}", "bar$baz")
    rows.check("{{sprig_splitn \"$\" 0 \"foo\" | len}}", "0")
    rows.check("{{sprig_splitList \"$\" \"foo$bar\" | printf \"%q\"}}", "[\"foo\" \"bar\"]")
    rows.check("{{sprig_list 1 \"a\" nil | sprig_toStrings | printf \"%q\"}}", "[\"1\" \"a\"]")
    rows.check("{{sprig_list 1 2 3 | sprig_join \"+\"}}", "1+2+3")
    rows.check("{{sprig_list \"c\" \"a\" \"b\" | sprig_sortAlpha}}", "[a b c]")
    rows.check("{{sprig_sortAlpha nil}} {{sprig_sortAlpha 5}}", "[<nil>] [5]")
  }
}
