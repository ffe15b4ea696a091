import DataFormats
import Diagnostics
import XCTest

@testable import Registries

final class FileAnswersTests: XCTestCase {
  private func read(_ files: [(String, String)]) -> Result<FileCatalog, DiagnosticError> {
    do throws(DiagnosticError) {
      return .success(
        try FileAnswers.catalog(
          files.map {
            FileAnswers.File(
              Source(name: $0.0, text: $0.1), DocumentFormat(fileName: $0.0) ?? .toml)
          }))
    } catch {
      return .failure(error)
    }
  }

  private func refuse(_ text: String, _ expected: String, line: UInt = #line) {
    refuse([("a.toml", text)], expected, line: line)
  }

  private func refuse(_ files: [(String, String)], _ expected: String, line: UInt = #line) {
    switch read(files) {
    case .success(let catalog): XCTFail("was accepted: \(catalog)", line: line)
    case .failure(let error):
      XCTAssertEqual(DiagnosticRenderer().render(error.diagnostics), expected, line: line)
    }
  }

  private func accept(
    _ text: String, _ name: String = "a.toml", line: UInt = #line
  ) -> FileCatalog {
    switch read([(name, text)]) {
    case .success(let catalog): return catalog
    case .failure(let error):
      XCTFail(DiagnosticRenderer().render(error.diagnostics), line: line)
      return FileCatalog()
    }
  }

  func testUnknownKeysAreRefusedWithTheLikelyWord() {
    refuse(
      "[[service]]\nname = \"web\"\naddres = \"10.0.0.1\"\nport = 80\n",
      """
      a.toml:3:1: error: unknown key `addres` in a service
        3 | addres = "10.0.0.1"
          | ^^^^^^
        hint: did you mean `address`?
      a.toml:1:1: error: expected a key `address` in a service
        1 | [[service]]
          | ^^^^^^^^^^^
      """)
    refuse(
      "[[services]]\n[key]\n",
      """
      a.toml:1:3: error: unknown key `services` in the file
        1 | [[services]]
          |   ^^^^^^^^
        hint: did you mean `service`?
      a.toml:2:2: error: unknown key `key` in the file
        2 | [key]
          |  ^^^
        hint: did you mean `keys`?
      """)
  }

  func testWrongTypesAndValuesAreShown() {
    refuse(
      """
      [[service]]
      name = ""
      address = 10
      port = 70000
      tags = "v1"
      meta = { a = [] }
      status = "passng"
      weights = { pasing = 1 }
      weight = 2
      """,
      """
      a.toml:2:8: error: `name` must not be empty
        2 | name = ""
          |        ^^
      a.toml:3:11: error: expected a text for `address`, found an integer
        3 | address = 10
          |           ^^
      a.toml:4:8: error: expected `port` from 0 to 65535, found 70000
        4 | port = 70000
          |        ^^^^^
      a.toml:9:1: error: expected either `weight` or `weights`, found both
        9 | weight = 2
          | ^^^^^^
      a.toml:8:13: error: unknown key `pasing` in `weights`
        8 | weights = { pasing = 1 }
          |             ^^^^^^
        hint: did you mean `passing`?
      a.toml:5:8: error: expected a list of texts for `tags`, found a string
        5 | tags = "v1"
          |        ^^^^
      a.toml:6:14: error: expected a text for `a`, found an array
        6 | meta = { a = [] }
          |              ^^
      a.toml:7:10: error: expected `passing`, `warning`, `critical` or `maintenance`, found `passng`
        7 | status = "passng"
          |          ^^^^^^^^
        hint: did you mean `passing`?
      """)
    refuse(
      "[service.web]\nport = 80\n",
      """
      a.toml:1:2: error: expected a list of services, found a table
        1 | [service.web]
          |  ^^^^^^^
        hint: write `[[service]]` for each instance
      """)
    refuse(
      [("a.json", "[]")],
      """
      a.json:1:1: error: expected a table for the file, found an array
        1 | []
          | ^^
      """)
  }

