import AgentConfiguration
import Diagnostics
import SystemSupport
import XCTest

/// The settings of etcd registries, and the variables of etcd's own tool.
final class EtcdSettingsTests: ConfigurationChecks {
  private func etcd(
    _ text: String, environment: [String: String] = [:]
  ) -> RegistrySettings.EtcdSettings? {
    let reading = ConfigurationReader.read(
      files: [Source(name: "trimtab.toml", text: Array(text.utf8))], environment: environment)
    XCTAssertEqual(reading.diagnostics.map(\.message), [])
    guard case .etcd(let settings)? = reading.configuration?.registries.first?.kind else {
      return nil
    }
    return settings
  }

  func testContradictionsAreRefused() {
    func check(_ lines: String, _ expected: String, position: UInt = #line) {
      let reading = read("[registry.etcd]\n\(lines)")
      XCTAssertNil(reading.configuration, lines, line: position)
      XCTAssertEqual(
        reading.diagnostics.map { "\($0.code): \($0.message)" }, [expected], line: position)
    }
    check("endpoints = []", "invalid-value: `endpoints` must name a server")
    check("password = \"x\"", "missing-key: a password needs a `username`")
    check(
      "username = \"u\"\npassword = \"x\"\npassword_file = \"/p\"",
      "contradiction: a registry has either `password` or `password_file`, not both")
    check(
      "endpoints = [\"a:1\"]\naddress = \"b:1\"",
      "contradiction: a registry has either `endpoints` or `address`, not both")
    check("watchdog = \"1ms\"", "invalid-value: `watchdog` must be at least `100ms`, found `1ms`")
    check("tokn = 1", "unknown-key: unknown key `tokn` in a `etcd` registry")
  }

  func testTheKindGoesByAllItsNames() {
    for text in [
      "[registry.etcd]", "[registry.etcd3]", "[registry.etcdv3]",
      "[registry.x]\nkind = \"etcd\"", "[registry.x]\nkind = \"etcdv3\"",
    ] { XCTAssertEqual(etcd(text), RegistrySettings.EtcdSettings(), text) }
  }

  func testEverySettingIsRead() {
    let settings = etcd(
      """
      [registry.etcd]
      endpoints = ["a:1", "https://b:2"]
      prefix = "/production"
      username = "u"
      password = "p"
      timeout = "2s"
      connect_timeout = "1s"
      watchdog = "9s"
      reread = "1m"
      retry_min = "2s"
      retry_max = "3s"
      [registry.etcd.tls]
      ca_file = "/ca"
      cert_file = "/c"
      key_file = "/k"
      server_name = "n"
      verify = false
      """)
    var expected = RegistrySettings.EtcdSettings()
    expected.endpoints = ["a:1", "https://b:2"]
    expected.prefix = "/production"
    expected.user = "u"
    expected.password = Secret("p")
    expected.timeout = .seconds(2)
    expected.connectTimeout = .seconds(1)
    expected.watchdog = .seconds(9)
    expected.reread = .seconds(60)
    expected.retry.minimum = .seconds(2)
    expected.retry.maximum = .seconds(3)
    expected.usesTLS = true
    expected.tls.caFile = "/ca"
    expected.tls.certificateFile = "/c"
    expected.tls.keyFile = "/k"
    expected.tls.serverName = "n"
    expected.tls.verifies = false
    XCTAssertEqual(settings, expected)
  }

  func testTheVariablesOfEtcdctlFillWhatNobodySet() {
    let environment = [
      "ETCDCTL_ENDPOINTS": "a:1,b:2", "ETCDCTL_USER": "u:p:q", "ETCDCTL_CACERT": "/ca",
      "ETCDCTL_CERT": "/c", "ETCDCTL_KEY": "/k", "ETCDCTL_INSECURE_SKIP_TLS_VERIFY": "true",
      "ETCDCTL_COMMAND_TIMEOUT": "7s", "ETCDCTL_DIAL_TIMEOUT": "2s",
    ]
    let implied = etcd("", environment: environment)
    XCTAssertEqual(implied?.endpoints, ["a:1", "b:2"])
    XCTAssertEqual(implied?.user, "u")
    XCTAssertEqual(implied?.password, Secret("p:q"))
    XCTAssertEqual(implied?.tls.caFile, "/ca")
    XCTAssertEqual(implied?.tls.verifies, false)
    XCTAssertEqual(implied?.timeout, .seconds(7))
    let written = etcd(
      "[registry.etcd]\naddress = \"c:3\"\nusername = \"w\"\npassword = \"x\"",
      environment: environment)
    XCTAssertEqual(written?.endpoints, ["c:3"])
    XCTAssertEqual(written?.user, "w")
    XCTAssertEqual(written?.password, Secret("x"))
  }
}
