import Diagnostics
import RegistryCore
import Rendering
import Values
import XCTest

/// Every sort of answer survives a snapshot file, and the file is written in the same way again.
final class RecordingRoundTripTests: XCTestCase {
  func testTextsOfEachKind() {
    for text: Bytes in [
      "", "hello", "a \"quoted\" \\ text\n\t\u{0}\u{7F}", "Grüße 日本 🙂 \u{2028}", "e\u{301}",
      Bytes([0, 0xFF, 0xFE]), Bytes([0xED, 0xA0, 0x80]), "redacted", "$redacted", "null",
    ] {
      check(.bytes(text), "key(a)")
    }
    check(.absent, "key(a)")
  }

  func testInstances() {
    check(list([], RegistryShapes.healthService), "service(web|passing)")
    check(list([fullInstance, emptyInstance], RegistryShapes.healthService), "service(web|any)")
    check(list([fullInstance], RegistryShapes.healthService), "connect(web|passing)")
  }

  func testCatalogue() {
    check(
      list(
        [
          RecordValue(RegistryShapes.catalogSnippet, [.string("a"), tags(["x", "y"])]),
          RecordValue(RegistryShapes.catalogSnippet, [.string("b"), tags(nil)]),
        ], RegistryShapes.catalogSnippet), "services()")
    check(list([node], RegistryShapes.node), "nodes(@dc2)")
    check(
      .recordPointer(
        RecordValue(
          RegistryShapes.catalogNode,
          [
            .recordPointer(node),
            list(
              [
                RecordValue(
                  RegistryShapes.catalogNodeService,
                  [
                    .string("id"), .string("web"), tags([]), map([("k", "v")]), .int(80),
                    .string("::1"), .bool(true),
                  ])
              ], RegistryShapes.catalogNodeService),
          ])), "node(n)")
    check(
      .pointer(PointerValue(to: nil, type: .record(RegistryShapes.catalogNode))), "node(missing)")
    check(.strings(["dc1", "dc2"]), "datacenters()")
    check(.strings([]), "datacenters(true)")
  }

  func testPrefixes() {
    check(list([], RegistryShapes.keyPair), "prefix(a)")
    check(
      list(
        [
          pair("a/x", Bytes([0xFF]), flags: .max), pair("a/y", "text", flags: 0),
          pair("a/(b)@c", "", flags: 1),
        ], RegistryShapes.keyPair), "prefix(a)")
  }

  func testMapsWithKeysThatJSONCannotHave() {
    for key: Bytes in ["$base64", "", "a\"b", Bytes([0xFF])] {
      let meta = Value.map(
        MapValue([(key, .string("v")), ("z", .string("w"))], valueType: .string))
      check(
        list([instance(meta: meta)], RegistryShapes.healthService), "service(web|passing)")
    }
  }

  func testAnswersWithoutATableArePlainJSON() {
    check(
      .map([
        ("a", .list([.int(-5), .float(2), .float(1e300), .bool(true), .null, .string("x")])),
        ("$x", .bytes(Bytes([0xFF]))), ("empty", .map([])), ("none", .list([])),
      ]), "another(x)")
  }

  func testIndexesAreWrittenOnlyOnRequest() throws {
    let value = list([pair("a", "v", flags: 0, index: 77)], RegistryShapes.keyPair)
    var recording = Recording()
    recording.add(value, for: "c::prefix(a)")
    recording.time = 5
    func text(_ includesVolatile: Bool) -> String {
      String(
        decoding: RecordingWriter.write(
          recording, redaction: .onlyTokens(), includesVolatile: includesVolatile
        ).text, as: UTF8.self)
    }
    XCTAssertFalse(text(false).contains("Index") || text(false).contains("time"), text(false))
    XCTAssertTrue(text(true).contains("\"ModifyIndex\": 77"), text(true))
    XCTAssertTrue(text(true).contains("\"time\": 5"), text(true))
  }

  func testEnvironmentAndFiles() throws {
    var recording = Recording()
    recording.environment = ["A": "1", "B": nil, "C": Bytes([0xFF])]
    recording.files = [
      "a": .contents("text"), "b": .contents(Bytes([0, 0xFF])), "c": .exists, "d": .missing,
    ]
    let text = RecordingWriter.write(recording, redaction: .onlyTokens()).text
    let again = try RecordingReader.read(Source(name: "t", text: text)).recording
    XCTAssertEqual(again.environment, recording.environment)
    XCTAssertEqual(again.files, recording.files)
    XCTAssertEqual(RecordingWriter.write(again, redaction: .onlyTokens()).text, text)
  }

  func testEveryFieldHasItsLine() {
    var recording = Recording()
    recording.add(
      list([instance(meta: map([("zone", "z")]))], RegistryShapes.healthService),
      for: "c::service(web|passing)")
    XCTAssertEqual(
      String(
        decoding: RecordingWriter.write(recording, redaction: .secrets()).text, as: UTF8.self),
      """
      {
        "format": 1,
        "queries": {
          "c::service(web|passing)": [
            {
              "Node": "n",
              "NodeAddress": "",
              "ServiceMeta": {
                "zone": "z"
              },
              "Address": "10.0.0.1",
              "ID": "web-1",
              "Name": "web",
              "Tags": ["a", "b"],
              "Port": 80
            }
          ]
        }
      }

      """)
  }

