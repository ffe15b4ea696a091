import Diagnostics
import Values

/// Reads an HCL text into nodes.
///
///     document = { item [ "," ] }
///     item     = key { key } ( "=" value | table )
///     key      = identifier | string
///     value    = boolean | number | string | heredoc | list | table
///     table    = "{" document "}"
///     list     = "[" [ value { "," value } [ "," ] ] "]"
struct HCLParser {
  let source: Source
  let text: [UInt8]
  var position = 0
  private var depth = 0

  init(_ source: Source) {
    self.source = source
    text = source.text
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  mutating func document() throws(HCLError) -> DocumentNode {
    if let offset = UTF8Rule.firstInvalid(in: text) {
      throw HCLError(
        "the text must be valid UTF-8, found the byte "
          + CharacterText.hexadecimal(text[offset]), Span(offset, offset + 1))
    }
    let node = try items(from: 0, until: nil)
    return DocumentNode(node.kind, span: Span(0, text.count))
  }

  /// Items up to a closing brace, or the end of the text.
  private mutating func items(
    from start: Int, until end: UInt8?
  ) throws(HCLError) -> DocumentNode {
    var table = HCLTable()
    while true {
      try skipBlank()
      guard let byte = peek() else {
        guard end == nil else {
          throw HCLError("this `{` is not closed", Span(start, start + 1))
        }
        break
      }
      if byte == end {
        position += 1
        break
      }
      try item(into: &table)
      try skipBlank()
      if peek() == UInt8(ascii: ",") { position += 1 }
    }
    return DocumentNode(.table(table.entries), span: Span(start, position))
  }

  private mutating func item(into table: inout HCLTable) throws(HCLError) {
    var keys = [try key()]
    while true {
      try skipBlank()
      switch peek() {
      case UInt8(ascii: "="):
        guard keys.count == 1 else {
          throw HCLError(
            "expected `{` after a label, found `=`", Span(position, position + 1))
        }
        position += 1
        try skipBlank()
        table.add(keys[0], try value())
        return
      case UInt8(ascii: "{"):
        table.add(keys[...], try nested())
        return
      case UInt8(ascii: "\""): keys.append(try key())
      case let byte? where HCLParser.isIdentifier(byte): keys.append(try key())
      default: throw unexpected("`=` or `{` after the key")
      }
    }
  }

  private mutating func key() throws(HCLError) -> HCLKey {
    let start = position
    guard let byte = peek() else { throw unexpected("a key") }
    if byte == UInt8(ascii: "\"") {
      let bytes = try quoted()
      return HCLKey(name: bytes.string, span: Span(start, position))
    }
    guard HCLParser.isIdentifier(byte), !HCLParser.isDigit(byte) else { throw unexpected("a key") }
    while let byte = peek(), HCLParser.isIdentifier(byte) { position += 1 }
    return HCLKey(
      name: String(decoding: text[start..<position], as: UTF8.self), span: Span(start, position))
  }

  // MARK: - Values

  private mutating func value() throws(HCLError) -> DocumentNode {
    let start = position
    switch peek() {
    case UInt8(ascii: "\""):
      let text = try quoted()
      return node(.string(text), start)
    case UInt8(ascii: "<"):
      let text = try heredoc()
      return node(.string(text), start)
    case UInt8(ascii: "["): return try list()
    case UInt8(ascii: "{"): return try nested()
    case let byte? where HCLParser.isDigit(byte) || byte == UInt8(ascii: "-"):
      return try number()
    default: return try word()
    }
  }

  private func node(_ kind: DocumentNode.Kind, _ start: Int) -> DocumentNode {
    DocumentNode(kind, span: Span(start, position))
  }

  private mutating func word() throws(HCLError) -> DocumentNode {
    let start = position
    while let byte = peek(), HCLParser.isIdentifier(byte) { position += 1 }
    switch String(decoding: text[start..<position], as: UTF8.self) {
    case "true": return node(.bool(true), start)
    case "false": return node(.bool(false), start)
    case "":
      throw unexpected("a value")
    case let word:
      throw HCLError(
        "expected a value, found `\(word)`", Span(start, position),
        hint: "write a text in quotes: `\"\(word)\"`")
    }
  }

  private mutating func nested() throws(HCLError) -> DocumentNode {
    let start = position
    try enter()
    position += 1
    let node = try items(from: start, until: UInt8(ascii: "}"))
    depth -= 1
    return node
  }

  private mutating func list() throws(HCLError) -> DocumentNode {
    let start = position
    try enter()
    position += 1
    var nodes: [DocumentNode] = []
    while true {
      try skipBlank()
      if peek() == UInt8(ascii: "]") { break }
      guard peek() != nil else {
        throw HCLError("this `[` is not closed", Span(start, start + 1))
      }
      nodes.append(try value())
      try skipBlank()
      if peek() == UInt8(ascii: ",") {
        position += 1
      } else if peek() != UInt8(ascii: "]") {
        throw unexpected("`,` or `]` in a list")
      }
    }
    position += 1
    depth -= 1
    return node(.array(nodes), start)
  }

  private mutating func enter() throws(HCLError) {
    depth += 1
    guard depth <= HCLReader.depthLimit else {
      throw HCLError(
        "expected at most \(HCLReader.depthLimit) nested lists and tables",
        Span(position, position + 1))
    }
  }
}
