import RegistryCore
import XCTest

@testable import Registries

/// What signals say, without any server.
final class ConsulSignalTests: XCTestCase {
  private func number(_ name: String) -> UInt64 { NameNumber.of(name, foldsCase: true) }

  private func check(
    _ signal: ConsulSignal, from before: String, to after: String,
    services: [String: UInt64] = [:], keys: [String: UInt64] = [:], isVague: Bool = false,
    line: UInt = #line
  ) throws {
    var book = ConsulSignalBook()
    let first = try book.receive(signal, Array(before.utf8))
    XCTAssertTrue(first.isEmpty, "the first answer is no news", line: line)
    let hint = try book.receive(signal, Array(after.utf8))
    let named = services.map { (number($0.key), $0.value) }
    XCTAssertEqual(hint.services, .init(uniqueKeysWithValues: named), line: line)
    let moved = keys.map { (NameNumber.of($0.key), $0.value) }
    XCTAssertEqual(hint.keys, .init(uniqueKeysWithValues: moved), line: line)
    XCTAssertEqual(hint.isVague, isVague, line: line)
  }

  func testAnswersOfAnotherShapeAreErrors() {
    for (signal, body) in [
      (ConsulSignal.critical, "{}"), (.nodes, "{}"), (.nodes, "[{}]"), (.services, "[]"),
      (.node("a"), #"{"Services":{}}"#), (.keys(prefix: "a/"), "{}"), (.critical, "<html>"),
    ] {
      var book = ConsulSignalBook()
      XCTAssertThrowsError(try book.receive(signal, Array(body.utf8)), "\(signal) \(body)")
    }
  }

  func testANodeNamesTheServicesThatMovedAndWhereTo() throws {
    func node(_ services: String...) -> String {
      #"{"Node":{"Node":"n"},"Services":[\#(services.joined(separator: ","))]}"#
    }
    let (web, db) = (
      #"{"ID":"web1","Service":"Web","ModifyIndex":7}"#,
      #"{"ID":"db1","Service":"db","ModifyIndex":8}"#
    )
    let moved = #"{"ID":"web1","Service":"web","ModifyIndex":9}"#
    try check(.node("n"), from: node(web, db), to: node(db, moved), services: ["web": 9])
    try check(.node("n"), from: node(web), to: node(web, db), services: ["db": 8])
    try check(.node("n"), from: node(web, db), to: node(web), services: ["db": 0])
    try check(.node("n"), from: node(web, db), to: "null", services: ["web": 0, "db": 0])
    let other = #"{"ID":"web1","Service":"api","ModifyIndex":9}"#
    try check(.node("n"), from: node(web), to: node(other), services: ["web": 0, "api": 9])
  }

  func testFailingChecksNameTheirServices() throws {
    let check1 = #"{"Node":"n","CheckID":"c","ServiceName":"web","ModifyIndex":4}"#
    try check(.critical, from: "[]", to: "[\(check1)]", services: ["web": 4])
    try check(.warning, from: "[\(check1)]", to: "[]", services: ["web": 0])
    try check(.critical, from: "[\(check1)]", to: "[\(check1)]")
  }

  func testACheckOfANodeConcernsItsServices() throws {
    var book = ConsulSignalBook()
    _ = try book.receive(.nodes, Array(#"[{"Node":"n","ModifyIndex":1}]"#.utf8))
    let node = #"{"Services":[{"ID":"a","Service":"web","ModifyIndex":2}]}"#
    _ = try book.receive(.node("n"), Array(node.utf8))
    _ = try book.receive(.critical, Array("[]".utf8))
    let serf = #"[{"Node":"n","CheckID":"serfHealth","ServiceName":"","ModifyIndex":9}]"#
    let hint = try book.receive(.critical, Array(serf.utf8))
    XCTAssertEqual(hint.services, [number("web"): 0])
    let moved = try book.receive(.nodes, Array(#"[{"Node":"n","ModifyIndex":5}]"#.utf8))
    XCTAssertEqual(moved.services, [number("web"): 0])
    let unknown = #"[{"Node":"x","CheckID":"serfHealth","ServiceName":"","ModifyIndex":9}]"#
    XCTAssertTrue(try book.receive(.critical, Array(unknown.utf8)).isVague)
  }

  func testTheListOfServicesSaysThatSomethingMovedButHardlyWhat() throws {
    try check(
      .services, from: #"{"web":["a"],"db":[]}"#, to: #"{"web":["b"],"db":[]}"#,
      services: ["web": 0], isVague: true)
    try check(.services, from: #"{"web":[]}"#, to: #"{"web":[]}"#, isVague: true)
  }

  func testKeysAreNamedOneByOne() throws {
    let (a, b) = (#"{"Key":"p/a","ModifyIndex":3}"#, #"{"Key":"p/b","ModifyIndex":4}"#)
    let moved = #"{"Key":"p/a","ModifyIndex":6}"#
    try check(.keys(prefix: "p/"), from: "[\(a),\(b)]", to: "[\(moved),\(b)]", keys: ["p/a": 6])
    try check(.keys(prefix: "p/"), from: "[\(a),\(b)]", to: "[\(b)]", keys: ["p/a": 0])
    try check(.keyNames(prefix: ""), from: "[]", to: "[]", isVague: true)
  }

  private func plan(_ subjects: [Query.Subject], nodes: Set<String>?) -> Set<ConsulSignal> {
    var plan = ConsulSignalPlan(nodeLimit: 2, scope: Query.Scope(datacenter: "dc1"))
    plan.nodes = nodes
    _ = plan.include(subjects)
    return plan.signals
  }

  func testSignalsAreChosenByTheQueriesAndTheNumberOfNodes() {
    let web = Query.Subject.service(.init(name: "web"))
    XCTAssertEqual(plan([], nodes: nil), [])
    XCTAssertEqual(plan([web], nodes: nil), [.critical, .warning, .nodes])
    XCTAssertEqual(
      plan([web], nodes: ["a", "b"]), [.critical, .warning, .nodes, .node("a"), .node("b")])
    XCTAssertEqual(
      plan([web], nodes: ["a", "b", "c"]), [.critical, .warning, .nodes, .services])
    let far = Query.Subject.service(.init(name: "web", scope: .init(datacenter: "dc2")))
    XCTAssertEqual(plan([far], nodes: ["a"]), [])
  }

  func testKeysShareTheSignalOfTheirCommonFolder() {
    func keys(_ paths: String...) -> [Query.Subject] { paths.map { .key(path: $0, .init()) } }
    XCTAssertEqual(plan(keys("a/b/c"), nodes: nil), [.keys(prefix: "a/b/")])
    XCTAssertEqual(plan(keys("a/b/c", "a/bd/e"), nodes: nil), [.keys(prefix: "a/")])
    XCTAssertEqual(plan(keys("a/b", "c/d"), nodes: nil), [.keyNames(prefix: "")])
  }
}