  func testConflictsNameBothPlaces() {
    let service = "[[service]]\nid = \"web-1\"\nname = \"web\"\naddress = \"10.0.0.1\"\nport = 80\n"
    refuse(
      [("a.toml", service), ("b.toml", "# more\n" + service)],
      """
      b.toml:3:6: error: the id `web-1` is used twice on node `10.0.0.1`
        3 | id = "web-1"
          |      ^^^^^^^
        hint: it was first used at a.toml:2:6
      """)
    refuse(
      [("a.toml", "[keys]\n\"app/title\" = \"x\"\n"), ("b.toml", "[keys.app]\ntitle = \"y\"\n")],
      """
      b.toml:2:1: error: the key `app/title` is set twice
        2 | title = "y"
          | ^^^^^
        hint: it was first set at a.toml:2:1
      """)
    let twin =
      service + service.replacingOccurrences(of: "port = 80", with: "node = \"n2\"\nport = 80")
    XCTAssertEqual(accept(twin).instances.count, 2)
  }

  func testSyntaxErrorsOfAllFilesAreToldAtOnce() {
    refuse(
      [("a.toml", "x ="), ("b.json", "{"), ("c.yaml", "a: [")],
      """
      a.toml:1:4: error: expected a value, found the end of the text
        1 | x =
          |    ^
      b.json:1:2: error: expected a key in quotes or `}`, found the end of the text
        1 | {
          |  ^
      c.yaml:1:5: error: did not find expected node content while parsing a flow node
        1 | a: [
          |     ^
      """)
  }

  func testAnEmptyFileIsRefusedForItMayBeHalfWritten() {
    refuse(
      " \n",
      """
      a.toml: error: the file is empty
        hint: a file without services holds at least a comment
      """)
    XCTAssertEqual(accept("# nothing yet"), FileCatalog())
    XCTAssertEqual(accept("# nothing yet", "a.yaml"), FileCatalog())
    XCTAssertEqual(accept("{}", "a.json"), FileCatalog())
  }

  func testDefaultsStandInForWhatIsNotSaid() {
    let catalog = accept("[[service]]\nname = \"web\"\naddress = \"10.0.0.1\"\nport = 80\n")
    XCTAssertEqual(
      catalog.instances,
      [
        FileCatalog.Instance(
          name: "web", id: "web-10.0.0.1-80", address: "10.0.0.1", port: 80, tags: [], meta: [],
          passingWeight: 1, warningWeight: 1, status: .passing, node: "10.0.0.1",
          datacenter: "dc1")
      ])
  }

  func testAllFormatsSayTheSame() {
    let expected = accept(
      """
      [[service]]
      name = "web"
      id = "w"
      address = "10.0.0.1"
      port = 80
      tags = ["b", "a", "b"]
      meta = { version = "1", canary = true }
      weights = { passing = 10, warning = 2 }
      status = "warning"
      node = "n1"
      datacenter = "eu"
      [keys]
      "app/title" = "hello"
      [keys.app.limits]
      max = 5
      ratio = 1.5
      since = 2024-01-01
      """)
    XCTAssertEqual(expected.instances.first?.tags, ["a", "b"])
    XCTAssertEqual(
      expected.keys.map { "\($0.key)=\($0.value)" },
      [
        "app/limits/max=5", "app/limits/ratio=1.5", "app/limits/since=2024-01-01",
        "app/title=hello",
      ])
    let yaml = """
      service:
        - name: web
          id: w
          address: 10.0.0.1
          port: 80
          tags: [b, a]
          meta: {version: "1", canary: true}
          weights: {passing: 10, warning: 2}
          status: warning
          node: n1
          datacenter: eu
      keys:
        app:
          title: hello
          limits: {max: 5, ratio: 1.5, since: 2024-01-01}
      """
    XCTAssertEqual(accept(yaml, "a.yml"), expected)
    let json = """
      {"service": [{"name": "web", "id": "w", "address": "10.0.0.1", "port": 80,
        "tags": ["a", "b"], "meta": {"version": "1", "canary": true},
        "weights": {"passing": 10, "warning": 2}, "status": "warning", "node": "n1",
        "datacenter": "eu"}],
       "keys": {"app/title": "hello", "app/limits/max": 5,
        "app": {"limits": {"ratio": 1.5, "since": "2024-01-01"}}}}
      """
    XCTAssertEqual(accept(json, "a.json"), expected)
  }
}
