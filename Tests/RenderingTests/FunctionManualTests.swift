import RegistryCore
import Rendering
import SystemSupport
import TemplateLanguage
import Values
import XCTest

/// What the documentation of functions says is true.
final class FunctionManualTests: XCTestCase {
  private static let dialects: [CompiledTemplate.Dialect] = [.consul, .confd, .none]

  private func functions(of dialect: CompiledTemplate.Dialect) -> FunctionTable {
    Builtins.table.merging(dialect.functions)
  }

  func testEveryFunctionIsDocumented() {
    for dialect in FunctionManualTests.dialects {
      for name in functions(of: dialect).names {
        XCTAssertNotNil(
          FunctionManual.entry(of: name, in: dialect), "`\(name)` of \(dialect.rawValue)")
      }
    }
  }

  func testNothingElseIsDocumented() {
    for entry in FunctionManual.entries where !["and", "or"].contains(entry.name) {
      for dialect in entry.dialects {
        XCTAssertNotNil(functions(of: dialect)[entry.name], "`\(entry.name)`")
      }
    }
  }

  func testParametersAreAsManyAsTheFunctionTakes() throws {
    for entry in FunctionManual.entries where !["and", "or"].contains(entry.name) {
      let dialect = try XCTUnwrap(entry.dialects.first)
      // A dialect's own function hides Go's of the same name.
      guard FunctionManual.entry(of: entry.name, in: dialect)?.origin == entry.origin else {
        continue
      }
      let function = try XCTUnwrap(functions(of: dialect)[entry.name])
      let words = entry.parameters.split(separator: " ")
      XCTAssertEqual(
        words.last?.hasSuffix("...") ?? false, function.isVariadic, "`\(entry.signature)`")
      if !entry.parameters.contains("["), !["map", "dict"].contains(entry.name) {
        XCTAssertEqual(words.count, function.parameters.count, "`\(entry.signature)`")
      }
    }
  }

  func testEverySentenceIsOne() {
    for entry in FunctionManual.entries {
      XCTAssertTrue(entry.sentence.hasSuffix("."), entry.name)
      XCTAssertFalse(entry.sentence.contains(". "), entry.name)
    }
  }

  func testEveryExamplePrintsWhatItSays() {
    for entry in FunctionManual.entries where !entry.example.isEmpty {
      for dialect in [CompiledTemplate.Dialect.consul, .confd]
      where entry.dialects.contains(dialect) {
        do {
          var rows = ManualSamples.rows
          rows.dialect = dialect
          guard case .complete(let bytes, let inputs) = try rows.outcome(entry.example) else {
            XCTFail("`\(entry.name)` is incomplete")
            continue
          }
          XCTAssertEqual(
            String(decoding: bytes, as: UTF8.self), entry.output, "`\(entry.name)`")
          XCTAssertEqual(
            inputs.volatileFunctions.isEmpty, entry.constancy == .constant, "`\(entry.name)`")
        } catch { XCTFail("`\(entry.name)` in \(dialect): \(error)") }
        break
      }
    }
  }

  func testAFunctionWithoutExampleIsRefusedOrHasNoResult() {
    XCTAssertEqual(
      FunctionManual.entries.filter(\.example.isEmpty).map(\.name),
      [
        "call", "connect", "nomadService", "nomadServices",
        "nomadVar", "nomadVarExists", "nomadVarList", "nomadVarListSafe", "pkiCert", "plugin",
        "secret", "secrets", "spew_dump", "spew_printf",
        "sprig_buildCustomCert", "sprig_decryptAES", "sprig_fail", "writeToFile",
      ])
  }
}

/// The data that the examples of the documentation stand on.
private enum ManualSamples {
  static var rows: TemplateRows {
    var surroundings = RenderContext.Surroundings(
      environment: ["ZONE": "a"],
      files: FixedFiles([
        "/etc/motd": Array("hello".utf8), "part.tmpl": Array("<{{.}}>".utf8),
        "/keys.asc": Array(OpenPGPSamples.ring.utf8),
      ]),
      nanosecondsSince1970: 1_709_211_845_000_000_000)
    surroundings.keyRing = "/keys.asc"
    surroundings.network = FixedNetwork(
      host: "lb1", hosts: ["web.example.com": ["fe80::1", "10.0.0.1"]],
      services: ["_http._tcp.example.com": [ServiceRecord(target: "web1.", port: 80)]],
      interfaces: ["eth0": ["10.1.1.1", "fe80::2"]],
      interfaceAddresses: [
        InterfaceAddress(
          index: 2, name: "eth0", flags: .up, address: [10, 1, 1, 1], prefixLength: 24),
        InterfaceAddress(
          index: 3, name: "eth1", flags: .up, address: [198, 18, 0, 9], prefixLength: 24),
      ], defaultInterface: "eth0")
    return TemplateRows(readings: readings, surroundings: surroundings)
  }

