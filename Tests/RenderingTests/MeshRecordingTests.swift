import Diagnostics
import RegistryCore
import Rendering
import Values
import XCTest

/// Answers about the mesh and of prepared queries in snapshot files and in the cache.
final class MeshRecordingTests: XCTestCase {
  func testEveryQueryHasItsSortAndASecretOneIsSecretThere() {
    let queries: [Query.Subject] =
      [
        .service(.init(name: "web")), .service(.init(name: "web", connect: true)),
        .services(.init()), .nodes(near: "", .init()), .node(name: "", .init()),
        .datacenters(ignoresFailing: true), .key(path: "a", .init()), .prefix(path: "a", .init()),
        .preparedQuery(name: "q", near: "", .init()),
      ] + samples.map { .mesh($0.mesh, .init()) }
    for subject in queries {
      let query = Query(registry: "c", subject)
      let kind = AnswerKind.kind(of: String(subject.text.prefix { $0 != "(" }))
      if case .any = kind.type { XCTFail("`\(query.text)` has no sort") }
      XCTAssertEqual(kind.isSecret, query.isSecret, query.text)
    }
  }

  func testAnswersComeBackAsTheyWere() {
    for sample in samples { check(sample.value, .mesh(sample.mesh, .init())) }
    for sample in samples where !sample.mesh.isLeaf {
      check(list([], of: sample.shape, isPointer: sample.isPointer), .mesh(sample.mesh, .init()))
    }
    let instance = filled(RegistryShapes.healthService)
    check(
      list([instance], of: RegistryShapes.healthService),
      .preparedQuery(name: "q", near: "_agent", .init(datacenter: "dc2")))
    check(
      list([instance], of: RegistryShapes.healthService),
      .service(.init(name: "web", connect: true)))
  }

  func testAFilterIsNoPartOfTheSort() {
    var scope = Query.Scope()
    scope.filter = "Name != \"a)(\""
    check(samples[0].value, .mesh(.caRoots, scope))
  }

  func testACertificateWithItsKeyIsHiddenWhateverItsFieldsHold() {
    let shape = RegistryShapes.leafCert
    let leaf = Value.recordPointer(
      RecordValue(
        shape,
        shape.fields.map { field in
          if case .string = field.type {
            .string("inside-\(field.name.string)")
          } else {
            .uint64(3)
          }
        }))
    for text: Bytes in ["c::caLeaf(web)", "caLeaf(web?ns=a@dc2)"] {
      let hidden = recorded(leaf, text, .secrets())
      XCTAssertFalse(hidden.contains("inside-"), hidden)
      XCTAssertTrue(hidden.contains("\"PrivateKeyPEM\": {\"$redacted\": true}"), hidden)
      XCTAssertTrue(recorded(leaf, text, .onlyTokens()).contains("inside-PrivateKeyPEM"))
    }
    XCTAssertNil(cached(leaf, "caLeaf(web)", .secrets()))
    XCTAssertEqual(
      cached(leaf, "caLeaf(web)", .onlyTokens())?.value()?.isIdentical(to: leaf), true)
  }

  func testAHiddenCertificateIsReplayedWithPlaceholders() throws {
    let text = recorded(samples[1].value, "c::caLeaf(web)", .secrets())
    let recording = try RecordingReader.read(Source(name: "t", text: text)).recording
    XCTAssertGreaterThan(recording.redactedCount, 0)
    guard
      case .recordPointer(let record)? = recording.answer(
        to: Query(registry: "c", .mesh(.caLeaf(service: "web"), .init())))
    else { return XCTFail(text) }
    XCTAssertTrue(record["PrivateKeyPEM"]?.isIdentical(to: .string("redacted")) == true)
  }

  func testPeopleWriteQueriesAsInTemplates() throws {
    let text = """
      {"format": 1, "queries": {
        "importedServices(p)": [{"Service": "a", "SourcePeer": "b"}],
        "exportedServices(p?ns=n)": [{"Service": "a", "Consumers": {"Peers": ["x"]}}],
        "query(geo~_agent)": [{"Address": "10.0.0.1", "Port": 80}],
        "c::caRoots()": [{"ID": "1", "RootCertPEM": "pem", "Active": true}]
      }}
      """
    let recording = try RecordingReader.read(Source(name: "t", text: text)).recording
    var partition = Query.Scope()
    partition.partition = "p"
    var both = partition
    both.namespace = "n"
    for subject: Query.Subject in [
      .mesh(.importedServices, partition), .mesh(.exportedServices, both),
      .preparedQuery(name: "geo", near: "_agent", .init()), .mesh(.caRoots, .init()),
    ] {
      XCTAssertNotNil(recording.answer(to: Query(registry: "c", subject)), subject.text)
    }
  }

