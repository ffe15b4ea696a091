import TemplateLanguage
import Values
import XCTest

/// Quoting and escaping.
final class FormattingEscapingTests: XCTestCase {
  func testQuote() {
    let rows: [(Bytes, String)] = [
      ("", #""""#),
      ("a\"b\\c'", #""a\"b\\c'""#),
      ("\u{07}\u{08}\u{0C}\n\r\t\u{0B}", #""\a\b\f\n\r\t\v""#),
      ("\0\u{1F}\u{7F}", #""\x00\x1f\x7f""#),
      (Bytes([0xFF, 0xC3]), #""\xff\xc3""#),
      (Bytes([0xED, 0xA0, 0x80]), #""\xed\xa0\x80""#),
      ("é世😀", "\"é世😀\""),
      ("\u{A0}\u{200B}\u{2028}\u{FEFF}", #""\u00a0\u200b\u2028\ufeff""#),
      ("\u{E0001}\u{10FFFF}", #""\U000e0001\U0010ffff""#),
      ("\u{FFFD}", "\"\u{FFFD}\""),
    ]
    for (text, expected) in rows {
      XCTAssertEqual(GoQuoting.quote(text), Bytes(expected))
    }
    XCTAssertEqual(GoQuoting.quote("é😀", asciiOnly: true), #""\u00e9\U0001f600""#)
  }

  func testQuoteRune() {
    XCTAssertEqual(GoQuoting.quoteRune("a"), "'a'")
    XCTAssertEqual(GoQuoting.quoteRune("'"), #"'\''"#)
    XCTAssertEqual(GoQuoting.quoteRune("\""), "'\"'")
    XCTAssertEqual(GoQuoting.quoteRune("\n"), #"'\n'"#)
    XCTAssertEqual(GoQuoting.quoteRune("é", asciiOnly: true), #"'\u00e9'"#)
  }

  func testHTML() {
    XCTAssertEqual(
      GoEscaping.html("<a href=\"x\">&'\0é"), "&lt;a href=&#34;x&#34;&gt;&amp;&#39;\u{FFFD}é")
  }

  func testJavaScript() {
    XCTAssertEqual(
      GoEscaping.js("it's \"q\" <b> a=b & \\ \n\u{2028}é"),
      #"it\'s \"q\" \u003Cb\u003E a\u003Db \u0026 \\ \u000A\u2028é"#)
    XCTAssertEqual(GoEscaping.js("\0\u{1F}\u{7F}"), Bytes("\\u0000\\u001F\u{7F}"))
    XCTAssertEqual(GoEscaping.js("\u{E0001}\u{10FFFF}"), #"\uE0001\u10FFFF"#)
    XCTAssertEqual(GoEscaping.js(Bytes([0xFF])), Bytes([0xFF]))
  }

  func testURLQuery() {
    XCTAssertEqual(GoEscaping.urlQuery("a b&c=d/é+~*"), "a+b%26c%3Dd%2F%C3%A9%2B~%2A")
    XCTAssertEqual(GoEscaping.urlQuery(" ~-_.!"), "+~-_.%21")
    XCTAssertEqual(GoEscaping.urlQuery(Bytes([0xFF, 0])), "%FF%00")
  }
}