  // MARK: - Values

  private func check(_ value: Value, _ subject: String, line: UInt = #line) {
    var recording = Recording()
    let query = Bytes("c::\(subject)")
    recording.add(value, for: query)
    let text = RecordingWriter.write(
      recording, redaction: .onlyTokens(), includesVolatile: true
    ).text
    do throws(DiagnosticError) {
      let again = try RecordingReader.read(Source(name: "t", text: text)).recording
      let shown = String(decoding: text, as: UTF8.self)
      XCTAssertTrue(
        again.answers[query]?.isIdentical(to: value) == true, "\(shown)", line: line)
      XCTAssertEqual(
        RecordingWriter.write(again, redaction: .onlyTokens(), includesVolatile: true).text, text,
        shown, line: line)
    } catch {
      XCTFail(DiagnosticRenderer().render(error.diagnostics), line: line)
    }
  }

  private var fullInstance: RecordValue {
    RecordValue(
      RegistryShapes.healthService,
      [
        .string("n"), .string("uuid"), .string("10.0.0.1"), map([("lan", "10.0.0.1")]), map([]),
        map([("v", "1")]), .string("10.0.0.2"),
        .map(
          MapValue(
            [
              (
                "wan",
                .record(
                  RecordValue(RegistryShapes.taggedAddress, [.string("1.2.3.4"), .int(443)]))
              )
            ], valueType: .record(RegistryShapes.taggedAddress))),
        .string("web-1"), .string("web"), tags(["a", ""]),
        .list(
          ListValue(
            [.recordPointer(check)],
            elementType: .pointer(.record(RegistryShapes.healthCheck)),
            named: RegistryShapes.healthChecks)),
        .string("critical"), .int(80),
        .record(RecordValue(RegistryShapes.weights, [.int(10), .int(0)])),
      ])
  }

  private var check: RecordValue {
    RecordValue(
      RegistryShapes.healthCheck,
      [
        .string("n"), .string("service:web"), .string("c"), .string("critical"), .string("note"),
        .string("line\nline"), .string("web-1"), .string("web"),
        .list(ListValue([], elementType: .string, isNil: true)), .string("http"), .string(""),
        .string(""), .uint64(7), .uint64(9),
      ])
  }

  private var emptyInstance: RecordValue {
    RecordValue(
      RegistryShapes.healthService,
      [
        .string(""), .string(""), .string(""), nilMap(.string), nilMap(.string), nilMap(.string),
        .string(""), nilMap(.record(RegistryShapes.taggedAddress)), .string(""), .string(""),
        tags(nil),
        .list(
          ListValue(
            [], elementType: .pointer(.record(RegistryShapes.healthCheck)),
            named: RegistryShapes.healthChecks, isNil: true)),
        .string(""), .int(0),
        .record(RecordValue(RegistryShapes.weights, [.int(0), .int(0)])),
      ])
  }

  private func instance(meta: Value) -> RecordValue {
    RecordValue(
      RegistryShapes.healthService,
      [
        .string("n"), .string(""), .string(""), map([]), map([]), meta, .string("10.0.0.1"),
        .map(MapValue([], valueType: .record(RegistryShapes.taggedAddress))), .string("web-1"),
        .string("web"), tags(["a", "b"]),
        .list(
          ListValue(
            [], elementType: .pointer(.record(RegistryShapes.healthCheck)),
            named: RegistryShapes.healthChecks)), .string("passing"), .int(80),
        .record(RecordValue(RegistryShapes.weights, [.int(1), .int(1)])),
      ])
  }

  private var node: RecordValue {
    RecordValue(
      RegistryShapes.node,
      [
        .string("uuid"), .string("n"), .string("10.0.0.1"), .string("dc1"), map([]),
        nilMap(.string),
      ])
  }

  private func pair(
    _ path: String, _ value: Bytes, flags: UInt64, index: UInt64 = 0
  ) -> RecordValue {
    RecordValue(
      RegistryShapes.keyPair,
      [
        .string(path), .string(path), .bytes(value), .uint64(index), .uint64(index), .uint64(0),
        .uint64(flags), .string(""),
      ])
  }

  private func tags(_ tags: [Bytes]?) -> Value {
    .list(
      ListValue(
        (tags ?? []).map(Value.bytes), elementType: .string, named: RegistryShapes.serviceTags,
        isNil: tags == nil))
  }

  private func map(_ entries: [(Bytes, String)]) -> Value {
    .map(MapValue(entries.map { ($0.0, .string($0.1)) }, valueType: .string))
  }

  private func nilMap(_ type: GoType) -> Value {
    .map(MapValue([], valueType: type, isNil: true))
  }

  private func list(_ records: [RecordValue], _ shape: RecordShape) -> Value {
    .list(ListValue(records.map(Value.recordPointer), elementType: .pointer(.record(shape))))
  }
}
