import Registries
import RegistryCore
import Values
import XCTest

final class ConsulAnswersTests: XCTestCase {
  private func value(_ subject: Query.Subject, _ json: String) throws -> Value {
    try ConsulAnswers.value(of: subject, body: Array(json.utf8))
  }

  private func refuse(
    _ subject: Query.Subject, _ json: String, _ message: String, line: UInt = #line
  ) {
    XCTAssertThrowsError(try value(subject, json), line: line) {
      XCTAssertEqual("\($0)", message, line: line)
    }
  }

  private let web = Query.Subject.service(.init(name: "web"))

  func testAnswersOfAnotherShapeAreRefusedAndNeverEmpty() {
    refuse(web, "", "expected JSON: expected a value, found the end of the text at byte 0")
    refuse(web, "null", "expected an array as the answer, found null")
    refuse(web, "{}", "expected an array as the answer, found an object")
    refuse(web, "[1]", "expected an object as an instance, found a number")
    refuse(web, "[{}]", "expected an instance with `Node` and `Service`")
    refuse(web, #"[{"Node": {"Node": "n"}}]"#, "expected an instance with `Node` and `Service`")
    refuse(web, #"[{"Node": {}, "Service": {}}]"#, "expected a `Node.Node`")
    refuse(
      web, #"[{"Node": {"Node": "n"}, "Service": {}}]"#, "expected a `Service.Service`")
    refuse(
      web, #"[{"Node": {"Node": "n"}, "Service": {"Service": "web", "Port": "80"}}]"#,
      "expected an integer as `Service.Port`, found a string")
    refuse(
      web, #"[{"Node": {"Node": "n"}, "Service": {"Service": "web", "Tags": {}}}]"#,
      "expected an array as a list of tags, found an object")
    refuse(
      .services(.init()), #"{"error": "no"}"#, "expected an array as a list of tags, found a string"
    )
    refuse(.services(.init()), "[]", "expected an object as the answer, found an array")
    refuse(.nodes(near: "", .init()), "null", "expected an array as the answer, found null")
    refuse(.node(name: "n", .init()), "{}", "expected a `Node`")
    refuse(
      .datacenters(ignoresFailing: false), "[1]",
      "expected a string as a datacenter, found a number")
    refuse(.key(path: "a", .init()), "[]", "expected one pair, found 0")
    refuse(.key(path: "a", .init()), "[{}]", "expected a pair with a `Key`")
    refuse(
      .key(path: "a", .init()), #"[{"Key": "a", "Value": "?"}]"#,
      "expected Base64 as a pair's `Value`")
    refuse(
      .prefix(path: "a", .init()), #"[{"Key": "a", "Flags": -1}]"#,
      "expected a non-negative integer as `Flags`, found a number")
  }

  private static func instance(
    node: String = "n1", id: String, checks: [(String, String)] = [("c", "passing")],
    address: String = "10.0.0.1"
  ) -> String {
    let list = checks.map { #"{"CheckID": "\#($0.0)", "Status": "\#($0.1)"}"# }
    return """
      {"Node": {"Node": "\(node)", "Address": "192.168.0.1", "ID": "uuid", "Meta": {"a": "b"},
        "TaggedAddresses": {"wan": "1.2.3.4"}, "Datacenter": "dc1"},
       "Service": {"ID": "\(id)", "Service": "web", "Tags": ["v2", "a"], "Port": 80,
        "Address": "\(address)", "Weights": {"Passing": 10, "Warning": 1}, "Meta": null,
        "TaggedAddresses": {"lan": {"Address": "10.0.0.1", "Port": 81}}, "Proxy": {}},
       "Checks": [\(list.joined(separator: ","))]}
      """
  }

  private func records(_ value: Value) -> [RecordValue] {
    guard case .list(let list) = value else { return [] }
    return list.elements.compactMap {
      if case .recordPointer(let record) = $0 { record } else { nil }
    }
  }

  private func text(_ record: RecordValue, _ field: Bytes) -> String? {
    guard case .bytes(let bytes)? = record[field] else { return nil }
    return bytes.string
  }

  func testAnInstanceHasConsulTemplatesFields() throws {
    let answer = "[\(Self.instance(id: "web1"))]"
    let instance = try XCTUnwrap(records(value(web, answer)).first)
    XCTAssertEqual(text(instance, "Node"), "n1")
    XCTAssertEqual(text(instance, "NodeID"), "uuid")
    XCTAssertEqual(text(instance, "NodeAddress"), "192.168.0.1")
    XCTAssertEqual(text(instance, "Address"), "10.0.0.1")
    XCTAssertEqual(text(instance, "ID"), "web1")
    XCTAssertEqual(text(instance, "Name"), "web")
    XCTAssertEqual(text(instance, "Status"), "passing")
    guard case .int(80, .int)? = instance["Port"], case .list(let tags)? = instance["Tags"],
      case .map(let meta)? = instance["ServiceMeta"],
      case .record(let weights)? = instance["Weights"],
      case .map(let nodeMeta)? = instance["NodeMeta"],
      case .map(let tagged)? = instance["ServiceTaggedAddresses"],
      case .record(let lan)? = tagged["lan"], case .int(81, .int)? = lan["Port"],
      case .int(10, .int)? = weights["Passing"], case .list(let checks)? = instance["Checks"]
    else { return XCTFail("wrong kinds of fields") }
    XCTAssertEqual(tags.elements.count, 2)
    if case .bytes(let tag) = tags.elements[0] { XCTAssertEqual(tag, "a") }
    XCTAssertTrue(meta.isNil)
    XCTAssertEqual(nodeMeta.count, 1)
    XCTAssertEqual(checks.elements.count, 1)
  }

  func testInstancesThatDidNotChangeAreTheSameObjects() throws {
    func check(_ before: [String], _ after: [String], same: Int, line: UInt = #line) throws {
      func answer(_ ids: [String]) -> [UInt8] {
        Array("[\(ids.map { Self.instance(id: $0) }.joined(separator: ","))]".utf8)
      }
      let old = try ConsulAnswers.value(of: web, body: answer(before))
      let new = try ConsulAnswers.value(of: web, body: answer(after), known: old)
      let fresh = try ConsulAnswers.value(of: web, body: answer(after))
      XCTAssertTrue(new.isIdentical(to: fresh), line: line)
      let known = Set(records(old).map(ObjectIdentifier.init))
      let kept = records(new).filter { known.contains(ObjectIdentifier($0)) }.count
      XCTAssertEqual(kept, same, line: line)
    }
    try check([], ["a"], same: 0)
    try check(["a"], [], same: 0)
    try check(["a", "b", "c"], ["a", "x", "c"], same: 2)
    try check(["a", "b", "c"], ["a", "c"], same: 2)
    try check(["a", "c"], ["a", "b", "c"], same: 2)
    try check(["a", "b", "c", "d", "e"], ["a", "e"], same: 2)
    try check(["a", "b"], ["a", "a", "b"], same: 2)
  }

  func testMembersInAnyOrderAreSorted() throws {
    let answer = """
      [{"Checks": [], "Service": {"Meta": {"b": "1", "a": "2", "b": "3"}, "Tags": ["c", "a", "b"],
        "Service": "web", "TaggedAddresses": {"y": {"Port": 1}, "x": {"Address": "é\\n"}}},
        "Node": {"Meta": {}, "Node": "\\u0061"}}]
      """
    let instance = try XCTUnwrap(records(value(web, answer)).first)
    let tagged: (Bytes, Int) -> Value = { address, port in
      .record(RecordValue(RegistryShapes.taggedAddress, [.bytes(address), .int(port)]))
    }
    let expected: [(Bytes, Value)] = [
      ("Node", .string("a")),
      (
        "ServiceMeta",
        .map(MapValue([("a", .string("2")), ("b", .string("3"))], valueType: .string))
      ),
      ("NodeMeta", .map(MapValue([], valueType: .string))),
      ("Tags", .strings(["a", "b", "c"])),
      (
        "ServiceTaggedAddresses",
        .map(
          MapValue(
            [("x", tagged("é\n", 0)), ("y", tagged("", 1))],
            valueType: .record(RegistryShapes.taggedAddress)))
      ),
      ("Checks", .list([])), ("Status", .string("passing")),
    ]
    for (name, value) in expected {
      XCTAssertTrue(instance[name]?.isIdentical(to: value) == true, name.string)
    }
  }

  func testAnInstanceWithoutAddressHasItsNodes() throws {
    let answer = "[\(Self.instance(id: "web1", address: ""))]"
    let instance = try XCTUnwrap(records(value(web, answer)).first)
    XCTAssertEqual(text(instance, "Address"), "192.168.0.1")
  }

  func testChecksAreAggregatedToOneStatus() throws {
    func check(_ checks: [(String, String)], _ expected: String, line: UInt = #line) throws {
      let query = Query.Subject.service(.init(name: "web", statuses: []))
      let answer = "[\(Self.instance(id: "x", checks: checks))]"
      let instance = try XCTUnwrap(records(value(query, answer)).first)
      XCTAssertEqual(text(instance, "Status"), expected, line: line)
    }
    try check([], "passing")
    try check([("a", "passing"), ("b", "warning")], "warning")
    try check([("a", "critical"), ("b", "warning")], "critical")
    try check([("a", "passing"), ("_node_maintenance", "critical")], "maintenance")
    try check([("_service_maintenance:web", "critical"), ("a", "critical")], "maintenance")
    try check([("a", "odd"), ("b", "critical")], "")
  }

  func testInstancesAreFilteredAndSortedHereUnlessConsulDid() throws {
    let answer = """
      [\(Self.instance(node: "n2", id: "a")), \(Self.instance(id: "z", checks: [("c", "warning")])),
       \(Self.instance(id: "b", checks: [("c", "critical")])), \(Self.instance(id: "a"))]
      """
    func ids(_ statuses: [ServiceStatus], near: String = "") throws -> [String] {
      let query = Query.ServiceQuery(name: "web", statuses: statuses, near: near)
      return records(try value(.service(query), answer)).map {
        "\(text($0, "Node") ?? "?")/\(text($0, "ID") ?? "?")"
      }
    }
    XCTAssertEqual(try ids([]), ["n1/a", "n1/b", "n1/z", "n2/a"])
    XCTAssertEqual(try ids([.passing]), ["n1/a", "n1/b", "n1/z", "n2/a"])
    XCTAssertEqual(try ids([.passing, .warning]), ["n1/a", "n1/z", "n2/a"])
    XCTAssertEqual(try ids([.critical]), ["n1/b"])
    XCTAssertEqual(try ids([.maintenance]), [])
    XCTAssertEqual(try ids([], near: "_agent"), ["n2/a", "n1/z", "n1/b", "n1/a"])
  }

  func testServicesAreSortedByName() throws {
    let services = records(
      try value(.services(.init()), #"{"web": ["b", "a"], "consul": [], "db": null}"#))
    XCTAssertEqual(services.map { text($0, "Name") }, ["consul", "db", "web"])
  }

  func testNodesAreSortedByNameAndAddress() throws {
    let json = """
      [{"Node": "b", "Address": "2"}, {"Node": "a", "Address": "9"}, {"Node": "b", "Address": "1"}]
      """
    let nodes = records(try value(.nodes(near: "", .init()), json))
    XCTAssertEqual(nodes.map { text($0, "Address") }, ["9", "1", "2"])
    let near = records(try value(.nodes(near: "_agent", .init()), json))
    XCTAssertEqual(near.map { text($0, "Address") }, ["2", "9", "1"])
  }

  func testAnUnknownNodeIsANilPointer() throws {
    guard case .recordPointer(let record) = try value(.node(name: "x", .init()), "null"),
      case .pointer(let node)? = record["Node"], case .list(let services)? = record["Services"]
    else { return XCTFail("wrong kinds") }
    XCTAssertNil(node.target)
    XCTAssertEqual(services.elements.count, 0)
  }

  func testANodesServicesAreSortedByNameAndID() throws {
    let json = """
      {"Node": {"Node": "n"}, "Services": {"2": {"ID": "2", "Service": "web"},
       "3": {"ID": "3", "Service": "db"}, "1": {"ID": "1", "Service": "web"}}}
      """
    guard case .recordPointer(let record) = try value(.node(name: "n", .init()), json),
      let services = record["Services"]
    else { return XCTFail("wrong kinds") }
    XCTAssertEqual(records(services).map { text($0, "ID") }, ["3", "1", "2"])
  }

  func testKeysHaveTheirBytes() throws {
    func check(_ json: String, _ expected: Bytes, line: UInt = #line) throws {
      guard case .bytes(let bytes) = try value(.key(path: "a", .init()), json) else {
        return XCTFail("not a string", line: line)
      }
      XCTAssertEqual(bytes, expected, line: line)
    }
    try check(#"[{"Key": "a", "Value": "aGVsbG8="}]"#, "hello")
    try check(#"[{"Key": "a", "Value": null}]"#, "")
    try check(#"[{"Key": "a", "Value": "/wA="}]"#, Bytes([0xFF, 0]))
  }

  func testPairsHaveTheirKeyWithoutThePrefix() throws {
    let json = """
      [{"Key": "app/", "Value": null}, 
       {"Key": "app/a//b", "Value": "MQ==", "Flags": 18446744073709551615},
       {"Key": "apple", "Value": "Mg==", "Session": "s", "ModifyIndex": 7}]
      """
    let pairs = records(try value(.prefix(path: "app", .init()), json))
    XCTAssertEqual(pairs.map { text($0, "Key") }, ["", "a//b", "le"])
    XCTAssertEqual(pairs.map { text($0, "Path") }, ["app/", "app/a//b", "apple"])
    XCTAssertEqual(pairs.map { text($0, "Value") }, ["", "1", "2"])
    guard case .uint(.max, .uint64)? = pairs[1]["Flags"],
      case .uint(7, .uint64)? = pairs[2]["ModifyIndex"]
    else { return XCTFail("wrong numbers") }
  }

  func testDatacentersAreSorted() throws {
    XCTAssertEqual(
      try ConsulAnswers.datacenters(body: Array(#"["b","a"]"#.utf8)), ["a", "b"])
  }
}
