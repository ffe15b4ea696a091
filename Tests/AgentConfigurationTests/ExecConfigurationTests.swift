import AgentConfiguration
import SystemSupport
import XCTest

/// `[exec]`, and templates that are applied by it or by nginx.
final class ExecConfigurationTests: ConfigurationChecks {
  private let template = "[[template]]\ncontents = \"x\"\ndestination = \"/x\"\n"

  func testProgramsThatMakeNoSenseAreRefused() {
    checkRefused(
      "[exec]\nrestart = \"always\"\n\(template)",
      """
      trimtab.toml:1:1: error: `[exec]` needs a `command`
        1 | [exec]
          | ^^^^^^
      """)
    checkRefused(
      "[exec]\ncommand = [\"x\"]\nforward = [\"TERM\"]\n\(template)",
      """
      trimtab.toml:3:11: error: `SIGTERM` cannot be forwarded
        3 | forward = ["TERM"]
          |           ^^^^^^^^
      """)
    checkRefused(
      "\(template)apply = \"exec\"",
      """
      trimtab.toml:4:9: error: `apply = "exec"` needs a program to tell
        4 | apply = "exec"
          |         ^^^^^^
        hint: add a table `[exec]` with a `command`
      """)
    checkRefused(
      "\(template)apply = \"haproxy\"\n[template.nginx]\nbinary = \"x\"",
      """
      trimtab.toml:5:1: error: `nginx` is for templates with `apply = "nginx"`
        5 | [template.nginx]
          | ^^^^^^^^^^^^^^^^
      """)
  }

  func testWhatTheVariablesOfACommandAreForIsSaid() {
    checkRefused(
      "\(template)[template.env]\npristine = true",
      """
      trimtab.toml:4:1: error: `env` is for a `check` or `reload`, and there is none
        4 | [template.env]
          | ^^^^^^^^^^^^^^
      """)
    checkRefused(
      "\(template)reload = \"x\"\nenv = { custom = [\"A\"] }",
      """
      trimtab.toml:5:18: error: expected `NAME=VALUE` in `custom`, found `A`
        5 | env = { custom = ["A"] }
          |                  ^^^^^
      """)
    checkRefused(
      "\(template)reload = \"x\"\napply = \"none\"",
      """
      trimtab.toml:5:9: error: a template has either `reload` or `apply = "none"`, not both
        5 | apply = "none"
          |         ^^^^^^
      """)
  }

  func testCommandsGetTheVariablesOfTheirTemplate() {
    let configuration = accepted(
      """
      \(template)check = "c"
      reload = "r"
      [template.env]
      denylist = ["SECRET*"]
      [[template]]
      contents = "x"
      destination = "/h.cfg"
      apply = "haproxy"
      reload = "r"
      env = { pristine = true }
      """)
    let (first, second) = (configuration.resources[0], configuration.resources[1])
    XCTAssertEqual(first.check?.environment.denied, ["SECRET*"])
    guard case .command(let command) = first.apply else { return XCTFail("\(first.apply)") }
    XCTAssertEqual(command.environment.denied, ["SECRET*"])
    guard case .haproxy(let settings) = second.apply.unspaced else {
      return XCTFail("\(second.apply)")
    }
    XCTAssertTrue(settings.reloadEnvironment.isPristine)
    XCTAssertEqual(second.check?.environment.isPristine, true)
  }

  func testAProgramIsToldAfterACommandOrNotAtAll() {
    let configuration = accepted(
      """
      [exec]
      command = "x"
      \(template)reload = "r"
      apply = "exec"
      [[template]]
      contents = "x"
      destination = "/y"
      apply = "none"
      """)
    XCTAssertEqual(
      configuration.resources.first?.apply,
      .both(.command(CommandSettings(.shell("r"), timeout: .seconds(60))), then: .exec))
    XCTAssertEqual(configuration.resources.last?.apply, .nothing)
  }

  func testWithAProgramTemplatesTellItUnlessTheySayOtherwise() {
    let configuration = accepted(
      """
      [exec]
      command = ["x", "y"]
      reload_signal = "hup"
      [exec.env]
      custom = ["A=1"]
      \(template)[[template]]
      contents = "x"
      destination = "/y"
      reload = "z"
      """)
    XCTAssertEqual(configuration.exec?.command, .arguments(["x", "y"]))
    XCTAssertEqual(configuration.exec?.reloadSignal, .hangUp)
    XCTAssertEqual(configuration.exec?.environment.additions, ["A=1"])
    XCTAssertEqual(configuration.resources.first?.apply, .exec)
    XCTAssertNotEqual(configuration.resources.last?.apply, .exec)
  }

  func testACommandLineCanNameTheProgram() {
    var overrides = ConfigurationOverrides()
    overrides.setCommand(["a", "b c"])
    let configuration = accepted(template, overrides: overrides)
    XCTAssertEqual(configuration.exec?.command, .arguments(["a", "b c"]))
  }
}
