/// Reads the text of an nginx configuration as far as it can be understood: whether it is right is
/// for nginx to say, so that nothing here is an error.
///
///     file      = directive*
///     directive = word+ ( ";" | "{" directive* "}" )
///     word      = quoted | plain; a backslash takes the next byte as it is
struct NginxText {
  private enum Token {
    case word(NginxDirective.Word)
    case end, open, close
  }

  /// Deeper blocks are not read.
  private static let depthLimit = 64

  private let bytes: [UInt8]
  private var offset = 0

  /// The directives of a text.
  static func directives(_ bytes: [UInt8]) -> [NginxDirective] {
    var text = NginxText(bytes: bytes)
    var found: [NginxDirective] = []
    // A brace too many would otherwise hide what follows.
    while text.offset < bytes.count { found += text.block(depth: 0) }
    return found
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func block(depth: Int) -> [NginxDirective] {
    var found: [NginxDirective] = []
    var words: [NginxDirective.Word] = []
    func directive(_ block: [NginxDirective]?) -> NginxDirective? {
      words.first.map {
        NginxDirective(name: $0.text, arguments: Array(words.dropFirst()), block: block)
      }
    }
    while let token = next() {
      switch token {
      case .word(let word):
        words.append(word)
        continue
      case .close: return found
      case .end: if let directive = directive(nil) { found.append(directive) }
      case .open:
        if words.first?.text.hasSuffix("_by_lua_block") == true {
          skipForeignBlock()
        } else if depth < NginxText.depthLimit {
          let block = block(depth: depth + 1)
          if let directive = directive(block) { found.append(directive) }
        } else {
          offset = bytes.count
        }
      }
      words = []
    }
    return found
  }

  private mutating func next() -> Token? {
    while offset < bytes.count {
      switch bytes[offset] {
      case 0x20, 0x09, 0x0A, 0x0D: offset += 1
      case UInt8(ascii: "#"):
        while offset < bytes.count, bytes[offset] != 0x0A { offset += 1 }
      case UInt8(ascii: ";"): return single(.end)
      case UInt8(ascii: "{"): return single(.open)
      case UInt8(ascii: "}"): return single(.close)
      case UInt8(ascii: "\""), UInt8(ascii: "'"): return .word(quoted(by: bytes[offset]))
      default: return .word(plain())
      }
    }
    return nil
  }

  private mutating func single(_ token: Token) -> Token {
    offset += 1
    return token
  }

  private mutating func quoted(by quote: UInt8) -> NginxDirective.Word {
    offset += 1
    let start = offset
    let text = text { byte, _ in byte == quote }
    offset = min(offset + 1, bytes.count)
    return NginxDirective.Word(text: text, offset: start)
  }

  private mutating func plain() -> NginxDirective.Word {
    let start = offset
    let text = text { byte, last in
      switch byte {
      case 0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: ";"): true
      // `${name}` is a variable.
      case UInt8(ascii: "{"): last != UInt8(ascii: "$")
      default: false
      }
    }
    return NginxDirective.Word(text: text, offset: start)
  }

  private mutating func text(until isEnd: (_ byte: UInt8, _ last: UInt8?) -> Bool) -> String {
    var text: [UInt8] = []
    while offset < bytes.count, !isEnd(bytes[offset], text.last) {
      if bytes[offset] == UInt8(ascii: "\\"), offset + 1 < bytes.count { offset += 1 }
      text.append(bytes[offset])
      offset += 1
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Lua has its own words; only its braces count.
  private mutating func skipForeignBlock() {
    var depth = 1
    while offset < bytes.count, depth > 0 {
      if bytes[offset] == UInt8(ascii: "{") { depth += 1 }
      if bytes[offset] == UInt8(ascii: "}") { depth -= 1 }
      offset += 1
    }
  }
}
