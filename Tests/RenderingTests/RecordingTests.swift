import Diagnostics
import RegistryCore
import Rendering
import Values
import XCTest

/// Snapshot files: what is written is what is read.
final class RecordingTests: XCTestCase {
  // MARK: - Mistakes

  func testMistakesAreToldWithTheirPlaces() {
    refuses("", "t.json:1:1: error: expected a value, found the end of the text")
    refuses("{", "t.json:1:2: error: expected a key in quotes or `}`, found the end of the text")
    refuses("[]", "t.json:1:1: error: expected an object with `format` and `queries`, found `[]`")
    refuses(
      "{}", "t.json:1:1: error: a snapshot needs its `format`", hint: "write `\"format\": 1`")
    refuses(
      #"{"format": 2}"#, "t.json:1:12: error: expected format 1, found 2",
      hint: "another version of trimtab wrote it; record it anew")
    refuses(
      #"{"format": "1"}"#,
      "t.json:1:12: error: expected the number of a format, found `\"1\"`")
    refuses(
      #"{"format": 1, "querys": {}}"#,
      "t.json:1:15: error: unknown key `querys` in a snapshot", hint: "did you mean `queries`?")
    refuses(
      #"{"format": 1, "queries": {"key(a)": "x", "key(a)": "y"}}"#,
      "t.json:1:42: error: `key(a)` stands here a second time")
    refuses(
      #"{"format": 1, "queries": {"a": "x"}}"#,
      "t.json:1:27: error: expected a query such as `service(web)`, found `a`")
    refuses(
      #"{"format": 1, "queries": {"servce(a)": []}}"#,
      "t.json:1:27: error: no query is called `servce`", hint: "did you mean `service`?")
    refuses(
      #"{"format": 1, "queries": {"service(a)": {"Port": 1}}}"#,
      "t.json:1:41: error: expected a list, found `{\"Port\": 1}`")
    refuses(
      #"{"format": 1, "queries": {"service(a)": [{"Prot": 1}]}}"#,
      "t.json:1:43: error: `HealthService` has no field `Prot`", hint: "did you mean `Port`?")
    refuses(
      #"{"format": 1, "queries": {"service(a)": [{"Port": "80"}]}}"#,
      "t.json:1:51: error: expected an integer, found `\"80\"`")
    refuses(
      #"{"format": 1, "queries": {"key(a)": 5}}"#,
      "t.json:1:37: error: expected a text, found `5`")
    refuses(
      #"{"format": 1, "queries": {"key(a)": {"$base64": "?"}}}"#,
      "t.json:1:49: error: expected Base64, found `\"?\"`")
    refuses(
      #"{"format": 1, "environment": {"A": 1}}"#,
      "t.json:1:36: error: expected a text, found `1`")
    refuses(
      #"{"format": 1, "files": []}"#,
      "t.json:1:24: error: expected an object of files, found `[]`")
  }

