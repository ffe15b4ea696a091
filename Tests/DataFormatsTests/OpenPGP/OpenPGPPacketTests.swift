import DataFormats
import XCTest

/// Bytes taken apart into packets.
final class OpenPGPPacketTests: XCTestCase {
  func testWhatIsNoPacketIsRefused() {
    refuse([0x00], "expected a packet of OpenPGP, found something else")
    refuse(Array("hello".utf8), "expected a packet of OpenPGP, found something else")
    refuse([0x80, 0], "expected a packet of OpenPGP, found a tag 0")
    refuse([0xC0, 0], "expected a packet of OpenPGP, found a tag 0")
  }

  func testALengthBeyondTheEndIsRefused() {
    for bytes: [UInt8] in [
      [0x84], [0x84, 1], [0x85, 0], [0x85, 0, 2, 1], [0x86, 0, 0, 0],
      [0x86, 0xFF, 0xFF, 0xFF, 0xFF, 1], [0xC1], [0xC1, 1], [0xC1, 192], [0xC1, 223, 255, 1],
      [0xC1, 255, 0, 0, 0], [0xC1, 255, 0xFF, 0xFF, 0xFF, 0xFF, 1], [0xCB, 0xE0], [0xCB, 0xFE, 1],
      [0xCB, 0xE0, 1, 0xE0, 2],
    ] { refuse(bytes, "a packet ends too early") }
  }

  func testOnlyDataMayHaveAnUnknownLength() {
    refuse([0x87, 1, 2], "a packet with tag 1 must tell its length")
    refuse([0xC5, 0xE0, 1, 0], "a packet with tag 5 must tell its length")
  }

  func testLengthsOfTheOldFormat() {
    check([0x84, 2, 7, 8], [(1, [7, 8])])
    check([0x85, 0, 2, 7, 8], [(1, [7, 8])])
    check([0x86, 0, 0, 0, 2, 7, 8], [(1, [7, 8])])
    check([0xA3, 7, 8], [(8, [7, 8])])
    check([0x84, 0, 0x98, 1, 9], [(1, []), (6, [9])])
  }

  func testLengthsOfTheNewFormat() {
    check([0xC1, 2, 7, 8], [(1, [7, 8])])
    check([0xC1, 192, 0] + zeros(192), [(1, zeros(192))])
    check([0xC1, 193, 1] + zeros(449), [(1, zeros(449))])
    check([0xC1, 255, 0, 0, 0, 2, 7, 8], [(1, [7, 8])])
    check([], [])
  }

  func testPartsMakeOneBody() {
    check([0xCB, 0xE0, 7, 1, 8], [(11, [7, 8])])
    check([0xCB, 0xE1, 7, 8, 0xE0, 9, 0], [(11, [7, 8, 9])])
    check(
      [0xD2, 0xE1, 1, 2, 192, 0] + zeros(192) + [0xC1, 0], [(18, [1, 2] + zeros(192)), (1, [])])
    check([0xCB, 0xE9] + zeros(512) + [255, 0, 0, 0, 1, 5], [(11, zeros(512) + [5])])
  }

  private func zeros(_ count: Int) -> [UInt8] { Array(repeating: 0, count: count) }

  private func packets(_ bytes: [UInt8]) throws -> [OpenPGPPacket] {
    var packets = OpenPGPPackets(bytes[...])
    var found: [OpenPGPPacket] = []
    while let packet = try packets.next() { found.append(packet) }
    return found
  }

  private func check(
    _ bytes: [UInt8], _ expected: [(UInt8, [UInt8])], line: UInt = #line
  ) {
    let found = try? packets(bytes)
    XCTAssertEqual(found?.map(\.tag), expected.map(\.0), line: line)
    XCTAssertEqual(found?.map { Array($0.body) }, expected.map(\.1), line: line)
  }

  private func refuse(_ bytes: [UInt8], _ message: String, line: UInt = #line) {
    XCTAssertThrowsError(try packets(bytes), line: line) {
      XCTAssertEqual("\($0)", message, line: line)
    }
  }
}
