import Registries
import RegistryCore
import Values
import XCTest

/// Consul's answers about prepared queries, the mesh and the federation.
final class ConsulMeshAnswersTests: XCTestCase {
  private func value(_ subject: Query.Subject, _ json: String) throws -> Value {
    try ConsulAnswers.value(of: subject, body: Array(json.utf8))
  }

  private func refuse(_ mesh: Query.Mesh, _ json: String, _ message: String, line: UInt = #line) {
    XCTAssertThrowsError(try value(.mesh(mesh, .init()), json), line: line) {
      XCTAssertEqual("\($0)", message, line: line)
    }
  }

  /// The fields of the only record, or of the one record of a list.
  private func field(
    _ path: String..., of subject: Query.Subject, _ json: String, _ expected: Value,
    line: UInt = #line
  ) throws {
    var value = try value(subject, json)
    if case .list(let list) = value { value = try XCTUnwrap(list.elements.first) }
    for name in path {
      switch value {
      case .record(let record), .recordPointer(let record):
        value = try XCTUnwrap(record[Bytes(name)], line: line)
      default: XCTFail("no record", line: line)
      }
    }
    XCTAssertTrue(value.isIdentical(to: expected), "\(value)", line: line)
  }

  func testAnswersOfAnotherShapeAreRefusedAndNeverEmpty() {
    refuse(.caRoots, "[]", "expected `Roots`")
    refuse(.caRoots, #"{"Roots": null}"#, "expected an array as `Roots`, found null")
    refuse(.caRoots, #"{"Roots": [{}]}"#, "expected a root with `RootCertPEM`")
    refuse(
      .caRoots, #"{"Roots": [{"RootCert": "x", "Active": 1}]}"#,
      "expected a boolean as a root's `Active`, found a number")
    refuse(.caLeaf(service: "a"), "null", "expected an object as the certificate, found null")
    refuse(
      .caLeaf(service: "a"), #"{"CertPEM": "x"}"#, "expected the certificate with `PrivateKeyPEM`")
    refuse(.peerings, "{}", "expected an array as the answer, found an object")
    refuse(.peerings, "[{}]", "expected a peering with `Name`")
    refuse(
      .peerings, #"[{"Name": "a", "StreamStatus": []}]"#,
      "expected an object as a peering's `StreamStatus`, found an array")
    refuse(.partitions, "{}", "expected an array as `Partitions`, found an object")
    refuse(.exportedServices, "null", "expected an array as the answer, found null")
    refuse(.exportedServices, "[{}]", "expected an exported service with `Service`")
    refuse(.importedServices, "null", "expected an array as `ImportedServices`, found null")
    XCTAssertThrowsError(try value(.preparedQuery(name: "q", near: "", .init()), "{}"))
    XCTAssertThrowsError(
      try value(.preparedQuery(name: "q", near: "", .init()), #"{"Nodes": null}"#))
  }

  func testAPreparedQueryHasInstances() throws {
    func nodes(_ names: [String]) -> String {
      let nodes = names.map {
        #"{"Node": {"Node": "\#($0)", "Address": "10.0.0.1"}, "#
          + #""Service": {"Service": "web", "ID": "w", "Port": 80}, "Checks": []}"#
      }
      return #"{"Service": "web", "Nodes": [\#(nodes.joined(separator: ","))], "Failovers": 0}"#
    }
    let sorted = Query.Subject.preparedQuery(name: "q", near: "", .init())
    let near = Query.Subject.preparedQuery(name: "q", near: "_agent", .init())
    try field("Node", of: sorted, nodes(["b", "a"]), .string("a"))
    try field("Node", of: near, nodes(["b", "a"]), .string("b"))
    try field("Status", of: sorted, nodes(["a"]), .string("passing"))
    guard case .list(let none) = try value(sorted, nodes([])) else { return XCTFail("no list") }
    XCTAssertEqual(none.elements.count, 0)
  }

  func testCertificates() throws {
    let roots = """
      {"ActiveRootID": "1", "Roots": [{"ID": "1", "Name": "n", "RootCert": "PEM", "Active": true,
      "SerialNumber": 7, "CreateIndex": 9}]}
      """
    try field("RootCertPEM", of: .mesh(.caRoots, .init()), roots, .string("PEM"))
    try field("Active", of: .mesh(.caRoots, .init()), roots, .bool(true))
    try field("CreateIndex", of: .mesh(.caRoots, .init()), roots, .uint64(9))
    let leaf = """
      {"SerialNumber": "01", "CertPEM": "C", "PrivateKeyPEM": "K", "Service": "web",
      "ServiceURI": "spiffe://x", "ValidAfter": "2026-01-02T03:04:05Z", "ModifyIndex": 3}
      """
    let subject = Query.Subject.mesh(.caLeaf(service: "web"), .init())
    try field("PrivateKeyPEM", of: subject, leaf, .string("K"))
    try field("ValidAfter", of: subject, leaf, .string("2026-01-02T03:04:05Z"))
    try field("ValidBefore", of: subject, leaf, .string(""))
  }

  func testThePeersAndWhatTheyShare() throws {
    let peerings = """
      [{"Name": "west", "State": "PENDING"}, {"ID": "1", "Name": "east", "State": "ACTIVE",
      "Meta": {"a": "b"}, "PeerServerAddresses": ["h:1"],
      "StreamStatus": {"ImportedServices": ["x"], "LastSend": null},
      "Remote": {"Datacenter": "dc2"}}]
      """
    let subject = Query.Subject.mesh(.peerings, .init())
    try field("Name", of: subject, peerings, .string("east"))
    try field("PeeringState", of: subject, peerings, .string("ACTIVE"))
    try field("StreamStatus", "ImportedServices", of: subject, peerings, .strings(["x"]))
    try field("StreamStatus", "LastSend", of: subject, peerings, .string(""))
    try field("Remote", "Datacenter", of: subject, peerings, .string("dc2"))
    try field(
      "Remote", "Datacenter", of: subject, #"[{"Name": "a", "Remote": null}]"#, .string(""))
    try field(
      "Consumers", "Peers", of: .mesh(.exportedServices, .init()),
      #"[{"Service": "web", "Consumers": {"Peers": ["east"]}}]"#, .strings(["east"]))
    let imported = Query.Subject.mesh(.importedServices, .init())
    try field(
      "SourcePeer", of: imported, #"[{"Service": "web", "SourcePeer": "east"}]"#, .string("east"))
    try field(
      "SourcePeer", of: imported,
      #"{"Partition": "", "ImportedServices": [{"Service": "web", "SourcePeer": "east"}]}"#,
      .string("east"))
    try field("Name", of: .mesh(.partitions, .init()), #"[{"Name": "p"}]"#, .string("p"))
    guard case .list(let none) = try value(imported, #"{"ImportedServices": null}"#) else {
      return XCTFail("no list")
    }
    XCTAssertEqual(none.elements.count, 0)
  }
}
