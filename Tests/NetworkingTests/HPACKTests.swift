import XCTest

@testable import Networking

final class HPACKTests: XCTestCase {
  private let date = "date: Mon, 21 Oct 2013 20:13:21 GMT"
  private let later = "date: Mon, 21 Oct 2013 20:13:22 GMT"
  private let place = "location: https://www.example.com"
  private let cookie = "set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1"

  private func bytes(_ digits: String) -> [UInt8] {
    let digits = digits.filter { !$0.isWhitespace }
    return stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(digits.dropFirst($0).prefix(2), radix: 16)
    }
  }

  /// What a block comes to: `name: value|name: value`, or the fault.
  private func decode(
    _ decoder: inout HPACKDecoder, _ block: [UInt8], limit: Int = 65536
  ) -> String {
    block.withUnsafeBytes { block in
      do throws(AnswerFault) {
        let fields = try decoder.decode(block, limit: limit)
        return fields.map { "\($0.name): \($0.value)" }.joined(separator: "|")
      } catch { return "\(error.code): \(error.reason)" }
    }
  }

  /// Decodes the blocks of one connection.
  private func check(
    _ blocks: [(digits: String, expected: String)], limit: Int = 65536, line: UInt = #line
  ) {
    var decoder = HPACKDecoder()
    for (digits, expected) in blocks {
      XCTAssertEqual(decode(&decoder, bytes(digits), limit: limit), expected, line: line)
    }
  }

  private func check(_ digits: String, _ expected: String, line: UInt = #line) {
    check([(digits, expected)], line: line)
  }

  private func check(_ digits: String, refused reason: String, line: UInt = #line) {
    check(digits, "protocolViolation: \(reason)", line: line)
  }

  private func missing(_ number: Int) -> String {
    "the header block names the field \(number), which its table does not have"
  }

  // MARK: what is refused

  func testABlockThatIsCutIsRefused() {
    let cut = "the header block ends within a field"
    check("40", refused: cut)
    check("400a 6375", refused: cut)
    check("400a 6375 7374 6f6d 2d6b 6579", refused: cut)
    check("400a 6375 7374 6f6d 2d6b 6579 0d63", refused: cut)
    check("04", refused: cut)
    check("10", refused: cut)
    check("82 0f", refused: cut)
    check("ff", refused: cut)
    check("ff 80", refused: cut)
    check("3f", refused: cut)
    check("00 7f", refused: cut)
    check("00 01 61 82 1f", refused: cut)
    check("00 7f ffff ff7f 61", refused: cut)
  }

  func testAFieldThatIsNotInTheTableIsRefused() {
    check("80", refused: missing(0))
    check("be", refused: missing(62))
    check("82 be", refused: missing(62))
    check("7e 00", refused: missing(62))
    check("0f 2f 00", refused: missing(62))
    check("1f 2f 00", refused: missing(62))
    check("40 01 61 01 62 bf", refused: missing(63))
    check("00 01 61 01 62 be", refused: missing(62))
    check("10 01 61 01 62 be", refused: missing(62))
    check("ff ffff ffff 7f", refused: missing(34_359_738_494))
  }

  func testANumberThatIsTooLargeIsRefused() {
    let reason = "the header block holds a number that is too large"
    check("ff ffff ffff ff00", refused: reason)
    check("ff 8080 8080 8000", refused: reason)
    check("3f ffff ffff ffff", refused: reason)
    check("00 7f ffff ffff ffff 00", refused: reason)
    // Zeros in front are no fault as long as they are few.
    check("0f 8080 8080 00 01 61", "accept-charset: a")
  }

  func testATextThatIsNotInItsCodeIsRefused() {
    let reason = "the header block holds a text that is not in its Huffman code"
    check("00 81ff 01 61", refused: reason)
    check("00 01 61 81 18", refused: reason)
    check("40 01 61 84 ffff ffff", refused: reason)
  }

  func testATableThatIsTooLargeIsRefused() {
    check("3f e11f 82", ":method: GET")
    check("3f e21f 82", refused: "expected a header table of at most 4096 bytes, found 4097")
    check("20 3f e11f 82", ":method: GET")
  }

  func testAChangeOfTheTableBehindAFieldIsRefused() {
    let reason = "the header block changes the size of its table behind a field"
    check("82 20", refused: reason)
    check("00 01 61 01 62 3f e11f", refused: reason)
  }

  // MARK: limits

  func testFieldsBeyondTheLimitAreRefusedAndKeepTheTableInStep() {
    let fault = "tooLarge: the answer has more than 68 bytes of headers"
    check(
      [
        ("40 01 61 01 62 00 01 63 01 64", "a: b|c: d"),
        ("be 00 01 63 02 6465", fault),
        ("82 be 40 01 65 01 66", fault),
        ("be", "e: f"),
        ("bf", "a: b"),
      ], limit: 68)
  }

  func testWhatIsNoBlockBeyondTheLimitIsStillAViolation() {
    check([("82 82 80", "protocolViolation: \(missing(0))")], limit: 10)
  }

  func testBytesAreCountedAsTheyCame() {
    // The value is one byte, which three stand for where it is repaired.
    check([("00 01 61 01 e9", "a: \u{FFFD}")], limit: 34)
    check(
      [("00 01 61 01 e9", "tooLarge: the answer has more than 33 bytes of headers")], limit: 33)
    // It fits into a table of 34 bytes, and so does a field of a repaired name.
    check([("3f 03 40 01 61 01 e9", "a: \u{FFFD}"), ("be", "a: \u{FFFD}")])
    check([
      ("3f 03 40 01 e9 01 61", "\u{FFFD}: a"),
      ("7e 01 62", "\u{FFFD}: b"),
      ("be", "\u{FFFD}: b"),
    ])
  }

  // MARK: the table

  func testAFieldLargerThanTheTableEmptiesIt() {
    check([
      ("3f 03 40 01 61 01 62", "a: b"),
      ("be", "a: b"),
      ("40 01 61 02 6263", "a: bc"),
      ("be", "protocolViolation: \(missing(62))"),
    ])
  }

  func testASmallerTableLosesItsOldestFields() {
    check([
      ("40 01 61 01 62 40 01 63 01 64", "a: b|c: d"),
      ("3f 25 be bf", "c: d|a: b"),
      ("3f 24 be", "c: d"),
      ("bf", "protocolViolation: \(missing(63))"),
    ])
    check([
      ("40 01 61 01 62", "a: b"),
      ("20 3f e11f", ""),
      ("be", "protocolViolation: \(missing(62))"),
    ])
  }

  func testANameMayComeOutOfTheFieldThatMakesRoom() {
    check([
      ("3f 03 40 01 61 01 62", "a: b"),
      ("7e 01 63", "a: c"),
      ("be", "a: c"),
      ("bf", "protocolViolation: \(missing(63))"),
    ])
  }

  // MARK: the examples of the standard

  func testNumbersOfTheStandard() throws {
    for (digits, bits, expected) in [
      ("0a", 5, 10), ("ea", 5, 10), ("1f9a0a", 5, 1337), ("2a", 8, 42), ("ff00", 7, 127),
      ("1f00", 5, 31), ("fe", 8, 254), ("ff00", 8, 255),
    ] {
      let block = bytes(digits)
      try block.withUnsafeBytes {
        var reader = HPACKReader($0)
        XCTAssertEqual(try reader.takeNumber(bits: bits), expected)
        XCTAssertNil(reader.next)
      }
    }
  }

  func testFieldsOfTheStandard() {
    check(
      "400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572 be",
      "custom-key: custom-header|custom-key: custom-header")
    check("040c 2f73 616d 706c 652f 7061 7468", ":path: /sample/path")
    check("1008 7061 7373 776f 7264 0673 6563 7265 74", "password: secret")
    check("82", ":method: GET")
    check("", "")
  }

  private var requests: [String] {
    let get = ":method: GET|:scheme: http|:path: /|:authority: www.example.com"
    return [
      get, "\(get)|cache-control: no-cache",
      ":method: GET|:scheme: https|:path: /index.html|:authority: www.example.com"
        + "|custom-key: custom-value",
    ]
  }

  func testRequestsOfTheStandard() {
    check([
      ("8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d", requests[0]),
      ("8286 84be 5808 6e6f 2d63 6163 6865", requests[1]),
      ("8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65", requests[2]),
      (
        "be bf c0",
        "custom-key: custom-value|cache-control: no-cache|:authority: www.example.com"
      ),
      ("c1", "protocolViolation: \(missing(65))"),
    ])
  }

  func testRequestsOfTheStandardInHuffmanCode() {
    check([
      ("8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff", requests[0]),
      ("8286 84be 5886 a8eb 1064 9cbf", requests[1]),
      ("8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf", requests[2]),
    ])
  }

  /// Three answers over a table of 256 bytes, and what the table holds in the end.
  private func checkAnswers(_ first: String, _ second: String, _ third: String) {
    let rest = "cache-control: private|\(date)|\(place)"
    check([
      ("3f e101" + first, ":status: 302|\(rest)"),
      ("be bf c0 c1", "\(place)|\(date)|cache-control: private|:status: 302"),
      (second, ":status: 307|\(rest)"),
      ("be bf c0 c1", ":status: 307|\(place)|\(date)|cache-control: private"),
      (
        third,
        ":status: 200|cache-control: private|\(later)|\(place)|content-encoding: gzip|\(cookie)"
      ),
      ("be bf c0", "\(cookie)|content-encoding: gzip|\(later)"),
      ("c1", "protocolViolation: \(missing(65))"),
    ])
  }

  func testAnswersOfTheStandard() {
    checkAnswers(
      """
      4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133
      2032 303a 3133 3a32 3120 474d 546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70
      6c65 2e63 6f6d
      """, "4803 3330 37c1 c0bf",
      """
      88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3220 474d
      54c0 5a04 677a 6970 7738 666f 6f3d 4153 444a 4b48 514b 425a 584f 5157 454f 5049
      5541 5851 5745 4f49 553b 206d 6178 2d61 6765 3d33 3630 303b 2076 6572 7369 6f6e
      3d31
      """)
  }

  func testAnswersOfTheStandardInHuffmanCode() {
    checkAnswers(
      """
      4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6
      2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3
      """, "4883 640e ffc1 c0bf",
      """
      88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab
      77ad 94e7 821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f
      9587 3160 65c0 03ed 4ee5 b106 3d50 07
      """)
  }
}
