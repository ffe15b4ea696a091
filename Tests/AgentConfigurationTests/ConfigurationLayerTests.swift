import AgentConfiguration
import Diagnostics
import SystemSupport
import XCTest

final class ConfigurationLayerTests: ConfigurationChecks {
  func testFlagsWinOverTheEnvironmentAndThatOverFiles() {
    let text = "[log]\nlevel = \"error\"\nformat = \"json\""
    let environment = ["TRIMTAB_LOG_LEVEL": "warning"]
    XCTAssertEqual(accepted(text, environment: environment).log.level, .warning)
    XCTAssertEqual(accepted(text, environment: environment).log.format, .json)
    var overrides = ConfigurationOverrides()
    overrides.set(["log", "level"], to: "debug", from: "--log-level")
    XCTAssertEqual(
      accepted(text, environment: environment, overrides: overrides).log.level, .debug)
  }

  func testEverySettingHasAVariable() {
    let configuration = accepted(
      """
      [registry.east-1]
      kind = "consul"
      [[template]]
      name = "web"
      contents = "x"
      destination = "/a"
      """,
      environment: [
        "TRIMTAB_STATE_DIR": "/s", "TRIMTAB_RESYNC": "1m",
        "TRIMTAB_REGISTRY_EAST_1_ADDRESS": "h:1", "TRIMTAB_REGISTRY_EAST_1_TLS_VERIFY": "off",
        "TRIMTAB_TEMPLATE_WEB_BACKUP": "2", "TRIMTAB_TEMPLATE_WEB_CREATE_DIRS": "false",
        "TRIMTAB_TEMPLATE_WEB_WAIT": "1s", "TRIMTAB_TEMPLATE_WEB_MODE": "0600",
      ])
    XCTAssertEqual(configuration.stateDirectory, "/s")
    XCTAssertEqual(configuration.resync, .seconds(60))
    XCTAssertEqual(consul(configuration)?.address, "h:1")
    XCTAssertEqual(consul(configuration)?.tls.verifies, false)
    let resource = configuration.resources.first
    XCTAssertEqual(resource?.destination?.backups, 2)
    XCTAssertEqual(resource?.destination?.createsDirectories, false)
    XCTAssertEqual(resource?.destination?.mode, 0o600)
    XCTAssertEqual(resource?.quiescence?.minimum, .seconds(1))
  }

  func testTablesOfTemplatesAndGroupsHaveVariables() {
    let configuration = accepted(
      """
      [group.both]
      apply = "haproxy"
      [[template]]
      name = "web"
      contents = "x"
      destination = "/a"
      apply = "haproxy"
      [[template]]
      contents = "y"
      destination = "/b"
      in_group = "both"
      """,
      environment: [
        "TRIMTAB_TEMPLATE_WEB_HAPROXY_MASTER_SOCKET": "/m.sock",
        "TRIMTAB_TEMPLATE_WEB_HAPROXY_DRAIN": "3s", "TRIMTAB_GROUP_BOTH_CHECK": "true",
      ])
    guard case .haproxy(let haproxy) = configuration.resources.first?.apply.unspaced else {
      return XCTFail("apply")
    }
    XCTAssertEqual(haproxy.masterSocket, "/m.sock")
    XCTAssertEqual(haproxy.drainTime, .seconds(3))
    XCTAssertNotNil(configuration.resources.last?.group?.check)
  }

  func testEveryVariableOfTheHelpIsKnown() {
    let variables = SettingReference.sections.flatMap { section in
      section.settings.filter(\.hasVariable).map {
        SettingReference.variable(
          for: section.path.map { $0 == "NAME" ? "x" : $0 } + [$0.key])
      }
    }
    XCTAssertGreaterThan(variables.count, 100)
    for variable in variables {
      let reading = read(
        """
        [registry.x]
        kind = "file"
        [group.x]
        [[template]]
        name = "x"
        contents = "x"
        destination = "/a"
        in_group = "x"
        """, environment: [variable: "1"])
      let text = DiagnosticRenderer().render(reading.diagnostics)
      XCTAssertFalse(text.contains("unknown variable"), text)
      XCTAssertFalse(text.contains("is not a setting"), text)
    }
  }

  func testARegistryCanComeFromTheEnvironmentAlone() {
    let configuration = accepted(
      "", environment: ["TRIMTAB_REGISTRY_FILE_PATH": "services.toml"])
    XCTAssertEqual(configuration.registries.map(\.name), ["file"])
    guard case .file(let file) = configuration.registries.first?.kind else {
      return XCTFail("kind")
    }
    XCTAssertEqual(file.path, "services.toml")
  }

  func testAnUnknownVariableIsAWarning() {
    let reading = read("", environment: ["TRIMTAB_LOGLEVEL": "debug", "TRIMTAB_EMPTY": ""])
    XCTAssertNotNil(reading.configuration)
    XCTAssertEqual(
      DiagnosticRenderer().render(reading.diagnostics),
      """
      warning: unknown variable `TRIMTAB_LOGLEVEL` in the environment
        hint: did you mean `TRIMTAB_LOG_LEVEL`?
      """)
    var overrides = ConfigurationOverrides()
    overrides.otherVariables = ["TRIMTAB_CONFIG"]
    _ = accepted("", environment: ["TRIMTAB_CONFIG": "x"], overrides: overrides)
  }

