import Foundation
import Rendering
import Values
import XCTest

final class RegexTests: XCTestCase {
  private func refuse(_ pattern: Bytes, _ message: String, line: UInt = #line) {
    do throws(ValueError) {
      _ = try Regex(pattern)
      XCTFail("accepted", line: line)
    } catch { XCTAssertEqual(error.message, "error parsing regexp: " + message, line: line) }
  }

  private func check(
    _ pattern: Bytes, _ text: Bytes, _ expected: Bool, line: UInt = #line
  ) {
    do throws(ValueError) {
      let matches = try RegexCache.shared.regex(pattern).matches(text)
      XCTAssertEqual(matches, expected, line: line)
    } catch { XCTFail("\(error)", line: line) }
  }

  private func replace(
    _ pattern: Bytes, _ template: Bytes, _ text: Bytes, _ expected: Bytes, line: UInt = #line
  ) {
    do throws(ValueError) {
      let result = try Regex(pattern).replaceAll(in: text, with: template)
      XCTAssertEqual(result, expected, line: line)
    } catch { XCTFail("\(error)", line: line) }
  }

  func testWhatGoDoesNotKnowIsRefusedInItsWords() {
    refuse("(?<=a)b", "invalid named capture: `(?<=a)b`")
    refuse("(?<!a)b", "invalid named capture: `(?<!a)b`")
    refuse("(?=a)", "invalid or unsupported Perl syntax: `(?=`")
    refuse("(?!a)", "invalid or unsupported Perl syntax: `(?!`")
    refuse("(?>a)", "invalid or unsupported Perl syntax: `(?>`")
    refuse("(?#a)", "invalid or unsupported Perl syntax: `(?#`")
    refuse("(?x)a", "invalid or unsupported Perl syntax: `(?x`")
    refuse("(?R)", "invalid or unsupported Perl syntax: `(?R`")
    refuse("(?1)", "invalid or unsupported Perl syntax: `(?1`")
    refuse("(?|a)", "invalid or unsupported Perl syntax: `(?|`")
    refuse("(?i-)", "invalid or unsupported Perl syntax: `(?i-)`")
    refuse("(?P=n)", "invalid or unsupported Perl syntax: `(?P`")
    refuse("(?P<n-m>a)", "invalid named capture: `(?P<n-m>`")
    refuse("(?P<>a)", "invalid named capture: `(?P<>`")
    refuse("(?P<n", "invalid named capture: `(?P<n`")
    refuse("(*UTF8)a", "missing argument to repetition operator: `*`")
    refuse(#"(a)\1"#, #"invalid escape sequence: `\1`"#)
    refuse(#"\8"#, #"invalid escape sequence: `\8`"#)
    refuse(#"\Z"#, #"invalid escape sequence: `\Z`"#)
    refuse(#"\C"#, #"invalid escape sequence: `\C`"#)
    refuse(#"\K"#, #"invalid escape sequence: `\K`"#)
    refuse(#"\G"#, #"invalid escape sequence: `\G`"#)
    refuse(#"\R"#, #"invalid escape sequence: `\R`"#)
    refuse(#"\é"#, #"invalid escape sequence: `\é`"#)
    refuse(#"\x{110000}"#, #"invalid escape sequence: `\x{110000}`"#)
    refuse(#"\xg1"#, #"invalid escape sequence: `\xg1`"#)
  }

  func testMalformedPatternsAreRefused() {
    refuse("a\\", "trailing backslash at end of expression: ``")
    refuse("(a", "missing closing ): `(a`")
    refuse("a)", "unexpected ): `a)`")
    refuse("x[a", "missing closing ]: `[a`")
    refuse("[]", "missing closing ]: `[]`")
    refuse("[b-a]", "invalid character class range: `b-a`")
    refuse(#"[a-\d]"#, #"invalid escape sequence: `\d`"#)
    refuse("[[:foo:]]", "invalid character class range: `[:foo:]`")
    refuse(#"\p{Foo}"#, #"invalid character class range: `\p{Foo}`"#)
    refuse(#"\p{Greek"#, #"invalid character class range: `\p{Greek`"#)
    refuse("*", "missing argument to repetition operator: `*`")
    refuse("a|+", "missing argument to repetition operator: `+`")
    refuse("(?:{2})", "missing argument to repetition operator: `{2}`")
    refuse("a**", "invalid nested repetition operator: `**`")
    refuse("a*+", "invalid nested repetition operator: `*+`")
    refuse("a{2}{3}", "invalid nested repetition operator: `{2}{3}`")
    refuse("a??+", "invalid nested repetition operator: `??+`")
    refuse("a{1001}", "invalid repeat count: `{1001}`")
    refuse("a{3,2}", "invalid repeat count: `{3,2}`")
    refuse("(a{100}){100}", "invalid repeat count: `{100}`")
    refuse(Bytes([0xFF]), "invalid UTF-8: `\u{FFFD}`")
    refuse(
      Bytes(String(repeating: "(", count: 201) + String(repeating: ")", count: 201)),
      "expression nests too deeply: `" + String(repeating: "(", count: 201)
        + String(repeating: ")", count: 201) + "`")
    refuse(
      Bytes(String(repeating: "a", count: 70_000)),
      "expression too large: `" + String(repeating: "a", count: 40) + "...`")
    let large = String(repeating: "(?:[а-я]b){999}", count: 8)
    refuse(Bytes(large), "expression too large: `\(large)`")
  }

  func testASearchThatWouldNotEndIsAnError() {
    let text = Bytes(String(repeating: "a", count: 40) + "b")
    do throws(ValueError) {
      _ = try Regex("^(a+)+$").matches(text)
      XCTFail("it ended")
    } catch {
      XCTAssertEqual(
        error.message,
        "the regular expression `^(a+)+$` needs too many steps on this text; "
          + "write it without nested repetitions")
    }
  }

  func testSyntaxMeansWhatItMeansInGo() {
    check("^A", "a", false)
    check("(?i)^A", "a", true)
    check("a$", "a\n", false)
    check("(?m)a$", "a\nb", true)
    check("(?m)^$", "a\n", true)
    check("a.b", "a\nb", false)
    check("(?s)a.b", "a\nb", true)
    check(#"\s"#, "\u{B}", false)
    check("[[:space:]]", "\u{B}", true)
    check(#"[\s]"#, "\u{B}", false)
    check(#"[^\s]"#, "\u{B}", true)
    check(#"[\S]"#, "\u{B}", true)
    check(#"^\d+$"#, "١", false)
    check(#"^\w$"#, "é", false)
    check(#"^\pL$"#, "é", true)
    check(#"^\p{Greek}$"#, "α", true)
    check(#"^\P{Greek}$"#, "α", false)
    check(#"^\p{^Greek}$"#, "a", true)
    check(#"^[\p{Lu}\d]+$"#, "A1", true)
    check("^.$", "世", true)
    check("[]a]", "]", true)
    check("[a-]", "-", true)
    check("[^a]", "\n", true)
    check("a{,2}", "a{,2}", true)
    check("a{01}", "a{01}", true)
    check("x{2", "x{2", true)
    check("]}", "]}", true)
    check(#"\Qa.b\E$"#, "a.b", true)
    check(#"\Qa.b"#, "axb", false)
    check(#"\x41\x{42}\103\n"#, "ABC\n", true)
    check(#"\012"#, "\n", true)
    check(#"a\z"#, "a", true)
    check("a# b", "a# b", true)
    check("a(?i)b|c", "C", true)
    check("(a(?i)b)c", "aBC", false)
    check("(?i:a)b", "Ab", true)
    check("(?i)a(?-i:b)", "AB", false)
    check("^*a", "a", true)
    check("^a(?i)*(?i)*b$", "aab", true)
    check("a{2}(?i)+$", "aaaa", true)
    check("(?:a|b(?:c))+?$", "abc", true)
    check(#"\x{D800}"#, "a", false)
    check(#"[\x{D800}]"#, "a", false)
    check(#"[\x{D000}-\x{E000}]"#, "\u{D7FF}", true)
    check("(?i)k", "\u{212A}", true)
    check("", "", true)
  }

  func testTextThatIsNotUTF8() {
    check("b", Bytes([0xFF, 0x62]), true)
    check("^.b", Bytes([0xFF, 0x62]), false)
    replace("b", "x", Bytes([0xFF, 0x62, 0xFE]), Bytes([0xFF, 0x78, 0xFE]))
    replace("x*", "-", Bytes([0xFF]), Bytes([0x2D, 0xFF, 0x2D]))
  }

  func testReplacementsExpandAsInGo() {
    replace("(a)(b)?", "<$1$2>", "abac", "<ab><a>c")
    replace("(a)", "$1x", "a", "")
    replace("(a)|(b)", "<$1.$2>", "ab", "<a.><.b>")
    replace("(a)", "${1}x", "a", "ax")
    replace("x*", "-", "abc", "-a-b-c-")
    replace("a*", "-", "baac", "-b-c-")
    replace("a|", "-", "aba", "-b-")
    replace("", "-", "日本", "-日-本-")
    replace("(?P<first>a)(?<second>b)", "${second}$first.", "ab", "ba.")
    replace("a", "$$1", "a", "$1")
    replace("a", "$", "a", "$")
    replace("a", "${", "a", "${")
    replace("a", "${1", "a", "${1")
    replace("a", "${}", "a", "${}")
    replace("a", "$0$0", "a", "aa")
    replace("(a)", "$01|$2|$99999999999", "a", "||")
    replace("(a)", "${1 }", "a", "${1 }")
    replace("(?U)a+", "x", "aa", "xx")
    replace("(?U)a+?", "x", "aa", "x")
    replace("^", ">", "a\nb", ">a\nb")
    replace("(?m)^", ">", "a\nb", ">a\n>b")
    replace("(?m)$", "<", "a\nb\n", "a<\nb<\n<")
    replace(#"\b"#, "|", "ab c", "|ab| |c|")
    replace("[^a-z]+", "_", "a b--c", "a_b_c")
  }

  func testTheDeepestNestingFitsASmallStack() {
    let depth = 200
    let pattern = String(repeating: "(a", count: depth) + String(repeating: ")+", count: depth)
    let ended = expectation(description: "ended")
    let thread = Thread {
      let regex = try? Regex(Bytes(pattern))
      let results = [depth, depth - 1].map {
        try? regex?.matches(Bytes(String(repeating: "a", count: $0)))
      }
      XCTAssertEqual(results, [true, false])
      ended.fulfill()
    }
    thread.stackSize = 512 << 10
    thread.start()
    wait(for: [ended], timeout: 60)
  }

  func testTheCacheIsBoundedAndSurvivesBadPatterns() throws {
    let cache = RegexCache(capacity: 2)
    XCTAssertThrowsError(try cache.regex("("))
    let first = try cache.regex("a")
    XCTAssertTrue(try cache.regex("a") === first)
    _ = try cache.regex("b")
    _ = try cache.regex("c")
    XCTAssertEqual(cache.count, 2)
    XCTAssertFalse(try cache.regex("a") === first)
  }

  func testTenThousandCallsCompileOnce() throws {
    let cache = RegexCache(capacity: 4)
    for _ in 0..<10_000 { XCTAssertTrue(try cache.regex("^a+$").matches("aaa")) }
    XCTAssertEqual(cache.compilations, 1)
  }

  func testATemplateWithTenThousandCallsCompilesItsPatternOnce() {
    let rows = TemplateRows()
    let cache = RegexCache.shared
    for template in [
      "{{range loop 10000}}{{if not (regexMatch `^once-[0-9]+$` `once-1`)}}no{{end}}{{end}}",
      "{{$p := `^once-(a|b)+$`}}{{range $i := loop 10000}}"
        + "{{if regexMatch $p (printf `once-%d` $i)}}no{{end}}{{end}}",
      String(repeating: "{{if regexMatch `^once-x+$` `once-y`}}no{{end}}", count: 10_000),
    ] {
      let before = cache.compilations
      rows.check(template, "")
      XCTAssertEqual(cache.compilations - before, 1)
      rows.check(template, "")
      XCTAssertEqual(cache.compilations - before, 1)
    }
  }
}
