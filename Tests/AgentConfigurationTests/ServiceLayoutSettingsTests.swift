import AgentConfiguration
import Diagnostics
import XCTest

/// The table `services` of a registry.
final class ServiceLayoutSettingsTests: ConfigurationChecks {
  private func check(
    _ lines: String, kind: String = "etcd2", _ change: (inout ServiceLayoutSettings) -> Void,
    layout: ServiceLayoutSettings.Layout, file: StaticString = #filePath, line: UInt = #line
  ) {
    let configuration = accepted(
      "[registry.main]\nkind = \"\(kind)\"\n\(lines)", file: file, line: line)
    var expected = ServiceLayoutSettings(layout: layout)
    change(&expected)
    XCTAssertEqual(configuration.registries.first?.services, expected, file: file, line: line)
  }

  private func refused(
    _ services: String, _ expected: String, file: StaticString = #filePath, line: UInt = #line
  ) {
    let reading = read("[registry.etcd2]\n\(services)")
    XCTAssertNil(reading.configuration, file: file, line: line)
    XCTAssertEqual(
      reading.diagnostics.map { "\($0.code): \($0.message)" }, [expected], file: file, line: line)
  }

  func testMistakesAreTold() {
    refused("services = 5", "wrong-type: expected a table for `services`, found an integer")
    refused("services = {}", "missing-key: `services` needs a `layout`")
    refused(
      "services = { layout = \"skydn\" }",
      "invalid-value: expected one of `registrator`, `skydns`, `nerve`, `custom` for `layout`, "
        + "found `skydn`")
    refused(
      "services = { layout = \"nerve\", prefix = \"/x\" }",
      "contradiction: `prefix` has no meaning in the layout `nerve`")
    refused(
      "services = { layout = \"custom\" }",
      "missing-key: the layout `custom` needs a `pattern`")
    refused(
      "services = { layout = \"skydns\", domian = \"x\" }",
      "unknown-key: unknown key `domian` in `services`")
    refused(
      "services = { layout = \"custom\", pattern = \"/{service}\", fields = { adress = \"x\" } }",
      "unknown-key: unknown key `adress` in `fields`")
  }

  func testLayoutsAreRead() {
    check("services = { layout = \"registrator\" }", kind: "env", { _ in }, layout: .registrator)
    check(
      "services = { layout = \"registrator\", prefix = \"svc\" }", kind: "consul",
      { $0.prefix = "svc" }, layout: .registrator)
    check(
      "[registry.main.services]\nlayout = \"skydns\"\nprefix = \"dns\"\ndomain = \"example.com\"",
      {
        $0.prefix = "dns"
        $0.domain = "example.com"
      }, layout: .skydns)
    check(
      "services = { layout = \"nerve\", pattern = \"/n/{service}/{id}\" }",
      { $0.pattern = "/n/{service}/{id}" }, layout: .nerve)
    check(
      "services = { layout = \"custom\", pattern = \"/s/{service}/{id}\", value = \"json\", "
        + "fields = { address = \"net.ip\", port = \"p\" } }",
      {
        $0.pattern = "/s/{service}/{id}"
        $0.form = .json
        $0.fields = ["address": "net.ip", "port": "p"]
      }, layout: .custom)
  }

  func testVariablesSetTheLayout() {
    let configuration = accepted(
      "[registry.etcd2]",
      environment: [
        "TRIMTAB_REGISTRY_ETCD2_SERVICES_LAYOUT": "registrator",
        "TRIMTAB_REGISTRY_ETCD2_SERVICES_PREFIX": "svc",
      ])
    var expected = ServiceLayoutSettings(layout: .registrator)
    expected.prefix = "svc"
    XCTAssertEqual(configuration.registries.first?.services, expected)
  }
}
