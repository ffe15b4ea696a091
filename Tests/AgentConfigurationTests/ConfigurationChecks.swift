import AgentConfiguration
import Diagnostics
import XCTest

/// What tests of configurations share.
class ConfigurationChecks: XCTestCase {
  /// Reads one text as `trimtab.toml`.
  func read(
    _ text: String, environment: [String: String] = [:],
    overrides: ConfigurationOverrides = ConfigurationOverrides()
  ) -> ConfigurationReading {
    ConfigurationReader.read(
      files: [Source(name: "trimtab.toml", text: text)], environment: environment,
      overrides: overrides)
  }

  /// Checks that a text is refused with exactly these rendered diagnostics.
  func checkRefused(
    _ text: String, _ expected: String, environment: [String: String] = [:],
    overrides: ConfigurationOverrides = ConfigurationOverrides(), file: StaticString = #filePath,
    line: UInt = #line
  ) {
    let reading = read(text, environment: environment, overrides: overrides)
    XCTAssertNil(reading.configuration, "must be refused", file: file, line: line)
    XCTAssertEqual(
      DiagnosticRenderer().render(reading.diagnostics), expected, file: file, line: line)
  }

  /// Checks that a text is accepted without a word, and gives the configuration.
  func accepted(
    _ text: String, environment: [String: String] = [:],
    overrides: ConfigurationOverrides = ConfigurationOverrides(), file: StaticString = #filePath,
    line: UInt = #line
  ) -> Configuration {
    let reading = read(text, environment: environment, overrides: overrides)
    XCTAssertEqual(
      DiagnosticRenderer().render(reading.diagnostics), "", file: file, line: line)
    return reading.configuration ?? Configuration()
  }

  /// The consul settings of the only registry.
  func consul(_ configuration: Configuration) -> RegistrySettings.ConsulSettings? {
    guard case .consul(let settings) = configuration.registries.first?.kind else { return nil }
    return settings
  }
}