  func testMistakesInHandWrittenAnswersAreTold() {
    for (text, message) in [
      ("\"caRoots()\": {}", "expected a list, found `{}`"),
      ("\"peerings()\": [{\"Nam\": \"a\"}]", "`Peering` has no field `Nam`"),
      ("\"caLeav(web)\": null", "no query is called `caLeav`"),
      ("\"partitions()\": [{\"Name\": 3}]", "expected a text, found `3`"),
    ] {
      do throws(DiagnosticError) {
        _ = try RecordingReader.read(
          Source(name: "t", text: "{\"format\": 1, \"queries\": {\(text)}}"))
        XCTFail(text)
      } catch {
        XCTAssertEqual(error.diagnostics.first?.message, message)
      }
    }
  }

  // MARK: - Values

  private typealias Sample = (
    mesh: Query.Mesh, shape: RecordShape, isPointer: Bool, value: Value
  )

  private var samples: [Sample] {
    let lists: [(Query.Mesh, RecordShape, Bool)] = [
      (.caRoots, RegistryShapes.caRoot, true), (.peerings, RegistryShapes.peering, true),
      (.partitions, RegistryShapes.partition, true),
      (.exportedServices, RegistryShapes.exportedService, false),
      (.importedServices, RegistryShapes.importedService, false),
    ]
    var samples = lists.map { mesh, shape, isPointer -> Sample in
      (mesh, shape, isPointer, list([filled(shape)], of: shape, isPointer: isPointer))
    }
    let leaf = RegistryShapes.leafCert
    samples.insert((.caLeaf(service: "web"), leaf, true, .recordPointer(filled(leaf))), at: 1)
    return samples
  }

  /// A record with something in each field.
  private func filled(_ shape: RecordShape) -> RecordValue {
    RecordValue(shape, shape.fields.map { filled($0.type, $0.name) })
  }

  private func filled(_ type: GoType, _ name: Bytes) -> Value {
    switch type {
    case .bool: .bool(true)
    case .signed(let width): .int(5, width)
    case .unsigned: .uint64(5)
    case .slice(let element):
      .list(ListValue([filled(element, name)], elementType: element))
    case .map(_, let member):
      .map(MapValue([("k", filled(member, name))], valueType: member))
    case .record(let shape): .record(filled(shape))
    case .pointer(.record(let shape)): .recordPointer(filled(shape))
    case .named(let named):
      if case .slice(let element) = named.underlying {
        .list(ListValue([filled(element, name)], elementType: element, named: named))
      } else {
        .null
      }
    default: .bytes(name)
    }
  }

  private func list(
    _ records: [RecordValue], of shape: RecordShape, isPointer: Bool = true
  ) -> Value {
    isPointer
      ? .list(
        ListValue(records.map(Value.recordPointer), elementType: .pointer(.record(shape))))
      : .list(ListValue(records.map(Value.record), elementType: .record(shape)))
  }

  private func recorded(_ value: Value, _ text: Bytes, _ redaction: Redaction) -> String {
    var recording = Recording()
    recording.add(value, for: text)
    return String(
      decoding: RecordingWriter.write(recording, redaction: redaction, includesVolatile: true).text,
      as: UTF8.self)
  }

  private func cached(
    _ value: Value, _ subject: Bytes, _ redaction: Redaction
  ) -> CachedAnswer? {
    let key = CachedAnswer.Key(identity: "c", subject: subject)
    guard let answer = CachedAnswer(value, key: key, time: 1, redaction: redaction) else {
      return nil
    }
    return CachedAnswer(line: answer.line)
  }

  private func check(_ value: Value, _ subject: Query.Subject, line: UInt = #line) {
    let query = Query(registry: "c", subject)
    let text = recorded(value, Bytes(query.text), .onlyTokens())
    do throws(DiagnosticError) {
      let again = try RecordingReader.read(Source(name: "t", text: text)).recording
      XCTAssertEqual(again.answer(to: query)?.isIdentical(to: value), true, text, line: line)
    } catch {
      XCTFail(DiagnosticRenderer().render(error.diagnostics), line: line)
    }
    let kept = cached(value, Bytes(subject.text), .onlyTokens())?.value()
    XCTAssertEqual(kept?.isIdentical(to: value), true, subject.text, line: line)
  }
}
