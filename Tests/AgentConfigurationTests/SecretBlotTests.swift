import AgentConfiguration
import Diagnostics
import XCTest

final class SecretBlotTests: ConfigurationChecks {
  private func checkHidden(
    _ text: String, environment: [String: String] = [:], file: StaticString = #filePath,
    line: UInt = #line
  ) {
    let reading = read(text, environment: environment)
    let shown = DiagnosticRenderer().render(reading.diagnostics)
    XCTAssertFalse(reading.diagnostics.isEmpty, "must say something", file: file, line: line)
    XCTAssertFalse(shown.contains("hunter2"), shown, file: file, line: line)
  }

  func testSecretsNeverReachMessages() {
    checkHidden("[registry.consul]\ntoken = \"hunter2\"\ntoken_file = \"/x\"")
    checkHidden("registry.consul = { token = \"hunter2\", adress = \"x\" }")
    checkHidden("registry.consul = { 'token' = 'hunter2', adress = \"x\" }")
    checkHidden("registry.consul = { adress = \"x\", auth = \"a\\\"hunter2\" }")
    checkHidden("[registry.consul]\ntoken = \"hunter2")
    checkHidden("[registry.consul]\ntoken = hunter2")
    checkHidden("[registry.consul]\ntoken = \"\"\"\nhunter2 \u{0}")
    checkHidden("[registry.consul]\naddress = \"http://u:hunter2@host\"")
    checkHidden("registry.consul.token = \"hunter2\" x")
    checkHidden(
      "[registry.consul]\n", environment: ["TRIMTAB_REGISTRY_CONSUL_TOKEN": "hunter2\u{0}"])
    checkHidden("[registry.consul]\n", environment: ["CONSUL_HTTP_TOKEN": "hunter2\u{0}"])
  }

  func testOtherTextStaysReadable() {
    checkRefused(
      "registry.consul = { token = \"hunter2\", adress = \"x\" }",
      """
      trimtab.toml:1:40: error: unknown key `adress` in a `consul` registry
        1 | registry.consul = { token = "*******", adress = "x" }
          |                                        ^^^^^^
        hint: did you mean `address`?
      """)
  }
}
