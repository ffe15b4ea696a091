import DataFormats
import XCTest

/// Unpacking bytes whose size nobody told.
final class InflationTests: XCTestCase {
  /// What `printf hello | gzip -n9` writes.
  private let hello: [UInt8] = [
    0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 3, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 7, 0, 0x86, 0xA6, 0x10, 0x36,
    5, 0, 0, 0,
  ]

  func testWhatIsDamagedIsRefused() {
    for count in 0..<hello.count {
      refuse(Array(hello[..<count]), .gzip, "the packed bytes end too early")
    }
    refuse([1, 2, 3], .gzip, "the packed bytes are damaged")
    refuse(Array(hello[10..<17]), .gzip, "the packed bytes are damaged")
    refuse(Array(hello[..<17]) + [0, 0, 0, 0, 5, 0, 0, 0], .gzip, "the packed bytes are damaged")
    refuse(hello + [0], .gzip, "the packed bytes end too early")
    refuse(hello + [0, 0, 0], .gzip, "the packed bytes are damaged")
    refuse(hello, .zlib, "the packed bytes are damaged")
    refuse([7], .none, "the packed bytes are damaged")
  }

  func testAsManyBytesAreUnpackedAsAllowed() throws {
    refuse(hello, .gzip, "packed bytes become more than 4 bytes", limit: 4)
    let bomb = try Zlib.pack(Array(repeating: 0, count: 1 << 20))
    refuse(bomb, .zlib, "packed bytes become more than 1048575 bytes", limit: 1 << 20 - 1)
    check(bomb, .zlib, Array(repeating: 0, count: 1 << 20), limit: 1 << 20)
    check(hello, .gzip, Array("hello".utf8), limit: 5)
  }

  func testEachWrappingIsRead() throws {
    let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 * $0) }
    let packed = try Zlib.pack(bytes)
    check(packed, .zlib, bytes)
    check(packed + [1, 2], .zlib, bytes)
    check(Array(packed.dropFirst(2)), .none, bytes)
    check(try Zlib.pack([]), .zlib, [])
    check(hello + hello, .gzip, Array("hellohello".utf8))
  }

  private func check(
    _ packed: [UInt8], _ wrapping: Zlib.Wrapping, _ expected: [UInt8], limit: Int = 1 << 20,
    line: UInt = #line
  ) {
    XCTAssertEqual(
      try? Zlib.inflate(packed[...], wrapping, limit: limit), expected, line: line)
  }

  private func refuse(
    _ packed: [UInt8], _ wrapping: Zlib.Wrapping, _ message: String, limit: Int = 1 << 20,
    line: UInt = #line
  ) {
    XCTAssertThrowsError(
      try Zlib.inflate(packed[...], wrapping, limit: limit), line: line
    ) { XCTAssertEqual("\($0)", message, line: line) }
  }
}
