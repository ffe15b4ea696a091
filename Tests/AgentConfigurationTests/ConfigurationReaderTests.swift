import AgentConfiguration
import Diagnostics
import SystemSupport
import XCTest

final class ConfigurationReaderTests: ConfigurationChecks {
  func testNothingGivesTheDefaults() {
    let configuration = accepted("")
    XCTAssertEqual(configuration.resync, .seconds(300))
    XCTAssertEqual(configuration.log.level, .info)
    XCTAssertTrue(configuration.registries.isEmpty)
    XCTAssertNil(configuration.defaultRegistry)
  }

  func testEverySettingIsRead() throws {
    let configuration = accepted(
      """
      default_registry = "main"
      state_dir = "/var/lib/trimtab"
      resync = "1m30s"
      [log]
      level = "debug"
      format = "json"
      [registry.main]
      kind = "consul"
      address = "10.0.0.1:8501"
      token = "t"
      auth = "user:pass"
      datacenter = "dc1"
      namespace = "n"
      partition = "p"
      max_stale = "0s"
      wait = "30s"
      retry_min = "1s"
      retry_max = "5s"
      tls = { ca_file = "/ca", ca_dir = "/cas", cert_file = "/c", key_file = "/k", \
      server_name = "s", verify = false }
      [registry.local]
      kind = "file"
      path = "/etc/services.toml"
      """)
    XCTAssertEqual(configuration.defaultRegistry, "main")
    XCTAssertEqual(configuration.stateDirectory, "/var/lib/trimtab")
    XCTAssertEqual(configuration.resync, .seconds(90))
    XCTAssertEqual(configuration.log.level, .debug)
    XCTAssertEqual(configuration.log.format, .json)
    XCTAssertEqual(configuration.registries.map(\.name), ["main", "local"])
    let settings = try XCTUnwrap(consul(configuration))
    XCTAssertEqual(settings.address, "10.0.0.1:8501")
    XCTAssertEqual(settings.token, Secret("t"))
    XCTAssertEqual(settings.basicAuthentication, Secret("user:pass"))
    XCTAssertEqual(
      [settings.datacenter, settings.namespace, settings.partition], ["dc1", "n", "p"])
    XCTAssertEqual(settings.maxStale, .zero)
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
    guard case .file(let file) = configuration.registries[1].kind else { return XCTFail("kind") }
    XCTAssertEqual(file.path, "/etc/services.toml")
  }

  func testEveryKeyOfATemplateIsRead() throws {
    let configuration = accepted(
      """
      [registry.consul]
      [[template]]
      name = "web"
      source = "/a.tmpl"
      destination = "/a.cfg"
      mode = "0640"
      user = "haproxy"
      group = "1000"
      backup = 3
      create_dirs = false
      check = ["haproxy", "-c", "-f", "{{.src}}"]
      check_timeout = "5s"
      reload = "systemctl reload haproxy"
      reload_timeout = "7s"
      wait = "1s:10s"
      registry = "consul"
      left_delimiter = "<<"
      right_delimiter = ">>"
      missing_key = "error"
      functions = "none"
      """)
    let resource = try XCTUnwrap(configuration.resources.first)
    XCTAssertEqual(configuration.defaultRegistry, "consul")
    XCTAssertEqual(resource.name, "web")
    XCTAssertEqual(resource.template, .file("/a.tmpl"))
    var destination = DestinationSettings(path: "/a.cfg")
    destination.mode = 0o640
    destination.owner = "haproxy"
    destination.group = "1000"
    destination.backups = 3
    destination.createsDirectories = false
    XCTAssertEqual(resource.destination, destination)
    XCTAssertEqual(
      resource.check,
      CommandSettings(.arguments(["haproxy", "-c", "-f", "{{.src}}"]), timeout: .seconds(5)))
    XCTAssertEqual(
      resource.apply,
      .command(CommandSettings(.shell("systemctl reload haproxy"), timeout: .seconds(7))))
    XCTAssertEqual(resource.quiescence, .init(minimum: .seconds(1), maximum: .seconds(10)))
    XCTAssertEqual(resource.registry, "consul")
    XCTAssertEqual(resource.delimiters.left, "<<")
    XCTAssertEqual(resource.delimiters.right, ">>")
    XCTAssertEqual(resource.missingKey, .error)
    XCTAssertEqual(resource.functions, .none)
    let origin = try XCTUnwrap(resource.origin)
    XCTAssertEqual(origin.source.position(of: origin.span.start).line, 2)
  }

