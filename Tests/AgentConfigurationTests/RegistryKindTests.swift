import AgentConfiguration
import Diagnostics
import SystemSupport
import XCTest

/// The settings of the registries besides consul and file.
final class RegistryKindTests: ConfigurationChecks {
  func testAnEmptySeparatorIsRefused() {
    checkRefused(
      "[registry.env]\nseparator = \"\"",
      """
      trimtab.toml:2:13: error: `separator` must not be empty
        2 | separator = ""
          |             ^^
      """)
  }

  func testEverySettingOfTheEnvironmentIsRead() {
    let configuration = accepted(
      "[registry.local]\nkind = \"env\"\nprefix = \"APP_\"\nseparator = \"__\"")
    guard case .environment(let settings)? = configuration.registries.first?.kind else {
      return XCTFail("kind")
    }
    XCTAssertEqual(settings.prefix, "APP_")
    XCTAssertEqual(settings.separator, "__")
  }

  func testTheEnvironmentNeedsNoSettings() {
    let configuration = accepted("[registry.env]")
    XCTAssertEqual(configuration.registries.first?.kind, .environment(.init()))
  }

  func testWrongEndpointsAreRefused() {
    func check(_ line: String, _ expected: String, position: UInt = #line) {
      let reading = read("[registry.etcd2]\n\(line)")
      XCTAssertNil(reading.configuration, line, line: position)
      XCTAssertEqual(
        reading.diagnostics.map { "\($0.code): \($0.message)" }, [expected], line: position)
    }
    check("endpoints = []", "invalid-value: `endpoints` must name a server")
    check(
      "endpoints = [\"unix:///x\"]",
      "invalid-value: each of `endpoints` must begin with `http://` or `https://`")
    check(
      "endpoints = [\"a:1\", \"a:b\"]",
      "invalid-value: each of `endpoints` must have a port from 1 to 65535")
    check("endpoints = 5", "wrong-type: expected a string for `endpoints`, found an integer")
    check(
      "retry_min = \"9s\"\nretry_max = \"1s\"",
      "invalid-value: `retry_max` is less than `retry_min`")
    check(
      "tls = { key_file = \"/k\" }",
      "missing-key: a client certificate needs both `cert_file` and `key_file`")
  }

  private func etcd(_ configuration: Configuration) -> RegistrySettings.EtcdV2Settings? {
    guard case .etcdV2(let settings)? = configuration.registries.first?.kind else { return nil }
    return settings
  }

  func testEverySettingOfEtcdIsRead() throws {
    let settings = try XCTUnwrap(
      etcd(
        accepted(
          """
          [registry.main]
          kind = "etcd2"
          endpoints = ["a:1", "https://b:2"]
          auth = "user:pass"
          quorum = false
          wait = "30s"
          retry_min = "1s"
          retry_max = "5s"
          tls = { ca_file = "/ca", ca_dir = "/cas", cert_file = "/c", key_file = "/k", \
          server_name = "s", verify = false }
          """)))
    XCTAssertEqual(settings.endpoints, ["a:1", "https://b:2"])
    XCTAssertEqual(settings.basicAuthentication, Secret("user:pass"))
    XCTAssertFalse(settings.quorum)
    XCTAssertEqual(settings.wait, .seconds(30))
    XCTAssertEqual(settings.retry.minimum, .seconds(1))
    XCTAssertEqual(settings.retry.maximum, .seconds(5))
    XCTAssertTrue(settings.usesTLS)
    var tls = TLSSettings()
    tls.caFile = "/ca"
    tls.caDirectory = "/cas"
    tls.certificateFile = "/c"
    tls.keyFile = "/k"
    tls.serverName = "s"
    tls.verifies = false
    XCTAssertEqual(settings.tls, tls)
  }

  func testEtcdNeedsNoSettings() {
    XCTAssertEqual(etcd(accepted("[registry.etcd2]")), .init())
  }

  func testEndpointsOfAVariableAreSeparatedByCommas() throws {
    let settings = try XCTUnwrap(
      etcd(
        accepted(
          "[registry.etcd2]", environment: ["TRIMTAB_REGISTRY_ETCD2_ENDPOINTS": "a:1,b:2"])))
    XCTAssertEqual(settings.endpoints, ["a:1", "b:2"])
    let plain = try XCTUnwrap(
      etcd(accepted("[registry.etcd2]\ntls = { enabled = false, ca_file = \"/ca\" }")))
    XCTAssertFalse(plain.usesTLS)
  }
}