  private static var readings: [Query: Value] {
    let grammar = QueryGrammar(defaultRegistry: "consul")
    let pairs = [Samples.pair("app/db/host", "db1"), Samples.pair("app/port", "8080")]
    let keys = Samples.list(RegistryShapes.keyPair, pairs)
    let secret = Samples.pair("secret/db", OpenPGPSamples.value)
    var readings: [Query: Value] = [
      Query(registry: "consul", .prefix(path: "", Query.Scope())):
        Samples.list(RegistryShapes.keyPair, pairs + [secret]),
      Query(registry: "consul", .datacenters(ignoresFailing: false)): .strings(["dc1", "dc2"]),
    ]
    let node = Samples.record(
      RegistryShapes.node, ["Node": "web1", "Address": "10.0.0.1", "Datacenter": "dc1"])
    let entries: [(Query?, Value)] = [
      (try? grammar.service("web"), instances), (try? grammar.prefix("app"), keys),
      (try? grammar.key("app/port"), "8080"), (try? grammar.key("app/none"), .absent),
      (try? grammar.nodes(""), Samples.list(RegistryShapes.node, [node])),
      (
        try? grammar.services(""),
        Samples.list(
          RegistryShapes.catalogSnippet,
          [Samples.snippet("db"), Samples.snippet("web", tags: ["blue", "green"])])
      ),
      (try? grammar.node("web1"), Samples.record(RegistryShapes.catalogNode, ["Node": node])),
    ]
    for case (let query?, let value) in entries + mesh(grammar) { readings[query] = value }
    return readings
  }

  private static func mesh(_ grammar: QueryGrammar) -> [(Query?, Value)] {
    func ask(_ function: String, _ text: Bytes = "") -> Query? {
      try? grammar.mesh(text, function: function)
    }
    func record(_ shape: RecordShape, _ fields: [Bytes: Value]) -> Value {
      guard case .recordPointer(let record) = Samples.record(shape, fields) else { return .absent }
      return .record(record)
    }
    func list(_ shape: RecordShape, _ fields: [Bytes: Value]) -> Value {
      Samples.list(shape, [Samples.record(shape, fields)])
    }
    let consumers = record(RegistryShapes.consumers, ["Peers": .strings(["east"])])
    let exported = record(
      RegistryShapes.exportedService, ["Service": "web", "Consumers": consumers])
    let imported = record(
      RegistryShapes.importedService, ["Service": "db", "SourcePeer": "east"])
    let first = Samples.instance("web", node: "web1", address: "10.0.0.1", port: 80)
    return [
      (
        try? grammar.preparedQuery("nearest-web"),
        Samples.list(RegistryShapes.healthService, [first])
      ),
      (
        ask("caRoots"),
        list(
          RegistryShapes.caRoot, ["Active": true, "RootCertPEM": "-----BEGIN CERTIFICATE-----"])
      ),
      (
        ask("caLeaf", "web"),
        Samples.record(RegistryShapes.leafCert, ["ServiceURI": "spiffe://mesh/svc/web"])
      ),
      (
        ask("peerings"),
        list(RegistryShapes.peering, ["Name": "east", "PeeringState": "ACTIVE"])
      ),
      (ask("partitions"), list(RegistryShapes.partition, ["Name": "default"])),
      (
        ask("exportedServices"),
        .list(ListValue([exported], elementType: .record(RegistryShapes.exportedService)))
      ),
      (
        ask("importedServices", "default"),
        .list(ListValue([imported], elementType: .record(RegistryShapes.importedService)))
      ),
    ]
  }

  private static var instances: Value {
    Samples.list(
      RegistryShapes.healthService,
      [
        Samples.instance(
          "web", node: "web1", address: "10.0.0.1", port: 80, tags: ["blue"],
          meta: [("zone", "a")]),
        Samples.instance("web", node: "web2", address: "10.0.0.2", port: 8080, tags: ["green"]),
      ])
  }
}
