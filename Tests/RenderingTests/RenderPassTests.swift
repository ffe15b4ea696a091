import RegistryCore
import Rendering
import SystemSupport
import Values
import XCTest

final class RenderPassTests: XCTestCase {
  private let services = Query(registry: "consul", .services(.init()))

  private func service(_ name: String) -> Query {
    Query(registry: "consul", .service(.init(name: name)))
  }

  /// What the template writes.
  private static func text(_ rows: TemplateRows, _ template: String) throws -> [UInt8]? {
    guard case .complete(let bytes, _) = try rows.outcome(template) else { return nil }
    return bytes
  }

  private func instances(_ records: Value...) -> Value {
    Samples.list(RegistryShapes.healthService, records)
  }

  private func snippets(_ records: Value...) -> Value {
    Samples.list(RegistryShapes.catalogSnippet, records)
  }

  func testAnErrorWithAllDataIsAnError() {
    let rows = TemplateRows(readings: [service("web"): instances()])
    rows.refuse(
      "{{(index (service `web`) 0).Address}}",
      "error calling index: reflect: slice index out of range")
  }

  func testAMistakeInAQueryShowsItsPlaceInTheTemplate() {
    TemplateRows().refuse(
      "{{range service `web|up`}}{{end}}",
      "error calling service: invalid query `web|up` at character 5: unknown status `up` "
        + "(known are any, passing, warning, critical and maintenance)")
  }

  func testAnErrorWhileDataIsMissingOnlyMeansWaiting() throws {
    let rows = TemplateRows()
    let outcome = try rows.outcome("{{(index (service `web`) 0).Address}}{{key `never`}}")
    guard case .incomplete(let missing, let inputs) = outcome else {
      return XCTFail("complete")
    }
    XCTAssertEqual(missing, [.unanswered(service("web"))])
    XCTAssertEqual(inputs.queries, [service("web")])
  }

  func testNestedQueriesAreFoundPassByPass() throws {
    let template = "{{range services}}{{range service .Name}}{{.Address}} {{end}}{{end}}"
    var rows = TemplateRows()
    XCTAssertEqual(try rows.outcome(template).inputs.queries, [services])
    rows.readings[services] = snippets(Samples.snippet("db"), Samples.snippet("web"))
    guard case .incomplete(let missing, let inputs) = try rows.outcome(template) else {
      return XCTFail("complete")
    }
    XCTAssertEqual(missing, [.unanswered(service("db")), .unanswered(service("web"))])
    XCTAssertEqual(inputs.queries, [services, service("db"), service("web")])
    rows.readings[service("db")] = instances()
    rows.readings[service("web")] = instances(
      Samples.instance("web", node: "n1", address: "10.0.0.1", port: 80))
    rows.check(template, "10.0.0.1 ")
  }

  func testAMissingKeyIsNamed() throws {
    let key = Query(registry: "consul", .key(path: "app/port", .init(datacenter: "dc2")))
    let outcome = try TemplateRows(readings: [key: .absent]).outcome("{{key `/app/port@dc2`}}")
    guard case .incomplete(let missing, _) = outcome else { return XCTFail("complete") }
    XCTAssertEqual(
      missing.map(\.description), ["key `consul::app/port@dc2` does not exist yet"])
  }

  func testAMissingFileMakesTheTemplateWait() throws {
    let outcome = try TemplateRows().outcome("{{file `/etc/motd`}}")
    guard case .incomplete(let missing, let inputs) = outcome else {
      return XCTFail("complete")
    }
    XCTAssertEqual(
      missing.map(\.description), ["cannot open `/etc/motd`: No such file or directory"])
    XCTAssertEqual(inputs.files, ["/etc/motd"])
  }

  func testInputsOfPartsThatDidNotRunAreNotInputs() throws {
    let rows = TemplateRows(surroundings: .init(environment: ["MODE": "a"]))
    let outcome = try rows.outcome(
      "{{if eq (env `MODE`) `b`}}{{service `web`}}{{else}}{{envOrDefault `X` `y`}}{{end}}")
    guard case .complete(let bytes, let inputs) = outcome else { return XCTFail("incomplete") }
    XCTAssertEqual(bytes, Array("y".utf8))
    XCTAssertEqual(inputs.environmentNames, ["MODE", "X"])
    XCTAssertEqual(inputs.queries, [])
  }

  func testTheSamePassTwiceGivesTheSameOutcome() throws {
    var rows = TemplateRows(readings: [services: snippets(Samples.snippet("web"))])
    rows.surroundings.nanosecondsSince1970 = 7
    let template = "{{scratch.Set `a` 1}}{{scratch.Get `a`}}{{timestamp}}{{services | toJSON}}"
    XCTAssertEqual(try Self.text(rows, template), try Self.text(rows, template))
  }

  func testTheScratchPadIsFreshInEachPass() {
    let rows = TemplateRows()
    for _ in 0..<2 { rows.check("{{scratch.Key `a`}}{{scratch.Set `a` 1}}", "false") }
  }

  func testGroupingServices() {
    let web = Query(registry: "consul", .service(.init(name: "web")))
    let meta: [(Bytes, Value)] = [("zone", "eu.1"), ("shard", "7")]
    let rows = TemplateRows(readings: [
      web: instances(
        Samples.instance(
          "web", node: "n1", address: "10.0.0.1", port: 80, tags: ["a", "v1"], meta: meta),
        Samples.instance("web", node: "n2", address: "10.0.0.2", port: 81, tags: ["a"]))
    ])
    rows.check(
      "{{range $t, $l := service `web` | byTag}}{{$t}}:{{range $l}}{{.Node}} {{end}}{{end}}",
      "a:n1 n2 v1:n1 ")
    rows.check(
      "{{range $p, $l := service `web` | byPort}}{{$p}}:{{range $l}}{{.Node}} {{end}}{{end}}",
      "80:n1 81:n2 ")
    rows.check(
      "{{range $m, $l := service `web` | byMeta `zone,shard|int`}}{{$m}}:{{len $l}} {{end}}",
      "_no_zone__00000:1 eu_1_00007:1 ")
    rows.refuse(
      "{{service `web` | byMeta `zone|int`}}",
      #"cannot parse eu.1 as number : strconv.Atoi: parsing "eu.1": invalid syntax"#)
    rows.refuse("{{byTag 1}}", "error calling byTag: byTag: wrong argument type int")
    rows.check("{{range service `web`}}{{.Tags.Contains `v1`}} {{end}}", "true false ")
    rows.check("{{range service `web`}}{{.Tags | join `,`}} {{end}}", "a,v1 a ")
    rows.check("{{range service `web`}}{{if .Tags | contains `v1`}}{{.Node}}{{end}}{{end}}", "n1")
  }

  func testConcurrentPassesDoNotDisturbEachOther() async throws {
    let rows = TemplateRows(readings: [services: snippets(Samples.snippet("web"))])
    let template = "{{range $i, $s := services}}{{scratch.Set `n` $i}}{{.Name}}{{end}}"
    let results = try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
      for _ in 0..<20 { group.addTask { try Self.text(rows, template) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    XCTAssertEqual(results, [[UInt8]?](repeating: Array("web".utf8), count: 20))
  }
}
