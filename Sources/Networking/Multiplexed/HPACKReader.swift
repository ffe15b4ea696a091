/// Reads the numbers and texts of a header block (RFC 7541, section 5).
struct HPACKReader {
  /// A text, and how many bytes it had: they are more or fewer than in `string` where they were not
  /// UTF-8 and had to be repaired.
  struct Text {
    let string: String
    let size: Int
  }

  private var rest: UnsafeRawBufferPointer

  init(_ block: UnsafeRawBufferPointer) { rest = block }

  /// The next byte, which stays; nil at the end.
  var next: UInt8? { rest.first }

  /// A number that begins in the lowest `bits` of the next byte.
  mutating func takeNumber(bits: Int) throws(AnswerFault) -> Int {
    let most = (1 << bits) - 1
    var number = Int(try takeByte()) & most
    guard number == most else { return number }
    // Five bytes of seven bits hold whatever has sense here.
    for shift in stride(from: 0, through: 28, by: 7) {
      let byte = try takeByte()
      number += Int(byte & 0x7F) << shift
      if byte < 0x80 { return number }
    }
    throw .violation("the header block holds a number that is too large")
  }

  /// A text, in Huffman code or as it is.
  mutating func takeText() throws(AnswerFault) -> Text {
    let isCoded = (next ?? 0) >= 0x80
    let count = try takeNumber(bits: 7)
    guard count <= rest.count else { throw HPACKReader.isCut }
    let bytes = UnsafeRawBufferPointer(rebasing: rest[..<count])
    rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    guard isCoded else { return Text(string: String(decoding: bytes, as: UTF8.self), size: count) }
    guard let text = HPACKReader.decode(bytes) else {
      throw .violation("the header block holds a text that is not in its Huffman code")
    }
    return text
  }

  private mutating func takeByte() throws(AnswerFault) -> UInt8 {
    guard let byte = rest.first else { throw HPACKReader.isCut }
    rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst())
    return byte
  }

  private static func decode(_ coded: UnsafeRawBufferPointer) -> Text? {
    let most = coded.count * 8 / HuffmanCode.fewestBits
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: most) { buffer in
      guard let count = HuffmanCode.shared.decode(coded, into: buffer) else { return nil }
      return Text(string: String(decoding: buffer[..<count], as: UTF8.self), size: count)
    }
  }

  private static let isCut = AnswerFault.violation("the header block ends within a field")
}
