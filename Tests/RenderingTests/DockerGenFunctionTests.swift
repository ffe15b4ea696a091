import RegistryCore
import Rendering
import Values
import XCTest

/// docker-gen's functions, in both dialects.
final class DockerGenFunctionTests: XCTestCase {
  private let dialects: [TemplateRows] = [TemplateRows(), TemplateRows(dialect: .confd)]

  private func check(
    _ template: String, _ expected: String, _ json: String = "null", line: UInt = #line
  ) {
    for rows in dialects { rows.check(template, expected, json, line: line) }
  }

  private func refuse(
    _ template: String, _ message: String, _ json: String = "null", line: UInt = #line
  ) {
    for rows in dialects { rows.refuse(template, message, json, line: line) }
  }

  private let entries = """
    [{"n":"a","m":{"k":"x"},"p":80,"t":["red","blue"]},
     {"n":"b","m":{"k":"y"},"p":9,"t":"red,green"},
     {"n":"c","p":10.5,"t":""},{"n":"d","m":null}]
    """

  func testWhatIsRefused() {
    refuse(
      "{{where 1 `a` 2}}", "must pass an array or slice to 'where'; received 1; kind int")
    refuse(
      "{{groupBy . `a`}}",
      "must pass an array or slice to 'groupBy'; received map[]; kind map", "{}")
    refuse("{{sortObjectsByKeysAsc `x` ``}}", "received x; kind string")
    refuse("{{parseJson `{`}}", "unexpected end of JSON input (byte 1)")
    refuse("{{when 1 2 3}}", "expected bool; found 1")
    dialects[0].refuse("{{keys 1}}", "cannot call keys on a non-map value: 1")
  }

  func testElementsAreSelectedByAField() {
    func check(_ call: String, _ expected: String, line: UInt = #line) {
      self.check("{{range \(call)}}{{.n}}{{end}}", expected, entries, line: line)
    }
    check("where . `m.k` `y`", "b")
    check("where . `.m.k` `y`", "b")
    check("where . `m` nil", "cd")
    check("where . `p` 80", "a")
    check("where . `p` 10.5", "c")
    check("where . `p` `80`", "")
    check("where . `n.x` `a`", "")
    check("whereNot . `m.k` `y`", "acd")
    check("whereExist . `m.k`", "ab")
    check("whereNotExist . `m.k`", "cd")
    check("whereExist . ``", "abcd")
    check("whereExist nil `a`", "")
  }

  func testElementsAreSelectedByPiecesOfAField() {
    let data = #"{"e":\#(entries),"w":["red","blue"],"none":[]}"#
    check("{{range whereAny .e `t` `,` .w}}{{.n}}{{end}}", "ab", data)
    check("{{range whereAll .e `t` `,` .w}}{{.n}}{{end}}", "a", data)
    check("{{range whereAny .e `t` `,` .none}}{{.n}}{{end}}", "", data)
    check("{{range whereAll .e `t` `,` .none}}{{.n}}{{end}}", "abc", data)
  }

  func testElementsAreGroupedByAField() {
    let shown = "{{range $k, $l := %@}}{{$k}}:{{range $l}}{{.n}}{{end}} {{end}}"
    func check(_ call: String, _ expected: String, line: UInt = #line) {
      let template = shown.replacing("%@", with: call)
      self.check(template, expected, entries, line: line)
    }
    check("groupBy . `m.k`", "x:a y:b ")
    check("groupBy . `p`", "10.5:c 80:a 9:b ")
    check("groupByWithDefault . `m.k` `none`", "none:cd x:a y:b ")
    check("groupByMulti . `t` `,`", ":c blue:a green:b red:ab ")
    self.check("{{groupByKeys . `p`}}", "[10.5 80 9]", entries)
  }

  func testElementsAreSortedByTheTextOfAFieldAndStayInPlaceWhenEqual() {
    check("{{range sortObjectsByKeysAsc . `p`}}{{.n}}{{end}}", "cdab", entries)
    check("{{range sortObjectsByKeysDesc . `p`}}{{.n}}{{end}}", "bacd", entries)
    check("{{range sortObjectsByKeysDesc . `none`}}{{.n}}{{end}}", "abcd", entries)
  }

  func testTexts() {
    check("{{closest . `a.b.c`}}", "b.c", #"["c","b.c","x.a.b.c","a.b"]"#)
    check("{{closest . `zzz`}}", "", #"["a",""]"#)
    check("{{closest . `ushers`}}", "hers", #"["he","she","hers","his","shex"]"#)
    check("{{closest . `xabcy`}}", "abc", #"["bc","c","abcd","abc","xab"]"#)
    check("{{closest . `aaab`}}", "aab", #"["ab","aab","aaaa","b"]"#)
    check("{{closest . ``}}", "", #"["a"]"#)
    check("{{comment `# ` `a`}}", "# a")
    check("{{comment `#` .}}", "#a\n#\n#", #""a\n\n""#)
    check("{{intersect . .}}", "[a b]", #"["b","a","b"]"#)
    check("{{sortStringsAsc .}}{{sortStringsDesc .}}", "[B a b][b a B]", #"["b","B","a"]"#)
    check("{{splitN `a,b,c` `,` 2}}", "[a b,c]")
    check("{{len (splitN `a,b,c` `,` 0)}} {{len (splitN `a,b,c` `,` -1)}}", "0 3")
    check("{{queryEscape `a b/ü`}}", "a+b%2F%C3%BC")
    check("{{sha1 ``}}", "da39a3ee5e6b4b0d3255bfef95601890afd80709")
    check("{{when true 1 2}}{{when false 1 2}}", "12")
    dialects[0].check("{{coalesce nil .a ``}}|{{coalesce}}", "|<no value>", "{}")
    dialects[0].check("{{keys .}}", "[a b]", #"{"b":1,"a":2}"#)
    dialects[0].check("{{keys nil}}", "<no value>")
  }

  func testRecordsOfRegistriesHaveFieldsToo() {
    let instances = Samples.list(
      RegistryShapes.healthService,
      [
        Samples.instance("web", node: "n2", address: "10.0.0.2", port: 80, tags: ["blue"]),
        Samples.instance("web", node: "n1", address: "10.0.0.1", port: 81, tags: ["red", "blue"]),
      ])
    let web = Query(registry: "consul", .service(.init(name: "web")))
    let rows = TemplateRows(readings: [web: instances])
    rows.check("{{range where (service `web`) `Port` 81}}{{.Node}}{{end}}", "n1")
    rows.check(
      "{{range $t, $l := groupByMulti (service `web`) `Tags` ``}}{{$t}}{{len $l}} {{end}}",
      "blue2 red1 ")
    rows.check("{{range sortObjectsByKeysAsc (service `web`) `Node`}}{{.Node}}{{end}}", "n1n2")
    rows.check(
      "{{range $p, $l := groupBy (service `web`) `Weights.Passing`}}{{$p}}{{len $l}}{{end}}", "12")
  }
}
