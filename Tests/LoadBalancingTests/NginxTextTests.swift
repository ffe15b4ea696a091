import TestSupport
import XCTest

@testable import LoadBalancing

/// What is understood of nginx's configuration language, and which files belong to one.
final class NginxTextTests: XCTestCase {
  /// Each directive as `name(arguments){block}`.
  private func shown(_ directives: [NginxDirective]) -> String {
    directives.map { directive in
      let words = directive.arguments.map(\.text).joined(separator: ",")
      return directive.name + (words.isEmpty ? "" : "(\(words))")
        + (directive.block.map { "{\(shown($0))}" } ?? "")
    }.joined(separator: " ")
  }

  private func check(_ text: String, _ expected: String, line: UInt = #line) {
    XCTAssertEqual(shown(NginxText.directives(Array(text.utf8))), expected, line: line)
  }

  func testBrokenTextsAreReadAsFarAsTheyGo() {
    check("", "")
    check("a", "")
    check("a b {", "a(b){}")
    check("a { b c; ", "a{b(c)}")
    check("} a;", "a")
    check("; ; a;", "a")
    check("a \"b", "")
    check("a \\", "")
    check("{ a; }", "")
  }

  func testWordsAreSplitAsNginxDoes() {
    check("a b  c;", "a(b,c)")
    check("a 'b c' \"d;e\";", "a(b c,d;e)")
    check("a b\\;c;", "a(b;c)")
    check("a \"b\\\"c\";", "a(b\"c)")
    check("# x;\na b;# y\nc;", "a(b) c")
    check("a b#c;", "a(b#c)")
    check("proxy_pass http://${host}/;", "proxy_pass(http://${host}/)")
    check("if ($a ~ x){return 403;}", "if(($a,~,x)){return(403)}")
    check("http{server{listen 80;}}", "http{server{listen(80)}}")
    check("content_by_lua_block { if a then b = {} end } c;", "c")
  }

  func testNestingHasALimit() {
    let deep = String(repeating: "a {", count: 100_000)
    XCTAssertEqual(NginxText.directives(Array(deep.utf8)).count, 1)
  }

  private func checkListen(_ lines: [String], _ expected: [String], line: UInt = #line) {
    let text = "http { \(lines.map { "server { listen \($0); }" }.joined()) }"
    let found = NginxListen.addresses(NginxText.directives(Array(text.utf8)))
    XCTAssertEqual(found.map { "\($0.socketAddress)" }.sorted(), expected.sorted(), line: line)
  }

  func testAddressesThatCannotBeTriedAreLeftOut() {
    checkListen(["unix:/run/x.sock", "localhost:80", "80 udp", "81 reuseport", "0", "99999"], [])
    checkListen(["[::]:80 ipv6only=off", "443 quic", "1-5"], [])
    XCTAssertEqual(NginxListen.addresses(NginxText.directives(Array("listen 80;".utf8))), [])
  }

  func testAddressesAreRead() {
    checkListen(["80"], ["0.0.0.0:80"])
    checkListen(["*:80 default_server"], ["0.0.0.0:80"])
    checkListen(["10.0.0.1"], ["10.0.0.1:80"])
    checkListen(["10.0.0.1:81 ssl", "[::1]:82", "[::1]"], ["10.0.0.1:81", "[::1]:82", "[::1]:80"])
    checkListen(["80", "10.0.0.1:80"], ["0.0.0.0:80"])
  }

  // MARK: - Included files

  private let folder = TemporaryDirectory.fresh

  private func tree(_ changed: [String: String]) -> NginxTree {
    NginxTree(
      main: folder.file("nginx.conf"),
      changed: Dictionary(
        uniqueKeysWithValues: changed.map { (folder.file($0.key), Array($0.value.utf8)) }))
  }

  func testAFileThatIsNotIncludedLeadsNowhere() throws {
    try folder.write("include conf.d/*.conf;", to: "nginx.conf")
    try folder.write("a;", to: "conf.d/a.conf")
    XCTAssertTrue(tree(["other.conf": "x;"]).links.isEmpty)
    XCTAssertTrue(tree(["conf.d/a.txt": "x;"]).links.isEmpty)
    XCTAssertTrue(tree(["conf.d/.a.conf": "x;"]).links.isEmpty)
    XCTAssertTrue(tree(["conf.d/b/a.conf": "x;"]).links.isEmpty)
    XCTAssertEqual(shown(tree([:]).directives), "a")
  }

  func testFilesThatIncludeEachOtherEnd() throws {
    try folder.write("a; include nginx.conf; include nginx.conf;", to: "nginx.conf")
    XCTAssertFalse(tree([:]).directives.isEmpty)
  }

  func testChangedAndNewFilesStandInTheirPlace() throws {
    try folder.write("b; include conf.d/*.conf; z;", to: "nginx.conf")
    try folder.write("m;", to: "conf.d/m.conf")
    XCTAssertEqual(shown(tree(["conf.d/m.conf": "n;"]).directives), "b n z")
    XCTAssertEqual(shown(tree(["conf.d/a.conf": "new;"]).directives), "b new m z")
    XCTAssertEqual(
      Set(tree(["conf.d/a.conf": "new;"]).links.keys),
      [folder.file("nginx.conf"), folder.file("conf.d/a.conf")])
  }

  func testTheWayToAChangedFileLeadsThroughLinksAndOtherFiles() throws {
    try folder.write("http { include \(folder.path)/sites/*; }", to: "nginx.conf")
    try folder.write("include '\(folder.path)/up/x.conf';", to: "available/one")
    try FileManager.default.createDirectory(
      atPath: folder.file("sites"), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("sites/one"), withDestinationPath: "../available/one")
    let tree = tree(["up/x.conf": "x;"])
    XCTAssertEqual(shown(tree.directives), "http{x}")
    XCTAssertEqual(
      Set(tree.links.keys),
      [folder.file("nginx.conf"), folder.file("sites/one"), folder.file("up/x.conf")])
    XCTAssertEqual(tree.links[folder.file("sites/one")]?.rootOffsets, [9])
    XCTAssertEqual(tree.links[folder.file("nginx.conf")]?.rootOffsets, [15])
  }
}
