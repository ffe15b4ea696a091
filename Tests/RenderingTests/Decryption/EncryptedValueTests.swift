import DataFormats
import Foundation
import Rendering
import TestSupport
import Values
import XCTest

/// Values encrypted by the real GnuPG.
final class EncryptedValueTests: XCTestCase {
  /// `printf secret | gzip -n`
  private static let packed: [UInt8] = [
    0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0x2B, 0x4E, 0x4D, 0x2E, 0x4A, 0x2D, 1, 0, 0xE5, 0xE8,
    0xA2, 0x5C, 6, 0, 0, 0,
  ]

  func testEachSortOfKeyDecrypts() throws {
    let gpg = try GnuPG()
    for sort in GnuPG.Sort.allCases where sort != .brainpool {
      try gpg.makeKey(sort.rawValue, sort)
      try check(
        try gpg.message(Self.packed, "--encrypt", "--recipient", sort.rawValue),
        try gpg.secretKeys(sort.rawValue), "secret \(sort)")
    }
  }

  func testEachWayToEncryptAndPackIsRead() throws {
    let gpg = try GnuPG()
    try gpg.makeKey("one", .rsa)
    try gpg.makeKey("two", .curve25519)
    let ring = try gpg.secretKeys("one")
    for cipher in ["AES", "AES192", "AES256", "3DES"] {
      try check(
        try gpg.message(
          Self.packed, "--encrypt", "--recipient", "one", "--cipher-algo", cipher), ring)
    }
    for packing in ["none", "zip", "zlib"] {
      try check(
        try gpg.message(
          Self.packed, "--encrypt", "--recipient", "one", "--compress-algo", packing), ring)
    }
    for options in [
      ["--encrypt", "-r", "two", "-r", "one"], ["--encrypt", "-R", "two", "-R", "one"],
      ["--encrypt", "--sign", "-r", "one"], ["--encrypt", "--symmetric", "-r", "one"], ["--store"],
    ] {
      let message = try gpg.message(Self.packed, options)
      try check(message, ring)
    }
    try check(try gpg.message(Self.packed, "--encrypt", "-r", "one"), gpg.secretKeys("two", "one"))
    let large = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 * $0 >> 7) }
    let zipped = try Zlib.pack(large)
    let message = try gpg.message(gzip(zipped, large), "--encrypt", "-r", "one", "-z", "0")
    XCTAssertEqual(try decrypt(message, ring).storage, large)
  }

  func testGosOwnMessagesAreRead() throws {
    XCTAssertEqual(
      try EncryptedValue.decrypt(
        Bytes(OpenPGPSamples.otherValue),
        with: OpenPGPKeyRing(Array(OpenPGPSamples.otherRing.utf8))), "made by Go")
  }

  func testWhatTheKeyRingCannotOpenIsRefusedByName() throws {
    let gpg = try GnuPG()
    try gpg.makeKey("one", .rsa)
    try gpg.makeKey("other", .curve25519)
    try gpg.makeKey("odd", .brainpool)
    try gpg.makeKey("kept", .curve25519, passphrase: "x")
    let ring = try gpg.secretKeys("one")
    func message(_ options: String...) throws -> [UInt8] {
      try gpg.message(Self.packed, options)
    }
    refuse(try message("--encrypt", "-r", "other"), ring, "which the key ring does not have")
    refuse(
      try message("--encrypt", "-R", "other"), ring, "does not open it")
    refuse(
      try message("--symmetric"), ring, "it is encrypted with a passphrase, not for a key")
    refuse(
      try message("--encrypt", "-r", "one", "--cipher-algo", "CAMELLIA128"), ring,
      "it is encrypted with Camellia-128, which cannot be used; expected AES or 3DES")
    refuse(
      try message("--encrypt", "-r", "one", "--compress-algo", "bzip2"), ring,
      "the message is packed with bzip2, which cannot be read")
    refuse(
      try message("--encrypt", "-r", "odd"), try gpg.secretKeys("odd"),
      "it is encrypted by ECDH on a curve that cannot be used; expected P-256, P-384, P-521 or "
        + "Curve25519")
    refuse(
      try message("--encrypt", "-r", "kept"), try gpg.secretKeys("kept", passphrase: "x"),
      "is protected by a passphrase, which nobody can be asked for: export one without")
    XCTAssertThrowsError(try OpenPGPKeyRing(Array(try gpg.publicKeys("one").utf8))) {
      XCTAssertEqual("\($0)", "the key ring has no secret key that can decrypt")
    }
  }

  func testNoDamageIsOverlooked() throws {
    let ring = try OpenPGPKeyRing(Array(OpenPGPSamples.ring.utf8))
    let message = try XCTUnwrap(Base64.decode(OpenPGPSamples.value.utf8))
    for index in message.indices {
      var damaged = message
      damaged[index] ^= 0x20
      let value = Bytes(Base64.encode(damaged))
      // The length of a number in bits may say less than it has.
      if let read = try? EncryptedValue.decrypt(value, with: ring) {
        XCTAssertEqual(read, "s3cret")
      }
      let short = Bytes(Base64.encode(Array(message[..<index])))
      XCTAssertThrowsError(try EncryptedValue.decrypt(short, with: ring), "\(index)")
    }
    var changed = message
    changed[changed.count - 1] ^= 1
    refuse(changed, OpenPGPSamples.ring, "its contents were changed, or damaged (MDC)")
  }

  func testADamagedKeyNeverDecryptsToSomethingElse() throws {
    let text = Array(OpenPGPSamples.ring.utf8)
    for index in text.indices.dropFirst(38).dropLast(44) where text[index] != 0x0A {
      var damaged = text
      damaged[index] = text[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
      XCTAssertThrowsError(try OpenPGPKeyRing(damaged), "\(index)")
    }
  }

  func testWhatIsNotPackedOrTooLongIsRefused() throws {
    let gpg = try GnuPG()
    try gpg.makeKey("one", .rsa)
    let ring = try gpg.secretKeys("one")
    refuse(
      try gpg.message(Array("in clear".utf8), "--encrypt", "-r", "one"), ring,
      "it cannot be unpacked: the packed bytes are damaged")
    refuse(
      try gpg.message([], "--encrypt", "-r", "one"), ring,
      "it cannot be unpacked: the packed bytes end too early")
    let zeros = [UInt8](repeating: 0, count: EncryptedValue.limit + 1)
    refuse(
      try gpg.message(gzip(try Zlib.pack(zeros), []), "--encrypt", "-r", "one"), ring,
      "it cannot be unpacked: packed bytes become more than 16777216 bytes")
    refuse(
      try gpg.message(zeros, "--encrypt", "-r", "one"), ring,
      "the message cannot be unpacked: packed bytes become more than 16777216 bytes")
    let keys = try OpenPGPKeyRing(Array(ring.utf8))
    for value: Bytes in ["!", "abc", " aGVsbG8="] {
      XCTAssertThrowsError(try EncryptedValue.decrypt(value, with: keys)) {
        XCTAssertEqual("\($0)", "it is not Base64")
      }
    }
    XCTAssertThrowsError(try EncryptedValue.decrypt("", with: keys)) {
      XCTAssertEqual("\($0)", "the message has no contents")
    }
  }

  /// zlib's packed bytes in gzip's wrapping.
  private func gzip(_ packed: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
    var sum: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum >> 1 ^ (sum & 1 == 0 ? 0 : 0xEDB8_8320) }
    }
    let tail = [~sum, UInt32(bytes.count)].flatMap { number in
      (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * UInt32($0))) }
    }
    return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + packed.dropFirst(2).dropLast(4) + tail
  }

  private func decrypt(_ message: [UInt8], _ ring: String) throws -> Bytes {
    try EncryptedValue.decrypt(
      Bytes(Base64.encode(message)), with: OpenPGPKeyRing(Array(ring.utf8)))
  }

  private func check(
    _ message: [UInt8], _ ring: String, _ what: String = "", line: UInt = #line
  ) throws {
    XCTAssertEqual(try decrypt(message, ring), "secret", what, line: line)
  }

  private func refuse(
    _ message: [UInt8], _ ring: String, _ expected: String, line: UInt = #line
  ) {
    XCTAssertThrowsError(try decrypt(message, ring), line: line) {
      XCTAssertTrue("\($0)".hasSuffix(expected), "\($0)", line: line)
    }
  }
}
