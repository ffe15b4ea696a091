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
