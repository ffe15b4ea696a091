import AgentConfiguration
import Diagnostics
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
}
