import RegistryCore
import Rendering
import Values
import XCTest

final class QueryGrammarTests: XCTestCase {
  private let grammar = QueryGrammar(defaultRegistry: "consul", registries: ["consul", "edge"])

  private func parse(_ function: String, _ text: Bytes) throws(QuerySyntaxError) -> Query {
    switch function {
    case "service": try grammar.service(text)
    case "connect": try grammar.connect(text)
    case "services": try grammar.services(text)
    case "nodes": try grammar.nodes(text)
    case "node": try grammar.node(text)
    case "datacenters": try grammar.datacenters(text, ignoresFailing: false)
    case "key": try grammar.key(text)
    default: try grammar.prefix(text)
    }
  }

  private func check(
    _ function: String, _ text: Bytes, _ expected: String, line: UInt = #line
  ) {
    do throws(QuerySyntaxError) {
      let query = try parse(function, text)
      XCTAssertEqual(query.text, expected, line: line)
    } catch { XCTFail("\(error)", line: line) }
  }

  private func refuse(
    _ function: String, _ text: Bytes, _ position: Int, _ message: String, hint: String? = nil,
    line: UInt = #line
  ) {
    do throws(QuerySyntaxError) {
      let query = try parse(function, text)
      XCTFail("accepted as \(query.text)", line: line)
    } catch {
      XCTAssertEqual(error.message, message, line: line)
      XCTAssertEqual(error.position, position, line: line)
      XCTAssertEqual(error.hint, hint, line: line)
    }
  }

  func testServiceQueriesThatAreRefused() {
    refuse("service", "", 0, "expected a service's name, found the end")
    refuse("service", ".web", 0, "expected a tag before the `.`, found none")
    refuse("service", "v1.", 3, "expected a service's name, found the end")
    refuse("service", "web service", 3, "expected the end, found ` `")
    refuse("service", "wéb", 1, "expected the end, found `é`")
    refuse("service", "web\n", 3, "expected the end, found byte 10")
    refuse("service", "web@", 4, "expected a datacenter, found the end")
    refuse("service", "web~", 4, "expected a node's name or `_agent`, found the end")
    refuse("service", "web|", 4, "expected a status, found the end")
    refuse("service", "web|,", 5, "expected a status, found the end")
    refuse("service", "web?", 4, "expected an option, found the end")
    refuse(
      "service", "web@dc1?ns=x", 7, "expected the end, found `?`",
      hint: "`?options` stand before `@datacenter`")
    refuse(
      "service", "web~_agent@dc1", 10, "expected the end, found `@`",
      hint: "`@datacenter` stands before `~node` and `|statuses`, once")
    refuse(
      "service", "web|any~x", 7, "expected the end, found `~`",
      hint: "the order is `tag.name?options@datacenter~node|statuses`")
    refuse(
      "service", "web|passin", 4, "unknown status `passin`", hint: "did you mean `passing`?")
    refuse(
      "service", "web|up", 4, "unknown status `up`",
      hint: "known are any, passing, warning, critical and maintenance")
    refuse(
      "service", "web?namespace=x", 4, "unknown option `namespace`",
      hint:
        "known are ns, partition, peer, sameness-group, filter, cached, default, consistent and "
        + "stale")
    refuse(
      "service", "web?peers=x", 4, "unknown option `peers`", hint: "did you mean `peer`?")
    refuse("service", "web?ns=a.b", 8, "expected the end, found `.`")
    refuse("service", "web?ns=a%20b", 8, "expected the end, found `%`")
    refuse(
      "service", "web?peer=a&sameness-group=b", 4, "`peer` and `sameness-group` exclude each other")
    refuse(
      "service", "edgy::web", 4,
      "expected a service's name of letters, digits, `-` and `_`, found `:`",
      hint: "no registry is named `edgy`; there is `consul`, `edge`, did you mean `edge`?")
  }

  func testOtherQueriesThatAreRefused() {
    refuse("services", "web", 0, "expected the end, found `w`")
    refuse(
      "services", "~x", 0, "expected the end, found `~`",
      hint: "the order is `tag.name?options@datacenter~node|statuses`")
    refuse("nodes", "@", 1, "expected a datacenter, found the end")
    refuse("node", "@dc1", 0, "expected a node's name, found `@`")
    refuse("node", "a b", 1, "expected the end, found ` `")
    refuse("key", "", 0, "expected a path, found the end")
    refuse("key", "@dc1", 0, "expected a path, found `@`")
    refuse(
      "key", "a@dc1?ns=x", 5, "expected the end, found `?`",
      hint: "`?options` stand before `@datacenter`")
    refuse("key", Bytes([0x61, 0xFF]), 0, "expected a path in UTF-8")
    refuse("key", "user@example.com/x", 16, "expected the end, found `/`")
    refuse(
      "datacenters", "edgy::", 0, "expected a registry's name and `::`, found `e`",
      hint: "no registry is named `edgy`; there is `consul`, `edge`, did you mean `edge`?")
  }

