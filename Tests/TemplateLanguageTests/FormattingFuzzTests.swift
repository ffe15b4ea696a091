import TemplateLanguage
import Values
import XCTest

/// Random formats over awkward operands: nothing crashes and the limit holds.
final class FormattingFuzzTests: XCTestCase {
  func testNoFormatCrashes() {
    var random = SplitMix(state: 42)
    let pieces = Array("%%%%%%vdsqxXobOcUeEfgGtTpwz[]123*.+-# 0é".utf8) + [0xFF]
    let operands = FormattingFuzzTests.operands
    for _ in 0..<20_000 {
      let format = Bytes(
        (0..<Int(random.next() % 14)).map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }
      )
      let chosen = (0..<Int(random.next() % 4)).map { _ in
        operands[Int(random.next() % UInt64(operands.count))]
      }
      let output = OutputBuffer(reserving: 64, limit: 1 << 16)
      GoFormat.appendSprintf(format, chosen[...], to: output)
      XCTAssertLessThanOrEqual(output.count, 1 << 16)
    }
  }

  func testFormatsWithoutDirectivesAreCopied() {
    var random = SplitMix(state: 7)
    for _ in 0..<500 {
      let text = (0..<Int(random.next() % 40)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      let format = Bytes(text.filter { $0 != UInt8(ascii: "%") })
      XCTAssertEqual(GoFormat.sprintf(format, []), format)
    }
  }

  private static let operands: [Value] = [
    nil, .absent, true, 0, -1, .int64(.min), .int64(.max), .uint64(.max), .uint(200, .uint8), 0.0,
    -0.0, .float(.nan), .float(.infinity), .float(.leastNonzeroMagnitude),
    .float(.greatestFiniteMagnitude), .float(0.5, .float32), "", "é\u{2028}\"`",
    .bytes(Bytes([0xFF, 0xC3, 0])), .list([]), .list([1, "a", nil, .list([2.5])]),
    .map([("b", 1), ("a", nil)]), .zero(of: .slice(.int)), .zero(of: .pointer(.int)),
    .zero(of: .array(3, .unsigned(.uint8))),
    .pointer(PointerValue(to: .list([1]), type: .slice(.any))),
    .recordPointer(RecordValue(RecordShape(nil, [.init("A", .any)]), [nil])),
    .object(IntegerSequence(0..<3)),
  ]
}

/// A small reproducible generator.
private struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