  func testTextThatIsNotUnicodeIsRefused() {
    let source = Source(
      name: "t.json", text: Array(#"{"format": 1, "queries": {"key(a)": ""#.utf8) + [0xFF])
    XCTAssertThrowsError(try RecordingReader.read(source))
  }

  func testDeepNestingIsRefused() {
    let deep = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
    refuses(
      #"{"format": 1, "queries": {"new(a)": "# + deep + "}}",
      "t.json:1:99: error: nested deeper than the limit of 64")
  }

  func testAQueryThatNoTemplateCanAskIsDoubtful() throws {
    let warnings = try RecordingReader.read(
      Source(name: "t.json", text: #"{"format": 1, "queries": {"service(a|pasing)": []}}"#)
    ).warnings
    XCTAssertEqual(
      warnings.map { DiagnosticRenderer().render($0) },
      [
        """
        t.json:1:27: warning: no template can ask `a|pasing`: unknown status `pasing`
          1 | {"format": 1, "queries": {"service(a|pasing)": []}}
            |                           ^^^^^^^^^^^^^^^^^^^
          hint: did you mean `passing`?
        """
      ])
  }

  // MARK: - Written by hand

  func testAnAddressAndAPortAreEnoughForAnInstance() throws {
    let recording = try read(
      #"{"format": 1, "queries": {"service(web)": [{"Address": "10.0.0.1", "Port": 80}]}}"#)
    let query = Query(registry: "edge", .service(.init(name: "web")))
    guard case .list(let list)? = recording.answer(to: query),
      case .recordPointer(let instance)? = list.elements.first
    else { return XCTFail("no instance") }
    func check(_ field: Bytes, _ expected: Value, line: UInt = #line) {
      XCTAssertTrue(instance[field]?.isIdentical(to: expected) == true, "\(field)", line: line)
    }
    check("Name", .string("web"))
    check("ID", .string("web-10.0.0.1-80"))
    check("Node", .string("10.0.0.1"))
    check("NodeAddress", .string("10.0.0.1"))
    check("Status", .string("passing"))
    check("Port", .int(80))
    guard case .list(let tags)? = instance["Tags"], case .record(let weights)? = instance["Weights"]
    else { return XCTFail("no tags, no weights") }
    XCTAssertEqual(tags.named?.name, "dependency.ServiceTags")
    XCTAssertTrue(weights["Passing"]?.isIdentical(to: .int(1)) == true)
  }

  func testQueriesMayBeWrittenAsInTemplates() throws {
    let recording = try read(
      """
      {"format": 1, "queries": {
        "service(web|any)": [], "a::key(/app/title)": "hello",
        "ls(app)": {"app/b": "2", "app/a": ""},
        "services()": [{"Name": "web"}], "nodes(@dc2)": []
      }}
      """)
    func check(_ subject: Query.Subject, _ registry: String, isThere: Bool, line: UInt = #line) {
      let answer = recording.answer(to: Query(registry: registry, subject))
      XCTAssertEqual(answer != nil, isThere, line: line)
    }
    check(.service(.init(name: "web", statuses: [])), "a", isThere: true)
    check(.service(.init(name: "web")), "a", isThere: false)
    check(.key(path: "app/title", .init()), "a", isThere: true)
    check(.key(path: "app/title", .init()), "b", isThere: false)
    check(.prefix(path: "app", .init()), "b", isThere: true)
    check(.services(.init()), "b", isThere: true)
    check(.nodes(near: "", .init(datacenter: "dc2")), "b", isThere: true)
    check(.nodes(near: "", .init()), "b", isThere: false)
    XCTAssertEqual(recording.registries, ["a"])
  }

  func testTheAnswerOfTheQuerysOwnRegistryComesFirst() throws {
    let recording = try read(
      #"{"format": 1, "queries": {"key(a)": "any", "edge::key(a)": "own"}}"#)
    for (registry, expected) in [("edge", "own"), ("other", "any")] {
      let answer = recording.answer(to: Query(registry: registry, .key(path: "a", .init())))
      XCTAssertTrue(answer?.isIdentical(to: .string(expected)) == true, registry)
    }
  }

  func testSpellingsOfOneAccentedKeyAreDifferentKeys() throws {
    let recording = try read(#"{"format": 1, "queries": {"key(\u00e9)": "one"}}"#)
    XCTAssertNotNil(recording.answer(to: Query(registry: "a", .key(path: "\u{E9}", .init()))))
    XCTAssertNil(recording.answer(to: Query(registry: "a", .key(path: "e\u{301}", .init()))))
  }

  // MARK: - Secrets

  func testSecretsAreHiddenByTheirNames() throws {
    var recording = Recording()
    recording.add(.string("s3"), for: "a::key(db/Password)")
    recording.add(.string("shown"), for: "a::key(db/user)")
    recording.add(
      .string("-----BEGIN RSA PRIVATE KEY-----\nMII"), for: "a::key(tls)")
    recording.environment = ["API_TOKEN": "t", "HOME": "/root"]
    recording.files = ["/run/secrets/x": .contents("f")]
    let hidden = RecordingWriter.write(recording, redaction: .secrets())
    XCTAssertEqual(
      String(decoding: hidden.text, as: UTF8.self),
      """
      {
        "format": 1,
        "queries": {
          "a::key(db/Password)": {"$redacted": true},
          "a::key(db/user)": "shown",
          "a::key(tls)": {"$redacted": true}
        },
        "environment": {
          "API_TOKEN": {"$redacted": true},
          "HOME": "/root"
        },
        "files": {
          "/run/secrets/x": {"$redacted": true}
        }
      }

      """)
    XCTAssertEqual(hidden.redactedCount, 4)
    let again = try RecordingReader.read(Source(name: "t", text: hidden.text)).recording
    XCTAssertEqual(again.redactedCount, 4)
    let key = again.answer(to: Query(registry: "a", .key(path: "db/Password", .init())))
    XCTAssertTrue(key?.isIdentical(to: .string("redacted")) == true)
    let shown = RecordingWriter.write(recording, redaction: .onlyTokens())
    XCTAssertEqual(shown.redactedCount, 0)
  }

  func testPatternsAndTokensHideMore() throws {
    var recording = Recording()
    recording.add(.string("x"), for: "a::key(db/pin)")
    recording.add(.string("has 12345 in it"), for: "a::key(b)")
    let hidden = RecordingWriter.write(
      recording, redaction: .secrets(patterns: [try Regex("pin$")], tokens: ["12345"]))
    XCTAssertEqual(hidden.redactedCount, 2)
    let tokens = RecordingWriter.write(recording, redaction: .onlyTokens(["12345", ""]))
    XCTAssertEqual(tokens.redactedCount, 1)
  }

  func testValuesOfSecretKeysAreHiddenInPrefixesAndMetadata() throws {
    var recording = try read(
      """
      {"format": 1, "queries": {
        "prefix(db)": {"db/token": "t", "db/user": "u"},
        "service(web)": [{"Address": "a", "ServiceMeta": {"password": "p", "zone": "z"}}]
      }}
      """)
    recording.environment = nil
    let hidden = RecordingWriter.write(recording, redaction: .secrets())
    XCTAssertEqual(hidden.redactedCount, 2)
    let text = String(decoding: hidden.text, as: UTF8.self)
    XCTAssertTrue(text.contains("\"zone\": \"z\"") && text.contains("\"Value\": \"u\""), text)
  }

  // MARK: -

  private func read(_ text: String) throws -> Recording {
    try RecordingReader.read(Source(name: "t.json", text: text)).recording
  }

  private func refuses(
    _ text: String, _ message: String, hint: String? = nil, line: UInt = #line
  ) {
    do throws(DiagnosticError) {
      _ = try RecordingReader.read(Source(name: "t.json", text: text))
      XCTFail("was accepted", line: line)
    } catch {
      let lines = DiagnosticRenderer().render(error.diagnostics[0]).split(separator: "\n")
      XCTAssertEqual(lines.first.map(String.init), message, line: line)
      XCTAssertEqual(error.diagnostics[0].hint, hint, line: line)
    }
  }
}
