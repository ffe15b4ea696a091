/// One word of a line of HAProxy's configuration, after quotes and escapes. Bytes, not characters:
/// a text that is no UTF-8 must not make two different words equal.
package struct Word: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
  /// What HAProxy gets to see.
  package let bytes: [UInt8]
  /// Whether HAProxy replaces a part by a variable of its environment, which only it knows.
  package let hasVariables: Bool

  /// A word of these bytes.
  package init(_ bytes: [UInt8], hasVariables: Bool = false) {
    self.bytes = bytes
    self.hasVariables = hasVariables
  }

  /// A word of this text.
  package init(_ text: String) { self.init(Array(text.utf8)) }

  /// A word of this text.
  package init(stringLiteral text: String) { self.init(text) }

  /// All bytes at once: words are keys by the ten thousand.
  package func hash(into hasher: inout Hasher) {
    bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
  }

  /// The text, for people and for looking up keywords.
  package var description: String { String(decoding: bytes, as: UTF8.self) }

  /// Whether the runtime API takes the word as it is: its command line splits at spaces and `;`,
  /// and has rules of its own for quotes and backslashes.
  package var isPlain: Bool {
    !hasVariables && !bytes.isEmpty
      && bytes.allSatisfy { Word.isNameByte($0) || Word.isPlainMark($0) }
  }

  /// The text as one word of a command of the runtime API, where a backslash takes the meaning
  /// from what follows: blanks, `;`, `<<`.
  var escaped: String {
    var escaped: [UInt8] = []
    for byte in bytes {
      let isSafe = byte >= 0x80 || Word.isNameByte(byte) || Word.isPlainMark(byte)
      if !isSafe { escaped.append(UInt8(ascii: "\\")) }
      escaped.append(byte)
    }
    return String(decoding: escaped, as: UTF8.self)
  }

  /// Whether HAProxy's own rule for names allows it.
  package var isName: Bool {
    !hasVariables && !bytes.isEmpty && bytes.allSatisfy(Word.isNameByte)
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), UInt8(ascii: "."),
      UInt8(ascii: ":"), UInt8(ascii: "-"):
      true
    default: false
    }
  }

  private static func isPlainMark(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "/"), UInt8(ascii: "@"), UInt8(ascii: ","), UInt8(ascii: "%"),
      UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"),
      UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "="), UInt8(ascii: "+"),
      UInt8(ascii: "*"):
      true
    default: false
    }
  }
}
