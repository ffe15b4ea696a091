import Rendering
import Values
import XCTest

/// What confd's maintained fork adds.
final class ConfdForkFunctionTests: XCTestCase {
  private let rows: TemplateRows = {
    var surroundings = RenderContext.Surroundings(
      files: FixedFiles([
        "./part.tmpl": [], "part.tmpl": Array("<{{.}}>".utf8),
        "sub/deep.tmpl": Array("{{include `part.tmpl` 7}}!".utf8),
        "loop.tmpl": Array("{{include `loop.tmpl`}}".utf8), "bad.tmpl": Array("{{".utf8),
      ]))
    surroundings.network = FixedNetwork(
      host: "lb1", hosts: ["web": ["10.0.0.2", "fe80::1", "10.0.0.10", "10.0.0.2"]],
      services: [
        "_http._tcp.example.com": [
          ServiceRecord(target: "b.", port: 80, priority: 1, weight: 2),
          ServiceRecord(target: "a.", port: 8080),
        ]
      ], interfaces: ["eth0": ["10.1.1.1", "fe80::2"]])
    return TemplateRows(dialect: .confd, surroundings: surroundings)
  }()

  func testWhatIsRefused() throws {
    rows.refuse("{{dict `a`}}", "dict: odd number of arguments")
    rows.refuse("{{dict 1 2}}", "dict: keys must be strings")
    rows.refuse("{{fromJson `{`}}", "unexpected end of JSON input (byte 1)")
    rows.refuse("{{regexFind `(` `x`}}", "error parsing regexp: missing closing ): `(`")
    rows.refuse("{{repeat -1 `x`}}", "negative count")
    rows.refuse("{{indent -1 `x`}}", "negative width")
    rows.refuse(
      "{{repeat 9223372036854775807 `x`}}", "the result would be longer than 268435456 bytes")
    rows.refuse("{{include `../x`}}", "`../x` is outside of the directory of the templates")
    rows.refuse("{{include `/../x`}}", "is outside of the directory of the templates")
    rows.refuse("{{include ``}}", "expected a file's name in UTF-8 without zero bytes")
    rows.refuse(
      "{{include `loop.tmpl`}}", "`loop.tmpl` includes itself: loop.tmpl -> loop.tmpl")
    rows.refuse("{{include `bad.tmpl`}}", "template: bad.tmpl:1: unclosed action")
    let outcome = try rows.outcome("{{include `none.tmpl`}}")
    XCTAssertEqual(outcome.missing.count, 1)
  }

  func testDefaultsAndConditions() {
    rows.check(
      "{{default `d` ``}} {{default `d` `x`}} {{default 1 0}} {{0.0 | default 2}} {{default 3 .}}",
      "d x 1 2 3")
    rows.check("{{ternary 1 2 true}} {{false | ternary 1 2}} {{coalesce 0 `` `a` `b`}}", "1 2 a")
    rows.check(
      "{{coalesce}}|{{empty ``}} {{empty (list)}} {{empty (dict)}} {{empty 1}}",
      "<no value>|true true true false")
  }

  func testFormats() {
    rows.check(#"{{toJson (dict "b" 1 "a" "<")}}"#, #"{"a":"\u003c","b":1}"#)
    rows.check(#"{{toPrettyJson (list 1)}} {{(fromJson `{"a":[1]}`).a}}"#, "[\n  1\n] [1]")
    rows.check("{{indent 2 `a\n\nb`}}|{{nindent 1 `a`}}", "  a\n  \n  b|\n a")
    rows.check("{{quote `a`}} {{squote `b`}}", #""a" 'b'"#)
    rows.check(
      "{{regexMatch `^a.c$` `abc`}} {{regexFind `b+` `abbc`}} {{regexFind `x` `abc`}}| "
        + "{{regexReplaceAll `(b)` `abc` `<$1>`}}", "true bb | a<b>c")
    rows.check("{{trimPrefix `abc` `a`}} {{repeat 3 `ab`}} {{nospace ` a\t b `}}", "bc ababab ab")
    for name in ["fooBarBaz", "FooBarBaz", "foo_bar_baz", "foo-bar-baz", "foo bar  baz"] {
      rows.check(
        "{{snakecase `\(name)`}} {{camelcase `\(name)`}} {{kebabcase `\(name)`}}",
        "foo_bar_baz fooBarBaz foo-bar-baz")
    }
    rows.check("{{snakecase `HTTPServer2Go`}} {{camelcase ``}}", "http_server2_go ")
    rows.check(
      "{{sha256sum ``}}", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }

  func testCollections() {
    rows.check(
      "{{$m := dict `b` 1 `a` 2}}{{hasKey $m `a`}} {{keys $m}} {{values $m}}",
      "true [a b] [2 1]")
    rows.check(
      "{{append (list 1 2) 3}} {{pluck `a` (dict `a` 1) (dict) (dict `a` 2)}}",
      "[1 2 3] [1 2]")
    rows.check(
      "{{hasKey 1 `a`}} {{keys 1}} {{values 1}} {{append 1 2}} {{pluck `a` 1}}",
      "false [] [] [2] []")
  }

  func testTheNetworkIsAskedThroughItsProviderAndRecorded() throws {
    let template =
      "{{lookupIP `web`}}{{lookupIPV4 `web`}}{{lookupIPV6 `web`}}{{lookupIP `none`}}"
      + "{{range lookupSRV `http` `tcp` `example.com`}}{{.Target}}{{.Port}} {{.Weight}};{{end}}"
      + "{{lookupIfaceIPV4 `eth0`}} {{lookupIfaceIPV6 `eth0`}} {{lookupIfaceIPV4 `x`}} {{hostname}}"
    rows.check(
      template,
      "[10.0.0.10 10.0.0.2 fe80::1][10.0.0.10 10.0.0.2][fe80::1][]a.8080 0;b.80 2;"
        + "10.1.1.1 fe80::2  lb1")
    XCTAssertEqual(
      try rows.outcome(template).inputs.volatileFunctions,
      [
        "lookupIP", "lookupIPV4", "lookupIPV6", "lookupSRV", "lookupIfaceIPV4", "lookupIfaceIPV6",
        "hostname",
      ])
  }

  func testFilesOfTheDirectoryAreIncluded() throws {
    rows.check("{{include `part.tmpl` .}}{{include `sub/deep.tmpl`}}", "<5><7>!", "5")
    rows.check("{{range seq 1 3}}{{include `sub/../part.tmpl` .}}{{end}}", "<1><2><3>")
    XCTAssertEqual(try rows.outcome("{{include `part.tmpl`}}").inputs.files, ["part.tmpl"])
  }
}
