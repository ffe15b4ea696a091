import RegistryCore
import Rendering
import Values
import XCTest

/// Filters, freshness, prepared queries and the mesh in the texts of queries.
final class QueryOptionTests: XCTestCase {
  private func check(
    _ function: String, _ arguments: [Bytes], _ expected: String?, line: UInt = #line
  ) {
    let calls = FunctionCalls()
    do {
      _ = try calls.call(function, arguments.map(Value.bytes))
      XCTAssertEqual(calls.context.inputs.queries.first?.text, expected, line: line)
    } catch { XCTFail("\(error)", line: line) }
  }

  private func refuse(
    _ function: String, _ arguments: [Bytes], _ message: String, line: UInt = #line
  ) {
    FunctionCalls().refuse(function, arguments.map(Value.bytes), message, line: line)
  }

  func testFiltersThatAreRefused() {
    refuse(
      "service", ["web?filter=a"],
      "invalid query `web?filter=a` at character 12: expected an expression in parentheses, found "
        + "`a` (write `filter=(Service.Meta.zone == \"a\")`)")
    refuse(
      "service", ["web?filter=(a"],
      "invalid query `web?filter=(a` at character 12: expected the `)` that belongs to this one, "
        + "found the end")
    refuse(
      "service", ["web?filter=(a == \")\"@dc1"],
      "invalid query `web?filter=(a == \")\"@dc1` at character 12: expected the `)` that belongs "
        + "to this one, found the end")
    refuse(
      "services", ["?filter=( )"],
      "invalid query `?filter=( )` at character 10: expected a filter, found none")
    refuse(
      "service", ["web", "filter="],
      "invalid query `filter=` at character 8: expected a filter, found none")
    refuse(
      "service", ["web", "filter=a)"],
      "invalid query `filter=a)` at character 8: the parentheses or quotes of this filter do not "
        + "match")
    refuse(
      "nodes", ["filter=a", "filter=b"],
      "invalid query `filter=b` at character 1: expected one filter, found two")
    refuse(
      "services", ["?filter=(a)", "filter=b"],
      "invalid query `b` at character 1: expected one filter, found two")
    refuse(
      "key", ["a?filter=(b)"],
      "invalid query `a?filter=(b)` at character 2: keys have nothing that `filter` could look at")
    refuse(
      "query", ["a?filter=(b)"],
      "invalid query `a?filter=(b)` at character 2: a prepared query takes no `filter`")
  }

  func testFreshnessThatIsRefused() {
    refuse(
      "service", ["web?stale=1"],
      "invalid query `web?stale=1` at character 5: expected no value for `stale`")
    refuse(
      "service", ["web?stale&consistent"],
      "invalid query `web?stale&consistent` at character 5: `consistent` and `stale` exclude each "
        + "other")
    refuse(
      "key", ["a?cached&consistent"],
      "invalid query `a?cached&consistent` at character 3: `cached` and `consistent` exclude each "
        + "other")
    refuse(
      "service", ["web?stael"],
      "invalid query `web?stael` at character 5: unknown option `stael` (did you mean `stale`?)")
  }

  func testAFilterStandsInParenthesesOrInAnArgumentOfItsOwn() {
    let zone: Bytes = "filter=Service.Meta.zone == \"a\""
    let text = "consul::service(web?filter=(Service.Meta.zone == \"a\")|passing)"
    check("service", ["web?filter=(Service.Meta.zone == \"a\")"], text)
    check("service", ["web", zone], text)
    check(
      "service", ["web", zone, "any"], text.replacing("passing", with: "any"))
    check(
      "service", ["v1.web?ns=x&filter=((a) or b == `)`)&stale@dc1~n|any"],
      "consul::service(v1.web?ns=x&filter=((a) or b == `)`)&stale@dc1~n|any)")
    check("services", ["filter=a in b"], "consul::services(?filter=(a in b))")
    check("nodes", ["@dc1", "filter=a"], "consul::nodes(?filter=(a)@dc1)")
    check("node", ["n1", "filter=a"], "consul::node(n1?filter=(a))")
    check("connect", ["edge::web", "filter=a"], "edge::connect(web?filter=(a)|passing)")
    // A tag may begin with the word.
    check("service", ["filter=a.web"], "consul::service(filter=a.web|passing)")
  }

  func testAQuerySaysHowFreshTheAnswerMustBe() {
    check("service", ["web?cached"], "consul::service(web?cached|passing)")
    check("service", ["web?cached&stale"], "consul::service(web?cached&stale|passing)")
    check("key", ["a/b?consistent@dc2"], "consul::key(a/b?consistent@dc2)")
    check("ls", ["a?default"], "consul::prefix(a?default)")
    check("services", ["?stale&ns=x"], "consul::services(?ns=x&stale)")
  }

  func testTheCanonicalTextMeansTheSame() {
    for text in ["web?filter=(a)&cached&stale@dc1~n|any", "t.web?ns=a&partition=b@c|passing"] {
      check("service", [Bytes(text)], "consul::service(\(text))")
    }
  }

  func testPreparedQueries() {
    check("query", [""], nil)
    check(
      "query", ["nearest.web-1?ns=x@dc2~_agent"],
      "consul::query(nearest.web-1?ns=x@dc2~_agent)")
    check("query", ["edge::q"], "edge::query(q)")
    refuse(
      "query", ["~x"],
      "invalid query `~x` at character 1: expected a prepared query's name, found `~`")
  }

  func testTheMeshAndTheFederation() {
    check("caRoots", [], "consul::caRoots()")
    check("caRoots", ["edge::@dc2"], "edge::caRoots(@dc2)")
    check("caLeaf", [""], nil)
    check("caLeaf", ["web"], "consul::caLeaf(web)")
    check("caLeaf", ["edge::web?ns=a"], "edge::caLeaf(web?ns=a)")
    check("peerings", [], "consul::peerings()")
    check("peerings", ["?partition=p"], "consul::peerings(?partition=p)")
    check("partitions", [], "consul::partitions()")
    check("exportedServices", [], "consul::exportedServices()")
    check("exportedServices", ["p"], "consul::exportedServices(?partition=p)")
    check("importedServices", ["p"], "consul::importedServices(?partition=p)")
    refuse(
      "importedServices", [""],
      "invalid query `` at character 1: expected a partition's name, found the end")
    refuse(
      "caLeaf", ["we b"], "invalid query `we b` at character 3: expected the end, found ` `")
    refuse(
      "peerings", ["east"], "invalid query `east` at character 1: expected the end, found `e`")
  }
}
