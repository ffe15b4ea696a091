import DataFormats
import XCTest

/// Messages, keys and data out of packets.
final class OpenPGPMessageTests: XCTestCase {
  private let session: [UInt8] = [0xC1, 13, 3, 0, 0, 0, 0, 0, 0, 0, 9, 1, 0, 1, 1]

  func testWhatIsNoMessageIsRefused() {
    refuse([], "the message has no contents")
    refuse(session, "the message has no contents")
    refuse([0xC6, 0], "the message has no contents")
    refuse([0xC1, 0], "a packet ends too early")
    refuse([0xC1, 3, 3, 0, 0], "a packet ends too early")
    refuse([0xC1, 12] + session[2..<14], "a packet ends too early")
  }

  func testOtherWaysToEncryptAreRefusedByName() {
    refuse(
      [0xC1, 1, 6],
      "the message's key is encrypted in version 6 of the format, only version 3 can be read")
    refuse(
      session + [0xD2, 1, 2],
      "the message is encrypted in version 2 of the format, only version 1 can be read")
    refuse(
      session + [0xD2, 0],
      "the message is encrypted in version 0 of the format, only version 1 can be read")
    refuse(
      session + [0xC9, 1, 0], "the message is encrypted without a check of its integrity (MDC)")
    refuse(
      session + [0xD4, 1, 0],
      "the message is encrypted with GnuPG's OCB, which confd cannot read either: encrypt with "
        + "`gpg --rfc4880`")
    refuse(
      (0...64).flatMap { _ in session } + [0xD2, 1, 1], "the message is for more than 64 keys")
    refuse(
      [0xC1, 12] + session[2..<11] + [1, 0xFF, 0xFF],
      "a number of a key has 65535 bits, which is above the limit")
  }

  func testAMessageIsTakenApart() throws {
    let other: [UInt8] = [0xC1, 11, 3, 0, 0, 0, 0, 0, 0, 0, 0, 99, 1]
    let message = try OpenPGPMessage(
      [0xCA, 3, 0x50, 0x47, 0x50] + session + [0xC3, 1, 4] + other + [0xD2, 3, 1, 7, 8, 0xFF])
    XCTAssertEqual(message.sessionKeys.map(\.keyID), [9, 0])
    XCTAssertEqual(message.sessionKeys.map(\.algorithm), [1, 99])
    XCTAssertEqual(message.sessionKeys.map(\.fields), [[[1]], []])
    XCTAssertTrue(message.hasPassphrase)
    XCTAssertEqual(message.contents, .encrypted([7, 8]))
    let clear = try OpenPGPMessage([0xCA, 0, 0xCB, 2, 7, 8])
    XCTAssertEqual(clear.contents, .clear([0xCB, 2, 7, 8]))
    XCTAssertFalse(clear.hasPassphrase)
  }

  func testDataAreFound() {
    let literal: [UInt8] = [0xCB, 8, 0x62, 0, 0, 0, 0, 0, 7, 8]
    data(literal, [7, 8])
    data([0xC4, 1, 3] + literal + [0xC2, 1, 4], [7, 8])
    data([0xCB, 9, 0x62, 1, 0x78, 0, 0, 0, 0, 7, 8], [7, 8])
    data([0xC8, 11, 0] + literal, [7, 8])
    data([0xC8, 11, 0] + literal, [7, 8], limit: 2)
    data([0xC8, 14, 0, 0xC8, 11, 0] + literal, [7, 8])
  }

  func testDataThatCannotBeUnpackedAreRefused() throws {
    let literal: [UInt8] = [0xCB, 8, 0x62, 0, 0, 0, 0, 0, 7, 8]
    noData([], "the message has no data")
    noData([0xC2, 0], "the message has no data")
    noData([0xCB, 0], "a packet ends too early")
    noData([0xCB, 3, 0x62, 9, 0], "a packet ends too early")
    noData([0xC8, 0], "a packet ends too early")
    noData([0xC8, 1, 3], "the message is packed with bzip2, which cannot be read")
    noData([0xC8, 1, 9], "the message is packed with compression 9, which cannot be read")
    noData([0xC8, 1, 1], "the message cannot be unpacked: the packed bytes end too early")
    noData([0xC8, 3, 2, 7, 8], "the message cannot be unpacked: the packed bytes are damaged")
    noData(literal, "the message has more than 1 bytes", limit: 1)
    let bomb = try Zlib.pack(Array(repeating: 0, count: 1 << 20))
    noData(
      [0xC8, 255] + size(bomb.count + 1) + [2] + bomb,
      "the message cannot be unpacked: packed bytes become more than 1000 bytes", limit: 1000)
    var nested = literal
    for _ in 0..<4 { nested = [0xC8, 255] + size(nested.count + 1) + [0] + nested }
    noData(nested, "the message is compressed more than 4 times")
  }

  func testASecretKeyIsReadOrIsNotNeeded() throws {
    let open: [UInt8] = [4, 0, 0, 0, 0, 1, 0, 8, 0xFF, 0, 2, 3]
    let secret: [UInt8] = [0, 0, 1, 1, 0, 2, 2, 0, 3, 5, 0, 4, 9]
    XCTAssertNil(try key([3, 0, 0]))
    for signing: UInt8 in [3, 17, 19, 22, 27, 99] {
      XCTAssertNil(try key([4, 0, 0, 0, 0, signing]))
    }
    XCTAssertEqual(try key(open + [254, 9, 3, 2])?.material, .protected)
    XCTAssertEqual(try key(open + [9])?.material, .protected)
    XCTAssertEqual(try key(open + [255, 0, 101, 2, 0x47])?.material, .absent)
    let read = try key(open + secret + [0, 27])
    XCTAssertEqual(
      read?.material,
      .rsa(modulus: [0xFF], exponent: [3], secret: [1], primes: [[2], [5]], inverse: [9]))
    XCTAssertEqual(read?.identity, [0x99, 0, 12] + open)
    for damaged in [
      open + secret + [0, 28], open + secret + [0, 27, 0], open + [0, 0, 1, 1, 0, 3],
    ] {
      XCTAssertThrowsError(try key(damaged)) {
        XCTAssertEqual("\($0)", "the check sum of a secret key does not match: it is damaged")
      }
    }
    for length in 0..<(open.count + 2) {
      XCTAssertThrowsError(try key(Array((open + secret)[..<length])), "\(length)")
    }
  }

  private func key(_ body: [UInt8]) throws -> OpenPGPSecretKey? {
    var packets = OpenPGPPackets(([0xC5, UInt8(body.count)] + body)[...])
    return try packets.next().flatMap { try OpenPGPSecretKey($0) }
  }

  private func size(_ count: Int) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: count >> (24 - 8 * $0)) }
  }

  private func data(
    _ packets: [UInt8], _ expected: [UInt8], limit: Int = 1000, line: UInt = #line
  ) {
    XCTAssertEqual(
      (try? OpenPGPContents.data(in: packets[...], limit: limit)).map { Array($0) }, expected,
      line: line)
  }

  private func noData(
    _ packets: [UInt8], _ message: String, limit: Int = 1000, line: UInt = #line
  ) {
    XCTAssertThrowsError(
      try OpenPGPContents.data(in: packets[...], limit: limit), line: line
    ) { XCTAssertEqual("\($0)", message, line: line) }
  }

  private func refuse(_ bytes: [UInt8], _ message: String, line: UInt = #line) {
    XCTAssertThrowsError(try OpenPGPMessage(bytes), line: line) {
      XCTAssertEqual("\($0)", message, line: line)
    }
  }
}
