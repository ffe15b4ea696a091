import RegistryCore
import Rendering
import Values
import XCTest

/// confd's functions on its keys, with its measured oddities.
final class ConfdKeyFunctionTests: XCTestCase {
  private static let everything = Query(
    registry: "consul", .prefix(path: "", Query.Scope()))

  private func rows(_ pairs: [(String, String)], keys: KeySpace = KeySpace()) -> TemplateRows {
    let list = Samples.list(
      RegistryShapes.keyPair, pairs.map { Samples.pair($0.0, $0.1) })
    var surroundings = RenderContext.Surroundings()
    surroundings.keys = keys
    let queries = keys.queries(defaultRegistry: "consul")
    return TemplateRows(
      dialect: .confd, readings: Dictionary(uniqueKeysWithValues: queries.map { ($0, list) }),
      surroundings: surroundings)
  }

  private var tree: TemplateRows {
    rows([("a", "1"), ("b/c", "3"), ("b/d/e", "2"), ("bb/x", "")])
  }

  func testWhatIsRefused() throws {
    let rows = tree
    rows.refuse("{{getv `/none`}}", "error calling getv: key does not exist: /none")
    rows.refuse("{{get `/b`}}", "error calling get: key does not exist: /b")
    rows.refuse("{{getv `a`}}", "key does not exist: a")
    rows.refuse("{{getv `/a/`}}", "key does not exist: /a/")
    for pattern in ["a[", "[", "[]a]", "[-]", "[a-]", #"\"#, "*[", "[^]", "[a", #"[\"#] {
      rows.refuse("{{gets `\(pattern)`}}", "syntax error in pattern")
    }
  }

  func testAnUnansweredPrefixIsMissingDataAndNoError() throws {
    let outcome = try TemplateRows(dialect: .confd).outcome(
      "{{getv `/a`}}{{with get `/a`}}{{.Key}}{{end}}{{range gets `[`}}{{end}}{{exists `/a`}}")
    guard case .incomplete(let missing, let inputs) = outcome else {
      return XCTFail("\(outcome)")
    }
    XCTAssertEqual(missing, [.unanswered(ConfdKeyFunctionTests.everything)])
    XCTAssertEqual(inputs.queries.map(\.text), ["consul::prefix()"])
  }

  func testOneKey() {
    tree.check("{{getv `/a`}} {{(get `/b/c`).Key}} {{(get `/b/c`).Value}}", "1 /b/c 3")
    tree.check("{{getv `/none` `x`}}|{{getv `/bb/x` `x`}}|", "x||")
    tree.check(
      "{{exists `/a`}} {{exists `/b`}} {{exists `/b/`}} {{exists `a`}}",
      "true false false false")
    tree.check("{{get `/a`}}", "{/a 1}")
  }

  func testPatterns() {
    tree.check("{{range gets `/b/*`}}{{.Key}}={{.Value}};{{end}}", "/b/c=3;")
    tree.check("{{gets `/*/*`}}{{gets `*`}}{{getvs `/*/*`}}", "[{/b/c 3} {/bb/x }][][ 3]")
    tree.check("{{getvs `/b*/*`}}{{getvs `/?/?`}}{{getvs `/[^b]`}}", "[ 3][3][1]")
    tree.check(#"{{getvs `/\b/c`}}{{getvs `/b/[a-c]`}}{{getvs `/b/[c-a]`}}"#, "[3][3][]")
    tree.check("{{getvs `/b/d[^x]e`}}{{getvs `/b?c`}}{{getvs `/**/*d*/e`}}", "[2][][2]")
    rows([]).check("{{gets `[`}}", "[]")
    rows([("é", "1"), ("ü/é", "2")]).check("{{getvs `/?`}}{{getvs `/[à-ü]/é`}}", "[1][2]")
  }

  func testFoldersHaveConfdsOddities() {
    for (path, names, folders) in [
      ("/", "[a]", "[]"), ("", "[]", "[]"), ("b", "[]", "[]"), ("/b", "[c d]", "[d]"),
      ("/b/", "[c d]", "[d]"), ("/b/d", "[e]", "[]"), ("/a", "[a]", "[]"), ("/a/", "[]", "[]"),
      ("/b//", "[b]", "[]"), ("/x/../b", "[b]", "[]"), ("/b/d/e", "[e]", "[]"),
      ("/none", "[]", "[]"),
    ] {
      tree.check("{{ls `\(path)`}}{{lsdir `\(path)`}}", names + folders)
    }
  }

  func testTheRootIsListedAsAnyFolderIfThatIsWanted() {
    let rows = rows(
      [("a", "1"), ("b/c", "3"), ("b/d/e", "2")], keys: KeySpace(listsRoot: true))
    rows.check("{{ls `/`}}{{lsdir `/`}}{{ls `/b`}}{{lsdir `/b`}}", "[a b][b][c d][d]")
  }

  func testAKeyIsAPathOrTheBeginningOfOne() {
    let pairs = [("app", "0"), ("app/a", "1"), ("apple", "2")]
    rows(pairs, keys: KeySpace(keys: ["/app"])).check("{{getvs `/*`}}{{ls `/app`}}", "[0 2][a app]")
    rows(pairs, keys: KeySpace(keys: ["/app"], match: .path))
      .check("{{getvs `/*`}}{{getv `/apple` `-`}}", "[0]-")
    rows(pairs, keys: KeySpace(keys: ["/"], match: .path)).check("{{getvs `/*`}}", "[0 2]")
  }

  func testNoKeysAreNotAllKeys() {
    XCTAssertEqual(KeySpace(keys: []).queries(defaultRegistry: "consul"), [])
    XCTAssertEqual(KeySpace().queries(defaultRegistry: "consul").count, 1)
    XCTAssertEqual(
      KeySpace(keys: ["/a", "a/", "/b"]).queries(defaultRegistry: "c").map(\.text),
      ["c::prefix(a)", "c::prefix(b)"])
    rows([("a", "1")], keys: KeySpace(keys: [])).check("{{getv `/a` `-`}}{{ls `/`}}", "-[]")
  }

  func testOrders() {
    let rows = rows([("a/long", "1"), ("a/b", "2"), ("a/c", "0")])
    rows.check("{{range sortKVByLength (gets `/a/*`)}}{{.Key}} {{end}}", "/a/b /a/c /a/long ")
    rows.check("{{range reverse (gets `/a/*`)}}{{.Key}} {{end}}", "/a/long /a/c /a/b ")
    rows.check("{{getvs `/a/*`}}{{reverse (getvs `/a/*`)}}", "[0 1 2][2 1 0]")
  }

  func testThePrefixIsNoPartOfTheNames() {
    let space = KeySpace(prefix: "/production", keys: ["/web", "db/"])
    XCTAssertEqual(
      space.queries(defaultRegistry: "consul").map(\.text),
      ["consul::prefix(production/web)", "consul::prefix(production/db)"])
    rows([("production/web/a", "1")], keys: space).check("{{getv `/web/a`}}", "1")
    rows([("/web/a", "1")]).check("{{getv `/web/a`}}", "1")
  }
}
