import Foundation
import XCTest

/// What confd's functions give of keys, all by one run of the program.
final class ConfdFunctionTests: XCTestCase {
  private static let keys = """
    a: one
    b: {c: "2", d: {e: "3"}}
    bb: {x: "4"}
    url: "http://h:80"
    json: '{"n": 1, "l": ["y", "x"]}'
    list: [p, q]
    on: true

    """

  private static let rows: [(template: String, expected: String)] = [
    // Keys are what they are written: no cleaning, no prefixes.
    ("{{getv `/a`}} {{getv `/none` `d`}}", "one d"),
    ("{{exists `/a`}} {{exists `/b`}} {{exists `a`}} {{exists `/a/`}}", "true false false false"),
    ("{{with get `/b/c`}}{{.Key}}={{.Value}}{{end}}", "/b/c=2"),
    ("{{range gets `/b/*`}}{{.Key}} {{end}}", "/b/c "),
    ("{{range gets `/*/*`}}{{.Key}} {{end}}", "/b/c /bb/x /list/0 /list/1 "),
    ("{{range gets `/b/?`}}{{.Value}}{{end}}{{range gets `/[ab]`}}{{.Value}}{{end}}", "2one"),
    ("{{range gets `/none/*`}}x{{else}}nothing{{end}}", "nothing"),
    ("{{getvs `/list/*`}} {{getvs `/*/*`}}", "[p q] [2 4 p q]"),
    // Folders, with the original's oddities.
    ("{{ls `/b`}} {{ls `/b/`}} {{ls `/b/d`}}", "[c d] [c d] [e]"),
    ("{{ls `/a`}} {{ls `/a/`}} {{ls ``}} {{ls `b`}}", "[a] [] [] []"),
    ("{{lsdir `/b`}} {{lsdir `/b/`}} {{lsdir `/b/d`}} {{lsdir `/`}}", "[d] [d] [] []"),
    ("{{ls `/`}}", "[a json on url]"),
    // Texts.
    ("{{base `/x/y.z`}} {{dir `/x/y.z`}} {{split `a-b` `-`}}", "y.z /x [a b]"),
    ("{{join (split `a-b` `-`) `+`}} {{toUpper `a`}}{{toLower `B`}}", "a+b Ab"),
    ("{{replace `aaa` `a` `b` 2}} {{replace `aa` `a` `b` -1}}", "bba bb"),
    ("{{trimSuffix `a.b` `.b`}} {{contains `abc` `b`}}", "a true"),
    ("{{(json (getv `/json`)).n}} {{range jsonArray `[1,2]`}}{{.}}{{end}}", "1 12"),
    ("{{with map `k` 1 `l` `v`}}{{.k}}{{.l}}{{end}}", "1v"),
    ("{{getenv `COLOUR`}} {{getenv `NONE` `d`}} {{getenv `EMPTY` `d`}}", "red d d"),
    ("{{base64Encode `a`}} {{base64Decode `YQ==`}} {{parseBool (getv `/on`)}}", "YQ== a true"),
    ("{{range reverse (getvs `/list/*`)}}{{.}}{{end}}", "qp"),
    ("{{range sortByLength (split `ccc,a,bb` `,`)}}{{.}} {{end}}", "a bb ccc "),
    ("{{range sortKVByLength (gets `/*/*`)}}{{.Key}} {{end}}", "/b/c /bb/x /list/0 /list/1 "),
    ("{{add 1 2}}{{sub 3 1}}{{div 6 3}}{{mod 7 4}}{{mul 2 2}} {{atoi `5`}}", "32234 5"),
    ("{{seq 1 3}} {{fileExists `/none`}} {{(datetime).Year | ge 2020}}", "[1 2 3] false false"),
    // The fork's.
    ("{{default `d` ``}} {{ternary 1 2 false}} {{coalesce `` `b`}} {{empty ``}}", "d 2 b true"),
    ("{{toJson (fromJson `{\"a\":[1]}`)}} {{quote `x`}} {{squote `x`}}", "{\"a\":[1]} \"x\" 'x'"),
    ("{{indent 2 `x`}}{{nindent 1 `y`}}", "  x\n y"),
    (
      "{{regexMatch `^a` `ab`}} {{regexFind `b+` `abbc`}} {{regexReplaceAll `a` `ab` `x`}}",
      "true bb xb"
    ),
    ("{{trimPrefix `a.b` `a.`}} {{repeat 3 `x`}} {{nospace `a b`}}", "b xxx ab"),
    (
      "{{snakecase `fooBar`}} {{camelcase `foo_bar`}} {{kebabcase `fooBar`}}",
      "foo_bar fooBar foo-bar"
    ),
    ("{{with dict `k` 1}}{{hasKey . `k`}} {{keys .}} {{values .}}{{end}}", "true [k] [1]"),
    ("{{append (list 1 2) 3}} {{pluck `k` (dict `k` 1)}}", "[1 2 3] [1]"),
    ("{{sha256sum `x`}}", "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"),
    ("{{range seq 3 1}}x{{else}}nothing{{end}}", "nothing"),
  ]

  func testEachGivesWhatTheOriginalGives() throws {
    let folder = try ConfdFolder(for: self)
    try folder.program.write("keys.yaml", ConfdFunctionTests.keys)
    for (number, row) in ConfdFunctionTests.rows.enumerated() {
      try folder.write("\(number)", row.template)
    }
    let result = try folder.run(
      ["-onetime", "-backend", "file", "-file", "keys.yaml"],
      environment: ["COLOUR": "red", "EMPTY": ""])
    XCTAssertEqual(result.status, 0, result.errors)
    for (number, row) in ConfdFunctionTests.rows.enumerated() {
      XCTAssertEqual(
        try? folder.program.text("\(number).cfg"), row.expected, row.template)
    }
  }

  func testTheForkCountsDown() throws {
    let folder = try ConfdFolder(for: self)
    try folder.write("a", "{{seq 3 1}} {{seq 1 2}} {{seq 2 2}}")
    XCTAssertEqual(try folder.run(["-onetime", "-backend", "env"]).status, 0)
    XCTAssertEqual(try folder.program.text("a.cfg"), "[] [1 2] [2]")
    XCTAssertEqual(try folder.run(["env", "--onetime"]).status, 0)
    XCTAssertEqual(try folder.program.text("a.cfg"), "[3 2 1] [1 2] [2]")
  }

  func testWhatFailsLeavesTheFileAndSaysWhere() throws {
    let rows = [
      ("{{getv `/none`}}", "key does not exist: /none"), ("{{get `/b`}}", "key does not exist: /b"),
      ("{{gets `[`}}", "syntax error in pattern"), ("{{json `{`}}", "1:3"),
      ("{{base64Decode `*`}}", "1:3"), ("{{div 1 0}}", "1:3"), ("{{map `k`}}", "1:3"),
      ("{{include `../x`}}", "outside of the directory"),
    ]
    let folder = try ConfdFolder(for: self)
    try folder.program.write("keys.yaml", ConfdFunctionTests.keys)
    for (number, row) in rows.enumerated() {
      try folder.write("\(number)", row.0)
      try folder.program.write("\(number).cfg", "old")
    }
    let result = try folder.run(["-onetime", "-backend", "file", "-file", "keys.yaml"])
    XCTAssertEqual(result.status, 1)
    let messages = folder.messages(result)
    for (number, row) in rows.enumerated() {
      XCTAssertEqual(try folder.program.text("\(number).cfg"), "old")
      let isSaid = messages.contains { $0.contains("\(number).cfg") && $0.contains(row.1) }
      XCTAssertTrue(isSaid, "\(row): \(messages)")
    }
  }
}
