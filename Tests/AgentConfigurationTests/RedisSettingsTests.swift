import AgentConfiguration
import Diagnostics
import SystemSupport
import XCTest

/// The settings of Redis registries.
final class RedisSettingsTests: ConfigurationChecks {
  private func redis(
    _ text: String, environment: [String: String] = [:]
  ) -> RegistrySettings.RedisSettings? {
    let reading = ConfigurationReader.read(
      files: [Source(name: "trimtab.toml", text: Array(text.utf8))], environment: environment)
    XCTAssertEqual(reading.diagnostics.map(\.message), [])
    guard case .redis(let settings)? = reading.configuration?.registries.first?.kind else {
      return nil
    }
    return settings
  }

  func testWhatCannotBeIsRefused() {
    func check(_ lines: String, _ expected: String, position: UInt = #line) {
      let reading = read("[registry.redis]\n\(lines)")
      XCTAssertNil(reading.configuration, lines, line: position)
      XCTAssertEqual(
        reading.diagnostics.map { "\($0.code): \($0.message)" }, [expected], line: position)
    }
    check("endpoints = []", "invalid-value: `endpoints` must name a server")
    check(
      "address = \"rediss://a\"",
      "invalid-value: each of `address` must be plain: TLS to Redis is not supported")
    check(
      "address = \"http://a\"",
      "invalid-value: each of `address` must begin with `redis://` or `unix://`")
    check(
      "endpoints = [\"a:1\", \"redis://u:p@a\"]",
      "invalid-value: each of `endpoints` must not hold a user (use `username` and `password`)")
    check(
      "address = \"a:1/x\"",
      "invalid-value: each of `address` must name a database by its number")
    check(
      "endpoints = [\"a\"]\naddress = \"b\"",
      "contradiction: a registry has either `endpoints` or `address`, not both")
    check(
      "password = \"x\"\npassword_file = \"/p\"",
      "contradiction: a registry has either `password` or `password_file`, not both")
    check(
      "retry_min = \"2s\"\nretry_max = \"1s\"",
      "invalid-value: `retry_max` is less than `retry_min`")
    check("tokn = 1", "unknown-key: unknown key `tokn` in a `redis` registry")
  }

  func testEverySettingIsRead() {
    XCTAssertEqual(redis("[registry.redis]"), .init())
    var expected = RegistrySettings.RedisSettings()
    expected.endpoints = ["a:1", "redis://b/2", "unix:///s"]
    expected.user = "u"
    expected.password = Secret("p")
    expected.database = 7
    expected.prefix = "app:"
    expected.separator = ":"
    expected.search = .confd
    expected.timeout = .seconds(2)
    expected.connectTimeout = .seconds(1)
    expected.watchdog = .seconds(9)
    expected.reread = .seconds(120)
    expected.poll = .seconds(3)
    expected.retry = RetryPauses(from: .seconds(2), to: .seconds(3))
    XCTAssertEqual(
      redis(
        """
        [registry.x]
        kind = "redis"
        endpoints = ["a:1", "redis://b/2", "unix:///s"]
        username = "u"
        password = "p"
        database = 7
        prefix = "app:"
        separator = ":"
        search = "confd"
        timeout = "2s"
        connect_timeout = "1s"
        watchdog = "9s"
        reread = "2m"
        poll = "3s"
        retry_min = "2s"
        retry_max = "3s"
        """), expected)
  }

  func testVariablesSetThemToo() {
    let settings = redis(
      "[registry.redis]",
      environment: [
        "TRIMTAB_REGISTRY_REDIS_ENDPOINTS": "a:1,b:2", "TRIMTAB_REGISTRY_REDIS_PASSWORD": "p",
      ])
    XCTAssertEqual(settings?.endpoints, ["a:1", "b:2"])
    XCTAssertEqual(settings?.password, Secret("p"))
  }

  func testDataOfAnotherDatabaseOrPrefixAreForeign() {
    var identities: Set<String> = []
    for line in ["", "database = 1", "prefix = \"a\"", "separator = \":\"", "search = \"confd\""] {
      let configuration = read("[registry.redis]\n\(line)").configuration
      identities.insert(configuration?.registries.first?.identity ?? "")
    }
    XCTAssertEqual(identities.count, 5)
  }
}
