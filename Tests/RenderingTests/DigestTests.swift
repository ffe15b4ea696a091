import Rendering
import Values
import XCTest

final class DigestTests: XCTestCase {
  private func refuse(_ text: Bytes, _ position: Int, line: UInt = #line) {
    XCTAssertThrowsError(try Base64Coding.standard.decode(text), line: line) {
      XCTAssertEqual("\($0)", "illegal base64 data at input byte \(position)", line: line)
    }
  }

  private func check(_ text: Bytes, _ encoded: Bytes, line: UInt = #line) throws {
    XCTAssertEqual(Base64Coding.standard.encode(text), encoded, line: line)
    XCTAssertEqual(try Base64Coding.standard.decode(encoded), text, line: line)
  }

  func testBadBase64IsRefusedAtItsByte() {
    refuse("YQ", 0)
    refuse("YWJjZA", 4)
    refuse("YWJjZ", 4)
    refuse("YQ=", 3)
    refuse("YQ=x", 2)
    refuse("Y===", 1)
    refuse("=", 0)
    refuse("YQ==YQ==", 4)
    refuse("Y Q=", 1)
    refuse("_-8=", 0)
  }

  func testBase64() throws {
    try check("", "")
    try check("a", "YQ==")
    try check("ab", "YWI=")
    try check("abc", "YWJj")
    try check(Bytes([0xFB, 0xFF]), "+/8=")
    XCTAssertEqual(try Base64Coding.standard.decode("YW\r\nJj\n"), "abc")
    XCTAssertEqual(Base64Coding.url.encode("??>"), "Pz8-")
    XCTAssertEqual(try Base64Coding.url.decode("-_8="), Bytes([0xFB, 0xFF]))
  }

  private func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  func testHashes() throws {
    XCTAssertEqual(hex(try Digest.md5.hash("a")), "0cc175b9c0f1b6a831c399e269772661")
    XCTAssertEqual(hex(try Digest.sha1.hash("")), "da39a3ee5e6b4b0d3255bfef95601890afd80709")
    XCTAssertEqual(
      hex(try Digest.sha256.hash("a")),
      "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb")
    XCTAssertEqual(try Digest.sha512.hash("a").count, 64)
    XCTAssertEqual(
      hex(try Digest.sha256.authentication(of: "msg", key: "key")),
      "2d93cbc1be167bcb1637a4a23cbff01a7878f0c50ee833954ea5221bb1b8c628")
    XCTAssertEqual(
      hex(try Digest.sha256.authentication(of: "", key: "")),
      "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
  }
}
