import RegistryCore
import Rendering
import SystemSupport
import TemplateLanguage
import Values
import XCTest

final class RegistryFunctionTests: XCTestCase {
  private let emptyInstances = Samples.list(RegistryShapes.healthService, [])
  private let emptyPairs = Samples.list(RegistryShapes.keyPair, [])

  private func key(_ path: String) -> Query {
    Query(registry: "consul", .key(path: path, .init()))
  }

  private func prefix(_ path: String) -> Query {
    Query(registry: "consul", .prefix(path: path, .init()))
  }

  private func names(_ value: Value) -> [String] {
    guard case .list(let list) = value else { return [] }
    return list.elements.compactMap {
      guard case .recordPointer(let pair) = $0, case .bytes(let key)? = pair["Key"] else {
        return nil
      }
      return key.string
    }
  }

  func testAMistakeInAQueryIsAnErrorOfTheFunction() {
    let calls = FunctionCalls()
    calls.refuse(
      "service", ["web|up"],
      "invalid query `web|up` at character 5: unknown status `up` "
        + "(known are any, passing, warning, critical and maintenance)")
    calls.refuse(
      "service", ["web", ""],
      "invalid query `web|` at character 5: expected a status, found the end")
    calls.refuse(
      "key", ["@dc1"], "invalid query `@dc1` at character 1: expected a path, found `@`")
    calls.refuse(
      "services", ["web"], "invalid query `web` at character 1: expected the end, found `w`")
    calls.refuse(
      "datacenters", [true, true],
      "datacenters: expected at most a registry and a bool, found more")
    XCTAssertEqual(calls.context.inputs.queries, [])
  }

  func testOnPlainDataRegistryFunctionsSayWhyTheyFail() throws {
    let function = try XCTUnwrap(FunctionLibrary.consul["service"])
    XCTAssertThrowsError(try function.body(["web"], EvaluationContext())) {
      XCTAssertEqual("\($0)", "`service` works only in a rendering, not on plain data")
    }
  }

  func testWhatIsNotAnsweredYetIsMissingAndEmpty() {
    let calls = FunctionCalls()
    calls.check("service", ["web"], emptyInstances)
    calls.check("connect", ["web"], emptyInstances)
    calls.check("services", [], Samples.list(RegistryShapes.catalogSnippet, []))
    calls.check("nodes", ["@dc1"], Samples.list(RegistryShapes.node, []))
    calls.check("datacenters", [], .strings([]))
    calls.check("key", ["a"], "")
    calls.check("keyExists", ["b"], false)
    calls.check("keyOrDefault", ["c", "def"], "def")
    calls.check("ls", ["d"], emptyPairs)
    guard case .pointer(let pointer)? = try? calls.call("node", []) else {
      return XCTFail("no pointer")
    }
    XCTAssertNil(pointer.target)
    XCTAssertEqual(
      calls.context.missing.map(\.description),
      [
        "service(web|passing)", "connect(web|passing)", "services()", "nodes(@dc1)",
        "datacenters()", "key(a)", "key(b)", "key(c)", "prefix(d)", "node()",
      ].map { "`consul::\($0)` has not been answered yet" })
    XCTAssertEqual(
      calls.context.inputs.queries, calls.context.missing.compactMap(\.query))
  }

  func testAnEmptyArgumentAsksNothing() {
    let calls = FunctionCalls()
    calls.check("service", [""], emptyInstances)
    calls.check("service", [], emptyInstances)
    calls.check("service", ["", "any"], emptyInstances)
    calls.check("connect", [""], emptyInstances)
    calls.check("key", [""], "")
    calls.check("keyExists", [""], false)
    calls.check("keyOrDefault", ["", "def"], "def")
    calls.check("ls", [""], emptyPairs)
    calls.check("tree", [""], emptyPairs)
    calls.check("safeLs", [""], emptyPairs)
    calls.check("safeTree", [""], emptyPairs)
    calls.check("file", [""], "")
    XCTAssertEqual(calls.context.inputs, RenderInputs())
    XCTAssertEqual(calls.context.missing, [])
  }

  func testAKeyThatDoesNotExistMakesTheTemplateWait() {
    let calls = FunctionCalls(readings: [key("a/b"): .absent])
    calls.check("keyExists", ["a/b"], false)
    calls.check("keyOrDefault", ["a/b", "def"], "def")
    XCTAssertEqual(calls.context.missing, [])
    calls.check("key", ["/a/b"], "")
    XCTAssertEqual(
      calls.context.missing.map(\.description), ["key `consul::a/b` does not exist yet"])
    XCTAssertEqual(calls.context.inputs.queries, [key("a/b")])
  }

