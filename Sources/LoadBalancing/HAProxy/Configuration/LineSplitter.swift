/// Splits one line of HAProxy's configuration into words, by the rules of its manual's section
/// "Quoting and escaping":
///
///     word    = { plain | '\' any | '"' { any | '\' any | $NAME | ${NAME} } '"' | "'" any "'" }
///     comment = '#' to the end of the line, outside of quotes
struct LineSplitter {
  private let text: UnsafeBufferPointer<UInt8>
  private var offset: Int
  private let end: Int
  private var word: [UInt8] = []
  private var isOpen = false
  private var hasVariables = false

  /// A quote that is not closed, or an escape that is cut off.
  struct Failure: Error {
    let message: String
  }

  /// Reads `text[range]`, which holds no newline.
  init(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
    self.text = text
    offset = range.lowerBound
    end = range.upperBound
  }

  /// All words of the line.
  mutating func words() throws(Failure) -> [Word] {
    var words: [Word] = []
    while offset < end {
      let byte = text[offset]
      switch byte {
      case 0x20, 0x09, 0x0D: close(into: &words)
      case UInt8(ascii: "#"): offset = end
      case UInt8(ascii: "\\"): try escape()
      case UInt8(ascii: "'"): try quoted()
      case UInt8(ascii: "\""): try doubleQuoted()
      default: plain(into: &words)
      }
      offset += 1
    }
    close(into: &words)
    return words
  }

  /// Bytes that mean themselves, up to the last of them. Most words are nothing else.
  private mutating func plain(into words: inout [Word]) {
    let start = offset
    while offset + 1 < end, LineSplitter.isPlain(text[offset + 1]) { offset += 1 }
    let run = text[start...offset]
    if !isOpen, offset + 1 == end || LineSplitter.isBlank(text[offset + 1]) {
      words.append(Word(Array(run)))
    } else {
      word += run
      isOpen = true
    }
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0D
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "#"), UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""): false
    default: !isBlank(byte)
    }
  }

  private mutating func close(into words: inout [Word]) {
    guard isOpen else { return }
    words.append(Word(word, hasVariables: hasVariables))
    word.removeAll(keepingCapacity: true)
    isOpen = false
    hasVariables = false
  }

  private mutating func quoted() throws(Failure) {
    isOpen = true
    offset += 1
    while offset < end, text[offset] != UInt8(ascii: "'") {
      word.append(text[offset])
      offset += 1
    }
    guard offset < end else { throw Failure(message: "a single quote is not closed") }
  }

  private mutating func doubleQuoted() throws(Failure) {
    isOpen = true
    offset += 1
    while offset < end, text[offset] != UInt8(ascii: "\"") {
      switch text[offset] {
      case UInt8(ascii: "\\"): try escape()
      case UInt8(ascii: "$"):
        hasVariables = true
        word.append(text[offset])
      default: word.append(text[offset])
      }
      offset += 1
    }
    guard offset < end else { throw Failure(message: "a double quote is not closed") }
  }

  /// At a backslash; leaves the offset at the last byte of the escape.
  private mutating func escape() throws(Failure) {
    isOpen = true
    guard offset + 1 < end else { throw Failure(message: "a backslash ends the line") }
    offset += 1
    switch text[offset] {
    case UInt8(ascii: "n"): word.append(0x0A)
    case UInt8(ascii: "r"): word.append(0x0D)
    case UInt8(ascii: "t"): word.append(0x09)
    case UInt8(ascii: "x"): try hexadecimal()
    case UInt8(ascii: " "), UInt8(ascii: "#"), UInt8(ascii: "\\"), UInt8(ascii: "\""),
      UInt8(ascii: "'"), UInt8(ascii: "$"):
      word.append(text[offset])
    default:
      word.append(UInt8(ascii: "\\"))
      word.append(text[offset])
    }
  }

  private mutating func hexadecimal() throws(Failure) {
    guard offset + 2 < end, let high = digit(offset + 1), let low = digit(offset + 2) else {
      throw Failure(message: "expected two hexadecimal digits after `\\x`")
    }
    word.append(high << 4 | low)
    offset += 2
  }

  private func digit(_ position: Int) -> UInt8? {
    switch text[position] {
    case let byte where byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"):
      byte - UInt8(ascii: "0")
    case let byte where byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "f"):
      (byte | 0x20) - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
