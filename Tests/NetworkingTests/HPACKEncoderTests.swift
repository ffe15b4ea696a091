import TestSupport
import XCTest

@testable import Networking

final class HPACKEncoderTests: XCTestCase {
  private func encode(_ name: String, _ value: String, isSecret: Bool = false) -> [UInt8] {
    var encoder = HPACKEncoder()
    encoder.add(name, value, isSecret: isSecret)
    return encoder.bytes
  }

  private func check(
    _ name: String, _ value: String, isSecret: Bool = false, _ head: [UInt8], _ text: String = "",
    line: UInt = #line
  ) {
    XCTAssertEqual(
      encode(name, value, isSecret: isSecret), head + Array(text.utf8), line: line)
  }

  func testAFieldThatEverybodyKnowsIsItsNumber() {
    check(":method", "GET", [0x82])
    check(":scheme", "https", [0x87])
    check(":path", "/", [0x84])
    check(":status", "500", [0x8E])
    check("Accept-Encoding", "gzip, deflate", [0x90])
    check("www-authenticate", "", [0xBD])
  }

  func testANameThatEverybodyKnowsIsItsNumber() {
    check(":method", "PUT", [0x02, 3], "PUT")
    check(":path", "/v1/kv", [0x04, 6], "/v1/kv")
    check(":authority", "a:1", [0x01, 3], "a:1")
    check("Accept", "*/*", [0x0F, 4, 3], "*/*")
    check("USER-AGENT", "x", [0x0F, 43, 1], "x")
  }

  func testAnyOtherFieldIsWrittenOut() {
    check("X-Id", "Ab", [0, 4], "x-id\u{02}Ab")
    check("x", "", [0, 1], "x\u{00}")
    check("é", "É", [0, 2], "é\u{02}É")
  }

  func testASecretIsNeverKept() {
    check("authorization", "Bearer x", isSecret: true, [0x1F, 8, 8], "Bearer x")
    check("X-Consul-Token", "t", isSecret: true, [0x10, 14], "x-consul-token\u{01}t")
    check(":method", "GET", isSecret: true, [0x12, 3], "GET")
    check("authorization", "", isSecret: true, [0x1F, 8, 0])
  }

  func testALongTextHasItsLengthInSeveralBytes() {
    let long = String(repeating: "v", count: 1337)
    check("x", String(long.prefix(126)), [0, 1, 0x78, 126], String(long.prefix(126)))
    check("x", String(long.prefix(127)), [0, 1, 0x78, 127, 0], String(long.prefix(127)))
    check("x", String(long.prefix(254)), [0, 1, 0x78, 127, 127], String(long.prefix(254)))
    check("x", String(long.prefix(255)), [0, 1, 0x78, 127, 0x80, 1], String(long.prefix(255)))
    check("x", long, [0, 1, 0x78, 127, 0xBA, 0x09], long)
  }

  func testWhatIsWrittenIsReadBack() throws {
    var random = SeededGenerator(seed: 9113)
    var decoder = HPACKDecoder()
    for _ in 0..<300 {
      var encoder = HPACKEncoder()
      var expected: [HTTPHeaders.Field] = []
      for _ in 0..<Int.random(in: 0...12, using: &random) {
        let field = RandomFields.next(using: &random)
        expected.append(field)
        encoder.add(field.name, field.value, isSecret: Bool.random(using: &random))
      }
      let fields = try encoder.bytes.withUnsafeBytes { try decoder.decode($0, limit: 1 << 20) }
      XCTAssertEqual(fields, expected)
    }
  }

  func testWhatAnEncoderWithATableWritesIsReadBack() throws {
    var random = SeededGenerator(seed: 7541)
    for _ in 0..<20 {
      var decoder = HPACKDecoder()
      var encoder = TableEncoder()
      for _ in 0..<100 {
        if Int.random(in: 0..<10, using: &random) == 0 {
          encoder.resize(Int.random(in: 0...4096, using: &random))
        }
        let expected = (0..<Int.random(in: 0...12, using: &random)).map { _ in
          encoder.add(using: &random)
        }
        let block = encoder.takeBlock()
        let fields = try block.withUnsafeBytes { try decoder.decode($0, limit: 1 << 20) }
        XCTAssertEqual(fields, expected)
      }
    }
  }
}

/// Fields by chance.
private enum RandomFields {
  static func next(using random: inout SeededGenerator) -> HTTPHeaders.Field {
    let known = HPACKStaticTable.fields[Int.random(in: 0..<61, using: &random)]
    switch Int.random(in: 0..<3, using: &random) {
    case 0: return known
    case 1: return HTTPHeaders.Field(name: known.name, value: text(using: &random))
    default:
      let name = "x-\(Int.random(in: 0..<8, using: &random))"
      return HTTPHeaders.Field(name: name, value: text(using: &random))
    }
  }

  private static func text(using random: inout SeededGenerator) -> String {
    let letters = Array("aé1/:;=~ \u{7F}\u{0}\u{1F600}")
    let length = Int.random(in: 0...(Bool.random(using: &random) ? 10 : 300), using: &random)
    return String((0..<length).map { _ in letters.randomElement(using: &random) ?? "a" })
  }
}

/// An encoder that does at random whatever the standard allows, and keeps the newest field first.
private struct TableEncoder {
  private var table: [HTTPHeaders.Field] = []
  private var limit = 4096
  private var block: [UInt8] = []

  mutating func takeBlock() -> [UInt8] {
    defer { block = [] }
    return block
  }

  mutating func resize(_ limit: Int) {
    number(limit, bits: 5, flags: 0x20)
    self.limit = limit
    evict()
  }

  mutating func add(using random: inout SeededGenerator) -> HTTPHeaders.Field {
    let known = HPACKStaticTable.fields + table
    let place = Int.random(in: 0..<known.count, using: &random)
    if Bool.random(using: &random) {
      number(place + 1, bits: 7, flags: 0x80)
      return known[place]
    }
    let new = RandomFields.next(using: &random)
    let hasNumber = Bool.random(using: &random)
    let field = hasNumber ? HTTPHeaders.Field(name: known[place].name, value: new.value) : new
    let (bits, flags) = [(6, 0x40), (4, 0x10), (4, 0)].randomElement(using: &random) ?? (6, 0x40)
    number(hasNumber ? place + 1 : 0, bits: bits, flags: UInt8(flags))
    if !hasNumber { text(field.name, using: &random) }
    text(field.value, using: &random)
    if bits == 6 {
      table.insert(field, at: 0)
      evict()
    }
    return field
  }

  private mutating func evict() {
    func size(_ field: HTTPHeaders.Field) -> Int {
      field.name.utf8.count + field.value.utf8.count + 32
    }
    while table.map(size).reduce(0, +) > limit { table.removeLast() }
  }

  private mutating func text(_ text: String, using random: inout SeededGenerator) {
    let isCoded = Bool.random(using: &random)
    let bytes = isCoded ? HuffmanCodeTable.encode(Array(text.utf8)) : Array(text.utf8)
    number(bytes.count, bits: 7, flags: isCoded ? 0x80 : 0)
    block += bytes
  }

  private mutating func number(_ number: Int, bits: Int, flags: UInt8) {
    let most = (1 << bits) - 1
    guard number >= most else { return block.append(flags | UInt8(number)) }
    block.append(flags | UInt8(most))
    var (quotient, rest) = (number - most).quotientAndRemainder(dividingBy: 128)
    while quotient > 0 {
      block.append(UInt8(rest + 128))
      (quotient, rest) = quotient.quotientAndRemainder(dividingBy: 128)
    }
    block.append(UInt8(rest))
  }
}
