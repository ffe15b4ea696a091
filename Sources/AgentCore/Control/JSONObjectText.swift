import DataFormats

/// Writes an object of JSON on one line, its members in the order of adding.
struct JSONObjectText {
  private var text: [UInt8] = [UInt8(ascii: "{")]

  /// The object and the end of the line.
  var line: [UInt8] { text + Array("}\n".utf8) }

  mutating func add(_ key: String, _ value: String) {
    begin(key)
    JSONText.append(Array(value.utf8), to: &text)
  }

  mutating func add(_ key: String, _ value: Int) { addRaw(key, Array(String(value).utf8)) }

  mutating func add(_ key: String, _ value: Bool) {
    addRaw(key, Array((value ? "true" : "false").utf8))
  }

  mutating func add(_ key: String, _ items: [JSONObjectText]) {
    addRaw(key, [0x5B] + items.map { $0.line.dropLast() }.joined(separator: [0x2C]) + [0x5D])
  }

  mutating func add(_ key: String, _ object: JSONObjectText) {
    addRaw(key, Array(object.line.dropLast()))
  }

  mutating func add(_ key: String, _ items: [String]) {
    let texts = items.map { item in
      var text: [UInt8] = []
      JSONText.append(Array(item.utf8), to: &text)
      return text
    }
    addRaw(key, [0x5B] + texts.joined(separator: [0x2C]) + [0x5D])
  }

  private mutating func addRaw(_ key: String, _ value: [UInt8]) {
    begin(key)
    text += value
  }

  private mutating func begin(_ key: String) {
    if text.count > 1 { text.append(0x2C) }
    JSONText.append(Array(key.utf8), to: &text)
    text.append(0x3A)
  }
}
