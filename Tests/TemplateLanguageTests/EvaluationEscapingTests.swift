import TemplateLanguage
import Values
import XCTest

/// What Go itself answers, row by row: html, js, urlquery.
final class EvaluationEscapingTests: XCTestCase {
  func testAllThreeJoinTheirArgumentsAsPrintDoesThenEscape() {
    check(
      "{{html nil}} {{html .n}} {{html .l}}",
      "&lt;no value&gt; &lt;no value&gt; [&lt;nil&gt;]",
      data: #"{"n": null, "l": [null]}"#)
    check(
      #"{{html `<a href="x">&'` }} {{html 1 2 `a`}}"#,
      "&lt;a href=&#34;x&#34;&gt;&amp;&#39; 1 2a")
    check(
      #"{{js `it's "q" <b> a=b & \ \#n\#u{2028}é`}}"#,
      #"it\'s \"q\" \u003Cb\u003E a\u003Db \u0026 \\ \u000A\u2028é"#)
    check(
      "{{urlquery `a b&c=d/é+~*`}} {{urlquery 1 2}}",
      "a+b%26c%3Dd%2F%C3%A9%2B~%2A 1+2")
  }

  func testDataStringsAreNotEscapedOtherwise() {
    check(
      "{{.}}",
      #"<b>&amp;'""#,
      data: #""<b>&amp;'\"""#)
  }
}