  func testTheErrorSaysWhereAndWhatToDo() {
    do throws(QuerySyntaxError) {
      _ = try grammar.service("web|passin")
      XCTFail("accepted")
    } catch {
      XCTAssertEqual(
        "\(error)",
        "invalid query `web|passin` at character 5: unknown status `passin` "
          + "(did you mean `passing`?)")
    }
  }

  func testServiceQueries() {
    check("service", "web", "consul::service(web|passing)")
    check("service", "v1.web", "consul::service(v1.web|passing)")
    check("service", "a.b.c", "consul::service(a.b.c|passing)")
    check("service", "k=v:1.web", "consul::service(k=v:1.web|passing)")
    check("service", "web-a_1@dc-1.x_y", "consul::service(web-a_1@dc-1.x_y|passing)")
    check("service", "web~_agent", "consul::service(web~_agent|passing)")
    check("service", "web|any", "consul::service(web|any)")
    check("service", "web|warning,passing", "consul::service(web|passing,warning)")
    check("service", "web|,passing,,", "consul::service(web|passing)")
    check("service", "web|passing,any", "consul::service(web|any)")
    check("service", "web|maintenance,critical", "consul::service(web|critical,maintenance)")
    check(
      "service", "v1.web?ns=team@dc2~_agent|passing,warning",
      "consul::service(v1.web?ns=team@dc2~_agent|passing,warning)")
    check("service", "web?ns=a&ns=b", "consul::service(web?ns=a|passing)")
    check("service", "web?&ns=a&", "consul::service(web?ns=a|passing)")
    check("service", "web?ns", "consul::service(web|passing)")
    check(
      "service", "web?partition=p&peer=x", "consul::service(web?partition=p&peer=x|passing)")
    check("connect", "v1.web@dc1", "consul::connect(v1.web@dc1|passing)")
  }

  func testATagMayHoldDotsButANameMayNot() throws {
    guard case .service(let query) = try grammar.service("a.b.c").subject else {
      return XCTFail("another subject")
    }
    XCTAssertEqual(query.tag, "a.b")
    XCTAssertEqual(query.name, "c")
  }

  func testCatalogQueries() {
    check("services", "", "consul::services()")
    check("services", "@dc1", "consul::services(@dc1)")
    check("services", "?ns=a@dc1", "consul::services(?ns=a@dc1)")
    check("nodes", "", "consul::nodes()")
    check("nodes", "@dc1~_agent", "consul::nodes(@dc1~_agent)")
    check("node", "", "consul::node()")
    check("node", "web-1.example.com@dc1", "consul::node(web-1.example.com@dc1)")
    check("datacenters", "", "consul::datacenters()")
  }

  func testKeysLoseOneLeadingSlash() {
    check("key", "a/b", "consul::key(a/b)")
    check("key", "/a/b", "consul::key(a/b)")
    check("key", "//a", "consul::key(/a)")
    check("key", "/", "consul::key(/)")
    check("key", "a b|c~d", "consul::key(a b|c~d)")
    check("key", "a?ns=x@dc1", "consul::key(a?ns=x@dc1)")
    check("ls", "/a/", "consul::prefix(a/)")
    check("ls", "/", "consul::prefix()")
    check("ls", "a@dc1", "consul::prefix(a@dc1)")
  }

  func testARegistryMayStandBeforeTheQuery() {
    check("service", "edge::web", "edge::service(web|passing)")
    check("service", "edge::v1.web@dc2", "edge::service(v1.web@dc2|passing)")
    check("service", "consul::web", "consul::service(web|passing)")
    check("services", "edge::", "edge::services()")
    check("services", "edge::@dc2", "edge::services(@dc2)")
    check("nodes", "edge::~_agent", "edge::nodes(~_agent)")
    check("node", "edge::", "edge::node()")
    check("datacenters", "edge::", "edge::datacenters()")
    check("key", "edge::/a", "edge::key(a)")
    check("ls", "edge::a", "edge::prefix(a)")
  }

  func testAnUnknownNameBeforeTwoColonsIsOrdinaryText() {
    check("service", "other::x.web", "consul::service(other::x.web|passing)")
    check("key", "other::x", "consul::key(other::x)")
  }
}
