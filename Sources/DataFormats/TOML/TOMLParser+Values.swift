import Diagnostics
import Values

/// Values: strings, arrays, inline tables, and the words between the punctuation.
extension TOMLParser {
  // value = string / array / inline-table / boolean / date / float / integer
  mutating func parseValue(depth: Int) throws(TOMLError) -> DocumentNode {
    let start = position
    guard let byte = peek() else { throw unexpected("a value") }
    guard depth <= TOMLReader.depthLimit else { throw tooDeep(Span(start, start + 1)) }
    let kind: DocumentNode.Kind
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "'"): kind = .string(try parseString(byte))
    case UInt8(ascii: "["): kind = .array(try parseArray(depth: depth))
    case UInt8(ascii: "{"):
      let table = TOMLTable(.inline, span: Span(start, start), depth: depth)
      try parseInlineTable(table)
      return table.node(span: Span(start, position))
    default: kind = try parseWord()
    }
    return DocumentNode(kind, span: Span(start, position))
  }

  // array = "[" *( lines value lines "," ) [ lines value ] lines "]"
  private mutating func parseArray(depth: Int) throws(TOMLError) -> [DocumentNode] {
    var elements: [DocumentNode] = []
    position += 1
    openArrays += 1
    while true {
      try skipLines()
      if peek() == UInt8(ascii: "]") { break }
      elements.append(try parseValue(depth: depth + 1))
      try skipLines()
      if peek() == UInt8(ascii: ",") {
        position += 1
      } else if peek() != UInt8(ascii: "]") {
        throw unexpected("`,` or `]` in the array")
      }
    }
    position += 1
    openArrays -= 1
    return elements
  }

  // inline-table = "{" blank [ key-value *( blank "," blank key-value ) ] blank "}"
  private mutating func parseInlineTable(_ table: TOMLTable) throws(TOMLError) {
    position += 1
    skipBlank()
    if peek() == UInt8(ascii: "}") {
      position += 1
      return
    }
    while true {
      if peek() == UInt8(ascii: "}") {
        throw unexpected("a key", hint: "an inline table must not end in a comma")
      }
      if peek() == 0x0A || peek() == 0x0D { throw unexpected("a key", hint: Self.oneLineHint) }
      try parseKeyValue(into: table)
      skipBlank()
      if peek() == UInt8(ascii: "}") { break }
      guard peek() == UInt8(ascii: ",") else {
        let isNewline = peek() == 0x0A || peek() == 0x0D
        throw unexpected(
          "`,` or `}` in the inline table", hint: isNewline ? Self.oneLineHint : nil)
      }
      position += 1
      skipBlank()
    }
    position += 1
  }

  private static let oneLineHint = "an inline table stands on one line"

  /// A boolean, number or date: everything up to the next punctuation. A date may have a blank
  /// before its time.
  private mutating func parseWord() throws(TOMLError) -> DocumentNode.Kind {
    let start = position
    skipWord()
    if position - start == 10, peek() == 0x20, let digit = peek(1), digit &- 0x30 < 10,
      TOMLDate.isDate(text[start..<position])
    {
      position += 1
      skipWord()
    }
    guard position > start else { throw unexpected("a value") }
    let word = Array(text[start..<position])
    do throws(TOMLScalar.Refusal) {
      return try TOMLScalar.kind(of: word)
    } catch {
      position = start
      throw TOMLError(error.message, Span(start, start + word.count), hint: error.hint)
    }
  }

  private mutating func skipWord() {
    while let byte = peek() {
      switch byte {
      case 0...0x20, 0x7F, UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"),
        UInt8(ascii: "#"), UInt8(ascii: "="), UInt8(ascii: "["), UInt8(ascii: "{"),
        UInt8(ascii: "\""), UInt8(ascii: "'"):
        return
      default: position += 1
      }
    }
  }
}