  func testKeysThatExist() {
    let calls = FunctionCalls(readings: [key("a"): "1", key("empty"): ""])
    calls.check("key", ["a"], "1")
    calls.check("keyExists", ["a"], true)
    calls.check("keyOrDefault", ["a", "def"], "1")
    calls.check("key", ["empty"], "")
    calls.check("keyExists", ["empty"], true)
    calls.check("keyOrDefault", ["empty", "def"], "def")
    XCTAssertEqual(calls.context.missing, [])
  }

  func testASecondArgumentOfServiceIsTheFilter() {
    let query = Query(
      registry: "consul", .service(.init(name: "web", statuses: [.passing, .warning])))
    let web = Samples.instance("web", node: "n1", address: "10.0.0.1", port: 80)
    let list = Samples.list(RegistryShapes.healthService, [web])
    let calls = FunctionCalls(readings: [query: list])
    calls.check("service", ["web", "warning,passing"], list)
    calls.check("service", ["consul::web|passing,warning"], list)
    XCTAssertEqual(calls.context.inputs.queries, [query])
  }

  func testAnotherRegistryCanBeNamed() {
    let calls = FunctionCalls()
    calls.check("service", ["edge::web"], emptyInstances)
    calls.check("datacenters", ["edge::", true], .strings([]))
    XCTAssertEqual(
      calls.context.inputs.queries.map(\.text),
      ["edge::service(web|passing)", "edge::datacenters(true)"])
  }

  func testLsAndTreeAnswerFromOneQuery() {
    let pairs = Samples.list(
      RegistryShapes.keyPair,
      [
        "app", "app/", "app/a", "app/b", "app/dir/", "app/dir/c", "app//d", "application/e",
      ].map { Samples.pair($0, "v") })
    let calls = FunctionCalls(readings: [prefix("app"): pairs, prefix("app/"): pairs])
    XCTAssertEqual(names(try calls.call("ls", ["app"])), ["a", "b", "d"])
    XCTAssertEqual(
      names(try calls.call("tree", ["app"])), ["a", "b", "dir/c", "d", "lication/e"])
    XCTAssertEqual(calls.context.inputs.queries, [prefix("app")])
    XCTAssertEqual(names(try calls.call("safeLs", ["/app/"])), ["app", "a", "b", "d"])
    XCTAssertEqual(calls.context.missing, [])
  }

  func testASlashListsAllKeys() {
    let pairs = Samples.list(
      RegistryShapes.keyPair, ["a", "b/c"].map { Samples.pair($0, "v") })
    let calls = FunctionCalls(readings: [prefix(""): pairs])
    XCTAssertEqual(names(try calls.call("tree", ["/"])), ["a", "b/c"])
    XCTAssertEqual(names(try calls.call("ls", ["/"])), ["a"])
  }

  func testTheSafeFormsWaitForTheFirstKey() {
    let folder = Samples.list(RegistryShapes.keyPair, [Samples.pair("app/", "")])
    let calls = FunctionCalls(readings: [prefix("app/"): folder])
    calls.check("ls", ["app/"], emptyPairs)
    calls.check("tree", ["app/"], emptyPairs)
    XCTAssertEqual(calls.context.missing, [])
    calls.check("safeLs", ["app/"], emptyPairs)
    calls.check("safeTree", ["app/"], emptyPairs)
    XCTAssertEqual(
      calls.context.missing.map(\.description),
      ["no keys under `consul::app/` yet, and an empty answer was declared unsafe"])
  }

  func testAFileIsAnInputEvenIfItCannotBeRead() {
    let calls = FunctionCalls(
      surroundings: .init(files: FixedFiles(["/etc/motd": Array("hi\n".utf8)])))
    calls.check("file", ["/etc/motd"], "hi\n")
    calls.check("file", ["/none"], "")
    XCTAssertEqual(calls.context.inputs.files, ["/etc/motd", "/none"])
    XCTAssertEqual(
      calls.context.missing.map(\.description),
      ["cannot open `/none`: No such file or directory"])
    calls.refuse("file", ["a\0b"], "file: expected a path in UTF-8 without zero bytes")
  }

  func testEnvironmentVariables() {
    let calls = FunctionCalls(surroundings: .init(environment: ["A": "1", "EMPTY": ""]))
    calls.refuse("mustEnv", ["NONE"], "environment variable `NONE` must be set and not be empty")
    calls.refuse("mustEnv", ["EMPTY"], "environment variable `EMPTY` must be set and not be empty")
    calls.check("mustEnv", ["A"], "1")
    calls.check("env", ["A"], "1")
    calls.check("env", ["OTHER"], "")
    calls.check("envOrDefault", ["A", "x"], "1")
    calls.check("envOrDefault", ["EMPTY", "x"], "")
    calls.check("envOrDefault", ["NONE", "x"], "x")
    XCTAssertEqual(calls.context.inputs.environmentNames, ["NONE", "EMPTY", "A", "OTHER"])
    XCTAssertEqual(calls.context.missing, [])
  }
}
