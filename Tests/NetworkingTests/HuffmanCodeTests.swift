import TestSupport
import XCTest

@testable import Networking

final class HuffmanCodeTests: XCTestCase {
  private func decode(_ coded: [UInt8]) -> [UInt8]? {
    let most = coded.count * 8 / HuffmanCode.fewestBits
    return coded.withUnsafeBytes { coded in
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: most) { buffer in
        HuffmanCode.shared.decode(coded, into: buffer).map { Array(buffer[..<$0]) }
      }
    }
  }

  private func check(_ coded: [UInt8], _ expected: String?, line: UInt = #line) {
    XCTAssertEqual(decode(coded), expected.map { Array($0.utf8) }, line: line)
  }

  func testWhatIsNotATextIsRefused() {
    // Padding of 8 bits and more.
    check([0xFF], nil)
    check([0xFF, 0xFF], nil)
    check([0xFF, 0xFF, 0xFF], nil)
    check([0x1F, 0xFF], nil)
    // Padding with zeros, and with a zero among ones.
    check([0x18], nil)
    check([0x1E], nil)
    check([0x1D], nil)
    // The end of a text, which stands for itself nowhere: alone, padded, in front, behind a byte.
    check([0xFF, 0xFF, 0xFF, 0xFC], nil)
    check([0xFF, 0xFF, 0xFF, 0xFF], nil)
    check([0xFF, 0xFF, 0xFF, 0xFF, 0xFF], nil)
    check([0xFF, 0xFF, 0xFF, 0xFC, 0x1F], nil)
    check([0x1F, 0xFF, 0xFF, 0xFF, 0xE7], nil)
  }

  func testNothingIsAnEmptyText() {
    check([], "")
  }

  func testPaddingOfEveryLengthIsAccepted() {
    // `0` is 5 bits, `:` 7 and `&` 8: so many of each leave 0 to 7 bits.
    for padding in 0..<8 {
      let text = String(repeating: ":", count: padding) + "&"
      check(HuffmanCodeTable.encode(Array(text.utf8)), text)
    }
    check([0x07], "0")
  }

  func testEveryByteHasTheCodeOfTheStandard() {
    XCTAssertEqual(HuffmanCodeTable.codes.count, 257)
    for byte in UInt8.min...UInt8.max {
      XCTAssertEqual(decode(HuffmanCodeTable.encode([byte])), [byte])
      XCTAssertEqual(decode(HuffmanCodeTable.encode([byte, 0x30, byte])), [byte, 0x30, byte])
    }
  }

  func testACodeThatIsCutIsRefused() {
    for (code, length) in HuffmanCodeTable.codes where length > 8 {
      for cut in stride(from: 8, to: length, by: 8) {
        var bits: [Bool] = []
        HuffmanCodeTable.append((code >> UInt64(length - cut), cut), to: &bits)
        XCTAssertNil(decode(HuffmanCodeTable.pack(bits)), "\(cut) bits of \(code)")
      }
    }
  }

  func testAnyBytesComeBack() {
    var random = SeededGenerator(seed: 7541)
    for length in 0..<300 {
      let text = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
      XCTAssertEqual(decode(HuffmanCodeTable.encode(text)), text)
    }
  }
}
