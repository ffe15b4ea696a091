import RegistryCore
import Values
import XCTest

final class QueryTests: XCTestCase {
  private func key(_ path: String) -> Query { Query(registry: "r", .key(path: path, .init())) }

  private func scope(_ change: (inout Query.Scope) -> Void) -> Query.Scope {
    var scope = Query.Scope()
    change(&scope)
    return scope
  }

  func testOnlyTheAnswerWithAPrivateKeyIsASecret() {
    XCTAssertTrue(Query(registry: "r", .mesh(.caLeaf(service: "a"), .init())).isSecret)
    XCTAssertFalse(Query(registry: "r", .mesh(.caRoots, .init())).isSecret)
    XCTAssertFalse(key("a").isSecret)
  }

  func testKeysAreToldApartByTheirBytes() {
    XCTAssertEqual(key("caf\u{E9}"), key("caf\u{E9}"))
    XCTAssertNotEqual(key("caf\u{E9}"), key("cafe\u{301}"))
    XCTAssertEqual(Set([key("caf\u{E9}"), key("cafe\u{301}"), key("a")]).count, 3)
  }

  func testDifferentQuestionsAreDifferent() {
    let all: [Query.Subject] = [
      .key(path: "a", .init()), .prefix(path: "a", .init()), .services(.init()),
      .key(path: "a", .init(datacenter: "dc2")), .nodes(near: "", .init()),
      .node(name: "", .init()), .datacenters(ignoresFailing: false),
      .datacenters(ignoresFailing: true), .service(.init(name: "a")),
      .service(.init(name: "a", tag: "t")), .service(.init(name: "a", statuses: [])),
      .preparedQuery(name: "a", near: "", .init()), .preparedQuery(name: "a", near: "n", .init()),
      .mesh(.caRoots, .init()), .mesh(.caLeaf(service: "a"), .init()), .mesh(.peerings, .init()),
      .mesh(.caLeaf(service: "b"), .init()), .mesh(.partitions, .init()),
      .mesh(.exportedServices, .init()), .mesh(.importedServices, .init()),
      .services(scope { $0.filter = Bytes("a == b") }), .services(scope { $0.isCached = true }),
      .services(scope { $0.consistency = .stale }), .services(scope { $0.consistency = .default }),
    ]
    for (row, left) in all.enumerated() {
      for (column, right) in all.enumerated() {
        XCTAssertEqual(left == right, row == column, "\(left) \(right)")
      }
    }
    XCTAssertEqual(Set(all.map(\.text)).count, all.count)
  }

  func testTheTextIsWhatATemplateWouldWrite() {
    var scope = Query.Scope(datacenter: "dc2")
    scope.namespace = "team"
    let query = Query(
      registry: "consul",
      .service(
        .init(
          name: "web", tag: "v1", statuses: [.passing, .warning], near: "_agent", scope: scope)))
    XCTAssertEqual(
      query.text, "consul::service(v1.web?ns=team@dc2~_agent|passing,warning)")
  }
}
