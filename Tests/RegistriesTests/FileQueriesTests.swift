import DataFormats
import RegistryCore
import Values
import XCTest

@testable import Registries

final class FileQueriesTests: XCTestCase {
  private let catalog = FileCatalog(
    instances: [
      FileQueriesTests.instance("web", "w2", "10.0.0.2", node: "n2", tags: ["v2"]),
      FileQueriesTests.instance("web", "w1", "10.0.0.1", node: "n1", tags: ["v1", "x"]),
      FileQueriesTests.instance("web", "w3", "10.0.0.3", node: "n1", status: .warning),
      FileQueriesTests.instance("web", "w4", "10.0.0.4", node: "n4", status: .maintenance),
      FileQueriesTests.instance("db", "d1", "10.1.0.1", node: "n1", datacenter: "eu"),
    ],
    keys: [
      .init(key: "app/title", value: "hello"), .init(key: "app/", value: ""),
      .init(key: "application", value: "x"),
    ])

  private static func instance(
    _ name: String, _ id: String, _ address: String, node: String, tags: [String] = [],
    status: FileCatalog.Status = .passing, datacenter: String = "dc1"
  ) -> FileCatalog.Instance {
    FileCatalog.Instance(
      name: name, id: id, address: address, port: 80, tags: tags,
      meta: [.init(key: "k", value: "v")], passingWeight: 10, warningWeight: 1, status: status,
      node: node, datacenter: datacenter)
  }

  /// Checks the answer as JSON, only the fields asked for.
  private func check(
    _ subject: Query.Subject, _ fields: [Bytes], _ expected: String, line: UInt = #line
  ) {
    let value = FileQueries.value(of: subject, in: catalog)
    guard case .list(let list) = value else {
      return XCTFail("expected a list, found \(value)", line: line)
    }
    let rows = list.elements.map { element -> String in
      guard case .recordPointer(let record) = element else { return "?" }
      return fields.map { field in
        (try? JSONWriter.marshal(record[field] ?? .null).string) ?? "?"
      }.joined(separator: " ")
    }
    XCTAssertEqual(rows.joined(separator: "\n"), expected, line: line)
  }

  private func refuse(_ subject: Query.Subject, _ expected: String, line: UInt = #line) {
    XCTAssertThrowsError(try FileQueries.check(subject), line: line) {
      XCTAssertEqual(($0 as? RegistryError)?.code, .unsupported, line: line)
      XCTAssertEqual("\($0)", expected, line: line)
    }
  }

  func testWhatAFileCannotAnswerIsRefused() {
    refuse(.service(.init(name: "web", connect: true)), "a file registry has no connect proxies")
    var scope = Query.Scope()
    scope.namespace = "team"
    refuse(.key(path: "a", scope), "a file registry has no namespaces, found `team`")
    scope = Query.Scope()
    scope.peer = "p"
    refuse(.services(scope), "a file registry has no peers, found `p`")
    scope = Query.Scope()
    scope.namespace = "default"
    XCTAssertNoThrow(try FileQueries.check(.services(scope)))
  }

  func testServicesAreOrderedByNodeAndID() {
    check(
      .service(.init(name: "web", statuses: [])), ["Node", "ID", "Address", "Port", "Status"],
      """
      "n1" "w1" "10.0.0.1" 80 "passing"
      "n1" "w3" "10.0.0.3" 80 "warning"
      "n2" "w2" "10.0.0.2" 80 "passing"
      "n4" "w4" "10.0.0.4" 80 "maintenance"
      """)
    check(
      .service(.init(name: "db")), ["Name", "NodeAddress", "Tags", "ServiceMeta", "Weights"],
      #""db" "10.1.0.1" [] {"k":"v"} {"Passing":10,"Warning":1}"#)
  }

  func testServicesAreFilteredByTagStatusAndDatacenter() {
    check(.service(.init(name: "web")), ["ID"], "\"w1\"\n\"w2\"")
    check(.service(.init(name: "web", tag: "v2")), ["ID"], "\"w2\"")
    check(
      .service(.init(name: "web", statuses: [.maintenance, .warning])), ["ID"], "\"w3\"\n\"w4\"")
    check(.service(.init(name: "db", scope: .init(datacenter: "eu"))), ["ID"], "\"d1\"")
    check(.service(.init(name: "db", scope: .init(datacenter: "dc1"))), ["ID"], "")
    check(.service(.init(name: "web", near: "n2")), ["ID"], "\"w1\"\n\"w2\"")
    check(.service(.init(name: "none")), ["ID"], "")
  }

  func testChecksAgreeWithTheStatus() {
    let value = FileQueries.value(of: .service(.init(name: "web", statuses: [])), in: catalog)
    guard case .list(let list) = value else { return XCTFail("no list") }
    for element in list.elements {
      guard case .recordPointer(let record) = element, let checks = record["Checks"],
        let method = RegistryShapes.healthChecks.methods["AggregatedStatus"],
        case .bytes(let status)? = record["Status"],
        case .bytes(let found)? = try? method.body(checks, [])
      else { return XCTFail("no checks") }
      XCTAssertEqual(found, status)
    }
  }

  func testCatalogQueries() {
    check(
      .services(.init()), ["Name", "Tags"],
      """
      "db" []
      "web" ["v1","v2","x"]
      """)
    check(.services(.init(datacenter: "eu")), ["Name"], "\"db\"")
    check(
      .nodes(near: "", .init()), ["Node", "Address", "Datacenter"],
      """
      "n1" "10.1.0.1" "eu"
      "n1" "10.0.0.1" "dc1"
      "n2" "10.0.0.2" "dc1"
      "n4" "10.0.0.4" "dc1"
      """)
    let datacenters = FileQueries.value(of: .datacenters(ignoresFailing: false), in: catalog)
    XCTAssertTrue(datacenters.isIdentical(to: .strings(["dc1", "eu"])))
  }

  func testOneNode() throws {
    func json(_ name: String, _ scope: Query.Scope = .init()) throws -> String {
      let value = FileQueries.value(of: .node(name: name, scope), in: catalog)
      return try JSONWriter.marshal(value).string
    }
    XCTAssertEqual(
      try json("n2"),
      #"{"Node":{"ID":"","Node":"n2","Address":"10.0.0.2","Datacenter":"dc1","#
        + #""TaggedAddresses":{},"Meta":{}},"Services":[{"ID":"w2","Service":"web","#
        + #""Tags":["v2"],"Meta":{"k":"v"},"Port":80,"Address":"10.0.0.2","#
        + #""EnableTagOverride":false}]}"#)
    XCTAssertEqual(try json("none"), #"{"Node":null,"Services":[]}"#)
    XCTAssertTrue(try json("n1", .init(datacenter: "dc1")).contains("\"w3\""))
    XCTAssertFalse(try json("n1", .init(datacenter: "eu")).contains("\"w3\""))
  }

  func testKeys() {
    func key(_ path: String) -> Value {
      FileQueries.value(of: .key(path: path, .init()), in: catalog)
    }
    XCTAssertTrue(key("app/title").isIdentical(to: .bytes("hello")))
    XCTAssertTrue(key("none").isIdentical(to: .absent))
    check(
      .prefix(path: "app/", .init()), ["Path", "Key", "Value"],
      "\"app/\" \"\" \"\"\n\"app/title\" \"title\" \"hello\"")
    check(.prefix(path: "app", .init()), ["Key"], "\"\"\n\"title\"\n\"lication\"")
    check(.prefix(path: "none", .init()), ["Key"], "")
  }
}
