import AgentConfiguration
import CommandInterface
import Diagnostics
import SystemSupport
import XCTest

final class ConfigurationFlagsTests: XCTestCase {
  private func request(
    _ arguments: [String], environment: [String: String] = [:]
  ) throws -> ConfigurationRequest {
    try ConfigurationFlags.request(
      ArgumentParser.parse(arguments), environment: environment)
  }

  private func refused(
    _ arguments: [String], _ message: String, file: StaticString = #filePath,
    line: UInt = #line
  ) {
    XCTAssertThrowsError(try request(arguments), file: file, line: line) { error in
      XCTAssertEqual((error as? UsageError)?.message, message, file: file, line: line)
    }
  }

  func testWrongValuesAreRefused() {
    refused(["run", "--set", "x"], "expected `KEY=VALUE` for `--set`, found `x`")
    refused(["run", "--set", "=x"], "expected `KEY=VALUE` for `--set`, found an empty key")
    refused(["run", "--template", ""], "expected `IN:OUT[:RELOAD]` for `--template`, found ``")
    refused(
      ["run", "--template", ":b"], "expected `IN:OUT[:RELOAD]` for `--template`, found `:b`")
    refused(
      ["run", "--template", "a:"], "expected `IN:OUT[:RELOAD]` for `--template`, found `a:`")
    refused(
      ["run", "--reload", "x"], "`--reload` is about templates of `--template`, and there is none")
  }

  func testPathsComeFromFlagsOrTheVariable() throws {
    let environment = ["TRIMTAB_CONFIG": "/a.toml:/b"]
    XCTAssertEqual(try request(["run"], environment: environment).paths, ["/a.toml", "/b"])
    XCTAssertEqual(
      try request(["run", "-c", "x", "-c", "y"], environment: environment).paths, ["x", "y"])
    XCTAssertEqual(try request(["check", "x"]).paths, ["x"])
    XCTAssertTrue(try request(["run"]).usesStandardPlaces)
    XCTAssertFalse(try request(["run", "--template", "a:b"]).usesStandardPlaces)
  }

  func testAdHocUseNeedsNoFile() throws {
    let reading = try request([
      "run", "--consul", "10.0.0.1:8500", "--template", "a\\:1.tmpl:b.cfg",
      "--template", "c.tmpl:d.cfg:kill -HUP `cat /run/x:y`", "--check", "haproxy -c -f {{.src}}",
      "--reload", "systemctl reload haproxy", "--wait", "1s:5s", "--log-level", "debug",
    ]).read()
    let configuration = try XCTUnwrap(
      reading.configuration, "\(reading.diagnostics.map(\.message))")
    XCTAssertEqual(configuration.log.level, .debug)
    XCTAssertEqual(configuration.defaultRegistry, "consul")
    XCTAssertEqual(configuration.resources.map(\.name), ["b.cfg", "d.cfg"])
    XCTAssertEqual(configuration.resources.map(\.template), [.file("a:1.tmpl"), .file("c.tmpl")])
    XCTAssertEqual(
      configuration.resources.map(\.apply),
      [
        .command(
          CommandSettings(.shell("systemctl reload haproxy"), timeout: .seconds(60))),
        .command(
          CommandSettings(.shell("kill -HUP `cat /run/x:y`"), timeout: .seconds(60))),
      ])
    XCTAssertEqual(
      configuration.resources[0].check, CommandSettings(.shell("haproxy -c -f {{.src}}")))
    XCTAssertEqual(
      configuration.resources[0].quiescence, .init(minimum: .seconds(1), maximum: .seconds(5)))
  }

  func testAnySettingCanBeSet() throws {
    let reading = try request([
      "run", "--template", "a:/etc/b.cfg", "--set", "log.format=json", "--set",
      "template./etc/b.cfg.check=[\"true\", \"{{.src}}\"]", "--set", "template./etc/b.cfg.backup=2",
    ]).read()
    let configuration = try XCTUnwrap(
      reading.configuration, "\(reading.diagnostics.map(\.message))")
    XCTAssertEqual(configuration.log.format, .json)
    XCTAssertEqual(
      configuration.resources.first?.check, CommandSettings(.arguments(["true", "{{.src}}"])))
    XCTAssertEqual(configuration.resources.first?.destination?.backups, 2)
  }
}
