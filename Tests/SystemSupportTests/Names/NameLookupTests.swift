import SystemSupport
import XCTest

/// Questions that this machine can answer without a network.
final class NameLookupTests: XCTestCase {
  func testWhatDoesNotExistIsAnError() {
    XCTAssertThrowsError(try NameLookup.addresses(ofInterface: "nothing0"))
    XCTAssertThrowsError(try NameLookup.addresses(ofInterface: ""))
    XCTAssertThrowsError(try NameLookup.addresses(of: "a\0b"))
    XCTAssertThrowsError(try NameLookup.addresses(of: ""))
  }

  func testTheMachineKnowsItself() throws {
    XCTAssertFalse(try NameLookup.hostName().isEmpty)
    XCTAssertTrue(try NameLookup.addresses(ofInterface: "lo").contains("127.0.0.1"))
    XCTAssertEqual(try NameLookup.addresses(of: "127.0.0.1"), ["127.0.0.1"])
    XCTAssertEqual(try NameLookup.addresses(of: "::1"), ["::1"])
  }

  func testImpatienceIsAnError() {
    XCTAssertThrowsError(
      try NameLookup.addresses(of: "name.invalid", timeoutMilliseconds: 0))
  }
}