  private func template(_ lines: String, file: StaticString = #filePath, line: UInt = #line)
    -> ResourceSettings?
  {
    accepted(
      "[[template]]\ncontents = \"x\"\ndestination = \"/a\"\n" + lines, file: file, line: line
    ).resources.first
  }

  func testShortFormsOfTemplateKeys() {
    XCTAssertEqual(template("backup = true")?.destination?.backups, 1)
    XCTAssertEqual(template("backup = false")?.destination?.backups, 0)
    XCTAssertEqual(template("mode = 0o600")?.destination?.mode, 0o600)
    XCTAssertEqual(template("mode = \"0o600\"")?.destination?.mode, 0o600)
    XCTAssertEqual(template("")?.name, "/a")
    XCTAssertEqual(template("")?.template, .inline("x"))
    XCTAssertNil(template("wait = \"0s\"")?.quiescence)
    XCTAssertEqual(
      template("wait = \"2s\"")?.quiescence, .init(minimum: .seconds(2), maximum: .seconds(8)))
    XCTAssertEqual(
      template("wait = { min = \"1s\" }")?.quiescence,
      .init(minimum: .seconds(1), maximum: .seconds(4)))
    XCTAssertEqual(
      template("wait = { min = \"1s\", max = \"2s\" }")?.quiescence,
      .init(minimum: .seconds(1), maximum: .seconds(2)))
    XCTAssertEqual(
      template("signal = { name = \"hup\", pid_file = \"/p\" }")?.apply,
      .signal(name: "SIGHUP", pidFile: "/p"))
  }

  func testRelativePathsInAFileAreRelativeToItsDirectory() {
    let reading = ConfigurationReader.read(files: [
      Source(
        name: "/etc/trimtab/trimtab.toml",
        text: """
          state_dir = "state"
          registry.file = { path = "services.toml" }
          [[template]]
          source = "a.tmpl"
          destination = "../a.cfg"
          """)
    ])
    let configuration = reading.configuration
    XCTAssertEqual(configuration?.stateDirectory, "/etc/trimtab/state")
    XCTAssertEqual(
      configuration?.resources.first?.template, .file("/etc/trimtab/a.tmpl"))
    XCTAssertEqual(
      configuration?.resources.first?.destination?.path, "/etc/trimtab/../a.cfg")
  }

  func testLaterFilesWinAndAddTemplates() {
    let reading = ConfigurationReader.read(files: [
      Source(
        name: "a.toml",
        text: """
          resync = "1m"
          [log]
          level = "debug"
          format = "json"
          [[template]]
          contents = "a"
          destination = "/a"
          """),
      Source(
        name: "b.toml",
        text: """
          [log]
          level = "error"
          [[template]]
          contents = "b"
          destination = "/b"
          """),
    ])
    XCTAssertEqual(reading.configuration?.resync, .seconds(60))
    XCTAssertEqual(reading.configuration?.log.level, .error)
    XCTAssertEqual(reading.configuration?.log.format, .json)
    XCTAssertEqual(reading.configuration?.resources.map(\.name), ["/a", "/b"])
  }

  func testTLSIsUsedWhenItIsAskedFor() {
    func usesTLS(_ lines: String, _ environment: [String: String] = [:]) -> Bool? {
      consul(accepted("[registry.consul]\n" + lines, environment: environment))?.usesTLS
    }
    XCTAssertEqual(usesTLS(""), false)
    XCTAssertEqual(usesTLS("address = \"https://a\""), true)
    XCTAssertEqual(usesTLS("address = \"http://a\"\ntls = { enabled = true }"), false)
    XCTAssertEqual(usesTLS("tls = { ca_file = \"/ca\" }"), true)
    XCTAssertEqual(usesTLS("tls = { enabled = false, ca_file = \"/ca\" }"), false)
    XCTAssertEqual(usesTLS("", ["CONSUL_HTTP_SSL": "true"]), true)
    XCTAssertEqual(usesTLS("", ["CONSUL_CACERT": "/ca"]), false)
  }
}
