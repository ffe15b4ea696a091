package import Values

/// Base64 with padding, as Go's `encoding/base64` reads and writes it.
package enum Base64Coding: Sendable {
  /// The alphabet with `+` and `/`.
  case standard
  /// The alphabet with `-` and `_`.
  case url

  /// The text for bytes.
  package func encode(_ bytes: Bytes) -> Bytes {
    let alphabet = self.alphabet
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    var index = 0
    while index < bytes.count {
      let count = min(3, bytes.count - index)
      var group = 0
      for offset in 0..<3 { group = group << 8 | (offset < count ? Int(bytes[index + offset]) : 0) }
      for offset in 0..<4 {
        text.append(
          offset <= count ? alphabet[group >> (18 - 6 * offset) & 63] : UInt8(ascii: "="))
      }
      index += 3
    }
    return Bytes(text)
  }

  /// The bytes of a text; line breaks are skipped. The error names the byte that is wrong.
  package func decode(_ text: Bytes) throws(ValueError) -> Bytes {
    var reader = Base64Reader(text: text.storage, values: values)
    do throws(Base64Reader.Corruption) {
      return Bytes(try reader.read())
    } catch {
      throw ValueError("illegal base64 data at input byte \(error.position)")
    }
  }

  private var alphabet: [UInt8] {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    return Array((letters + (self == .standard ? "+/" : "-_")).utf8)
  }

  /// The value of each byte, 255 for those outside the alphabet.
  private var values: [UInt8] {
    var values = [UInt8](repeating: 255, count: 256)
    for (value, letter) in alphabet.enumerated() { values[Int(letter)] = UInt8(value) }
    return values
  }
}

/// Reads base64 in groups of four letters.
private struct Base64Reader {
  let text: [UInt8]
  let values: [UInt8]
  var position = 0
  var bytes: [UInt8] = []

  struct Corruption: Error { let position: Int }

  init(text: [UInt8], values: [UInt8]) {
    self.text = text
    self.values = values
    bytes.reserveCapacity(text.count / 4 * 3)
  }

  mutating func read() throws(Corruption) -> [UInt8] {
    while true {
      let letters = try group()
      let merged = letters.reduce(0) { $0 << 6 | Int($1) } << (6 * (4 - letters.count))
      let whole = [UInt8(merged >> 16 & 255), UInt8(merged >> 8 & 255), UInt8(merged & 255)]
      bytes += whole.prefix(max(0, letters.count - 1))
      if letters.count < 4 { return bytes }
    }
  }

  /// Reads up to four letters; fewer at the end, where padding must make them whole.
  private mutating func group() throws(Corruption) -> [UInt8] {
    var letters: [UInt8] = []
    while letters.count < 4 {
      skipLineBreaks()
      guard position < text.count else {
        if letters.isEmpty { return [] }
        throw Corruption(position: position - letters.count)
      }
      let value = values[Int(text[position])]
      if value == 255 {
        try padding(after: letters.count)
        return letters
      }
      letters.append(value)
      position += 1
    }
    return letters
  }

  /// Reads `==` after two letters, `=` after three, and then the end.
  private mutating func padding(after letters: Int) throws(Corruption) {
    guard text[position] == UInt8(ascii: "="), letters >= 2 else {
      throw Corruption(position: position)
    }
    position += 1
    if letters == 2 {
      skipLineBreaks()
      guard position < text.count else { throw Corruption(position: text.count) }
      guard text[position] == UInt8(ascii: "=") else { throw Corruption(position: position - 1) }
      position += 1
    }
    skipLineBreaks()
    guard position == text.count else { throw Corruption(position: position) }
  }

  private mutating func skipLineBreaks() {
    while position < text.count, text[position] == 0x0A || text[position] == 0x0D {
      position += 1
    }
  }
}
