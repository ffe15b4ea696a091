import DataFormats
import XCTest

/// Packing and unpacking.
final class ZlibTests: XCTestCase {
  func testWhatIsDamagedOrOfAnotherSizeIsRefused() throws {
    let packed = try Zlib.pack(Array(repeating: 7, count: 1000))
    check(packed, size: 999, nil)
    check(packed, size: 1001, nil)
    check(packed, size: 0, nil)
    check(Array(packed.dropLast()), size: 1000, nil)
    check([], size: 1000, nil)
    check([1, 2, 3], size: 0, nil)
  }

  func testDamageNeverGivesOtherBytes() throws {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 * $0) }
    let packed = try Zlib.pack(bytes)
    for index in packed.indices {
      var damaged = packed
      damaged[index] ^= 0x55
      if let result = try? Zlib.unpack(damaged, size: 1000) { XCTAssertEqual(result, bytes) }
    }
  }

  func testWhatWasPackedComesBack() throws {
    for bytes in [[], [0], Array(repeating: 7, count: 100_000), (0...255).map { UInt8($0) }] {
      check(try Zlib.pack(bytes), size: bytes.count, bytes)
    }
    XCTAssertLessThan(try Zlib.pack(Array(repeating: 7, count: 100_000)).count, 200)
  }

  private func check(
    _ packed: [UInt8], size: Int, _ expected: [UInt8]?, line: UInt = #line
  ) {
    XCTAssertEqual(try? Zlib.unpack(packed, size: size), expected, line: line)
  }
}
