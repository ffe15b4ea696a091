import AgentConfiguration
import XCTest

final class SettingReferenceTests: XCTestCase {
  func testVariablesAreNamedAfterThePath() {
    XCTAssertEqual(SettingReference.variable(for: ["log", "level"]), "TRIMTAB_LOG_LEVEL")
    XCTAssertEqual(
      SettingReference.variable(for: ["registry", "east-1", "tls", "ca_file"]),
      "TRIMTAB_REGISTRY_EAST_1_TLS_CA_FILE")
  }

  func testDescriptionsAreFoundByPath() {
    XCTAssertEqual(SettingReference.description(of: ["resync"])?.defaultText, "5m")
    XCTAssertEqual(
      SettingReference.description(of: ["registry", "x", "address"])?.key, "address")
    XCTAssertNil(SettingReference.description(of: ["nothing"]))
  }

  func testSecretsAreKnown() {
    XCTAssertTrue(SettingReference.isSecret("token"))
    XCTAssertTrue(SettingReference.isSecret("auth"))
    XCTAssertFalse(SettingReference.isSecret("address"))
  }
}