  func testMistakesInVariablesAndFlagsNameThem() {
    var overrides = ConfigurationOverrides()
    overrides.set(["resync"], to: "5", from: "--resync")
    checkRefused(
      "",
      """
      TRIMTAB_LOG_LEVEL:1:1: error: expected one of `trace`, `debug`, `info`, `warning`, `error` \
      for `level`, found `inof`
        1 | inof
          | ^^^^
        hint: did you mean `info`?
      --resync:1:1: error: expected a duration such as `5s` for `resync`, found `5`
        1 | 5
          | ^
        hint: write `5s` for seconds
      """, environment: ["TRIMTAB_LOG_LEVEL": "inof"], overrides: overrides)
  }

  func testConsulsVariablesFillUnsetKeys() {
    let environment = [
      "CONSUL_HTTP_ADDR": "https://c:1", "CONSUL_HTTP_TOKEN": "t", "CONSUL_HTTP_AUTH": "u:p",
      "CONSUL_HTTP_SSL_VERIFY": "0", "CONSUL_CACERT": "/ca", "CONSUL_CAPATH": "/cas",
      "CONSUL_CLIENT_CERT": "/c", "CONSUL_CLIENT_KEY": "/k", "CONSUL_TLS_SERVER_NAME": "s",
      "CONSUL_NAMESPACE": "n", "CONSUL_PARTITION": "p",
    ]
    for text in ["", "[registry.consul]"] {
      let configuration = accepted(text, environment: environment)
      let settings = consul(configuration)
      XCTAssertEqual(configuration.defaultRegistry, "consul")
      XCTAssertEqual(settings?.address, "https://c:1")
      XCTAssertEqual(settings?.usesTLS, true)
      XCTAssertEqual(settings?.token?.reveal(), "t")
      XCTAssertEqual(settings?.basicAuthentication?.reveal(), "u:p")
      XCTAssertEqual(settings?.tls.verifies, false)
      XCTAssertEqual(settings?.tls.caFile, "/ca")
      XCTAssertEqual(settings?.tls.caDirectory, "/cas")
      XCTAssertEqual(settings?.tls.certificateFile, "/c")
      XCTAssertEqual(settings?.tls.keyFile, "/k")
      XCTAssertEqual(settings?.tls.serverName, "s")
      XCTAssertEqual(settings?.namespace, "n")
      XCTAssertEqual(settings?.partition, "p")
    }
    let written = consul(
      accepted(
        "[registry.consul]\naddress = \"a\"\ntoken_file = \"/t\"\ntls = { verify = true }",
        environment: environment))
    XCTAssertEqual(written?.address, "a")
    XCTAssertNil(written?.token)
    XCTAssertEqual(written?.tokenFile, "/t")
    XCTAssertEqual(written?.tls.verifies, true)
    XCTAssertEqual(written?.tls.caFile, "/ca")
  }

  func testAConsulFlagMeansTheOneConsulRegistry() {
    var overrides = ConfigurationOverrides()
    overrides.setRegistry(kind: "consul", key: "address", to: "x:1", from: "--consul")
    let made = accepted("", overrides: overrides)
    XCTAssertEqual(made.registries.map(\.name), ["consul"])
    XCTAssertEqual(consul(made)?.address, "x:1")
    let changed = accepted("[registry.main]\nkind = \"consul\"\n", overrides: overrides)
    XCTAssertEqual(changed.registries.map(\.name), ["main"])
    XCTAssertEqual(consul(changed)?.address, "x:1")
  }

  func testTemplatesOfFlags() {
    var overrides = ConfigurationOverrides()
    overrides.addTemplate(
      [("source", SettingNode(bareText: "a.tmpl", name: "--template"))], text: "a.tmpl",
      from: "--template")
    let resource = accepted("", overrides: overrides).resources.first
    XCTAssertEqual(resource?.name, "a.tmpl")
    XCTAssertNil(resource?.destination)
  }

  func testSettingsOfOneTemplateCanBeOverridden() {
    let text = "[[template]]\nname = \"web\"\ncontents = \"x\"\ndestination = \"/a\""
    var overrides = ConfigurationOverrides()
    overrides.set(["template", "web", "reload"], to: "true", from: "--set")
    XCTAssertEqual(
      accepted(text, overrides: overrides).resources.first?.apply,
      .command(CommandSettings(.shell("true"), timeout: .seconds(60))))
    overrides.set(["template", "wbe", "reload"], to: "true", from: "--set")
    checkRefused(
      text,
      """
      --set:1:1: error: no template is named `wbe`
        1 | true
          | ^^^^
        hint: did you mean `web`?
      """, overrides: overrides)
  }

  func testUnknownSettingsOfFlagsAreErrors() {
    var overrides = ConfigurationOverrides()
    overrides.set(["log", "levle"], to: "debug", from: "--set")
    checkRefused(
      "",
      """
      --set:1:1: error: unknown key `levle` in `[log]`
        1 | debug
          | ^^^^^
        hint: did you mean `level`?
      """, overrides: overrides)
  }
}
