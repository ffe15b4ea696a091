import DataFormats
import XCTest

/// Key blocks in text.
final class OpenPGPArmorTests: XCTestCase {
  /// CRC-24's own check value, of `123456789`.
  private static let body = "MTIzNDU2Nzg5"
  private static let sum = "=Ic8C"

  func testWhatIsNoKeyBlockIsRefused() {
    let none =
      "expected a text with `-----BEGIN PGP PRIVATE KEY BLOCK-----`, as `gpg --armor "
      + "--export-secret-keys` writes it, found none"
    refuse("", none)
    refuse("-----BEGIN PGP MESSAGE-----\n\nAAAA\n-----END PGP MESSAGE-----\n", none)
    refuse("-----BEGIN RSA PRIVATE KEY-----\n", none)
    refuse("x-----BEGIN PGP PRIVATE KEY BLOCK-----\n", none)
  }

  func testADamagedBlockIsRefused() {
    refuse(block(["", Self.body]).dropLast(36), "an armored block has no end")
    refuse(block([]), "expected an empty line after the head of an armored block")
    refuse("-----BEGIN PGP PRIVATE KEY BLOCK-----", "an armored block has no end")
    refuse(
      block(["", Self.body, Self.sum]).replacing("END PGP PRIVATE", with: "END PGP PUBLIC"),
      "an armored block has no end")
    refuse(
      block([Self.body, Self.sum]), "expected an empty line after the head of an armored block")
    refuse(block(["", "MTIz!", Self.sum]), "an armored block is not Base64")
    refuse(block(["", "MTIzN", Self.sum]), "an armored block is not Base64")
    for sum in ["=Ic8D", "=AAAA", "=!!!!"] {
      refuse(
        block(["", Self.body, sum]),
        "the check sum of an armored block does not match: it is damaged")
    }
  }

  func testBlocksAreRead() {
    let text = block(["Version: x", "Comment: y", "", "MTIzNDU2", "Nzg5", Self.sum])
    check(text, "123456789")
    check(block(["", Self.body]), "123456789")
    check("a note\n\(text)between\n\(text)after", "123456789123456789")
    check(text.replacing("\n", with: " \t\r\n"), "123456789")
    check(text.replacing("PRIVATE", with: "PUBLIC"), "123456789")
    check(block(["", ""]), "")
  }

  func testTheCheckSumIsCRC24() {
    XCTAssertEqual(OpenPGPArmor.checkSum([]), 0xB704CE)
    XCTAssertEqual(OpenPGPArmor.checkSum(Array("123456789".utf8)), 0x21CF02)
  }

  private func block(_ lines: [String]) -> String {
    (["-----BEGIN PGP PRIVATE KEY BLOCK-----"] + lines + ["-----END PGP PRIVATE KEY BLOCK-----"])
      .joined(separator: "\n") + "\n"
  }

  private func check(_ text: String, _ expected: String, line: UInt = #line) {
    XCTAssertEqual(
      try? OpenPGPArmor.keys(in: Array(text.utf8)), Array(expected.utf8), line: line)
  }

  private func refuse(_ text: some StringProtocol, _ message: String, line: UInt = #line) {
    XCTAssertThrowsError(try OpenPGPArmor.keys(in: Array(text.utf8)), line: line) {
      XCTAssertEqual("\($0)", message, line: line)
    }
  }
}
