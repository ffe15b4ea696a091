import DataFormats
package import Values

/// Writes values as the JSON of recordings: records as objects without their defaults, texts that
/// are not UTF-8 as `{"$base64": ...}`, hidden ones as `{"$redacted": true}`.
package struct AnswerWriter {
  /// How the text is laid out.
  package enum Layout: Sendable {
    /// A field a line.
    case readable
    /// Everything on one line.
    case compact
  }

  /// The text so far.
  package private(set) var output: [UInt8] = []
  /// How many texts were hidden.
  package private(set) var redactedCount = 0
  private let layout: Layout
  private let redaction: Redaction
  private let includesVolatile: Bool
  private var depth = 0
  private var hidesAll = false

  /// A writer of nothing so far. `includesVolatile` also writes the indexes of entries.
  package init(_ layout: Layout, redaction: Redaction, includesVolatile: Bool) {
    self.layout = layout
    self.redaction = redaction
    self.includesVolatile = includesVolatile
  }

  /// Writes an answer; `name` is what its text goes by, if it is one.
  package mutating func write(answer value: Value, of kind: AnswerKind, name: Bytes?) {
    hidesAll = kind.isSecret && !redaction.showsSecretKinds
    defer { hidesAll = false }
    write(value, isHidden: name.map(redaction.hides(name:)) ?? false)
  }

  /// Writes a text under a name.
  package mutating func write(text: Bytes, name: Bytes) {
    write(text, isHidden: redaction.hides(name: name))
  }

  /// Writes an object; each member is written by `write`.
  package mutating func object<Member>(
    _ members: [(key: Bytes, member: Member)], _ write: (inout AnswerWriter, Member) -> Void
  ) {
    list("{", members, "}", isOpen: true) { writer, item in
      JSONText.append(item.key.storage, to: &writer.output)
      writer.append(writer.layout == .readable ? ": " : ":")
      write(&writer, item.member)
    }
  }

  /// Writes JSON as it is.
  mutating func append(_ bytes: [UInt8]) { output += bytes }

  /// Writes JSON as it is.
  package mutating func append(_ text: String) { output.append(contentsOf: text.utf8) }

  private mutating func write(_ value: Value, isHidden: Bool = false) {
    switch value {
    case .absent, .null, .function, .object: append("null")
    case .bool(let flag): append(flag ? "true" : "false")
    case .int(let number, _): append(String(number))
    case .uint(let number, _): append(String(number))
    case .float(let number, _): append(AnswerWriter.text(number))
    case .bytes(let text): write(text, isHidden: isHidden)
    case .list(let list): write(list)
    case .map(let map): write(map)
    case .record(let record), .recordPointer(let record): write(record)
    case .pointer(let pointer):
      guard let target = pointer.target else { return append("null") }
      write(target, isHidden: isHidden)
    }
  }

  /// A fraction or exponent tells a float from an integer.
  private static func text(_ number: Double) -> String {
    guard number.isFinite else { return "null" }
    let text = number.description
    return text.contains(".") || text.contains("e") ? text : text + ".0"
  }

  private mutating func write(_ text: Bytes, isHidden: Bool) {
    if isHidden || hidesAll || redaction.hides(text: text) {
      redactedCount += 1
      append(layout == .readable ? "{\"$redacted\": true}" : "{\"$redacted\":true}")
    } else if AnswerWriter.isUnicode(text) {
      JSONText.append(text.storage, to: &output)
    } else {
      append(layout == .readable ? "{\"$base64\": \"" : "{\"$base64\":\"")
      output.append(contentsOf: Base64.encode(text.storage))
      append("\"}")
    }
  }

  private mutating func write(_ list: ListValue) {
    if list.isNil { return append("null") }
    let isOpen = list.elements.contains { !AnswerWriter.isScalar($0) }
    self.list("[", list.elements, "]", isOpen: isOpen) { writer, element in
      writer.write(element)
    }
  }

  /// Keys that JSON cannot have, or that would be taken for marks, make the map a list of pairs.
  private mutating func write(_ map: MapValue) {
    if map.isNil { return append("null") }
    let entries = zip(map.keys, map.values).map { (key: AnswerWriter.name($0), member: $1) }
    let isPlain = entries.allSatisfy {
      $0.key.storage.first != UInt8(ascii: "$") && AnswerWriter.isUnicode($0.key)
    }
    guard isPlain else { return writePairs(entries) }
    let redaction = redaction
    list("{", entries, "}", isOpen: true) { writer, entry in
      JSONText.append(entry.key.storage, to: &writer.output)
      writer.append(writer.layout == .readable ? ": " : ":")
      writer.write(entry.member, isHidden: redaction.hides(name: entry.key))
    }
  }

  private mutating func writePairs(_ entries: [(key: Bytes, member: Value)]) {
    let redaction = redaction
    let mark: [(key: Bytes, member: [(key: Bytes, member: Value)])] = [("$entries", entries)]
    object(mark) { writer, entries in
      writer.list("[", entries, "]", isOpen: true) { writer, entry in
        writer.append("[")
        writer.write(entry.key, isHidden: false)
        writer.append(writer.layout == .readable ? ", " : ",")
        writer.write(entry.member, isHidden: redaction.hides(name: entry.key))
        writer.append("]")
      }
    }
  }

  private mutating func write(_ record: RecordValue) {
    var written: [(key: Bytes, member: Value)] = []
    let fields = record.fields
    for (field, value) in zip(record.shape.fields, fields) {
      if AnswerDefaults.isVolatile(field), !includesVolatile { continue }
      let isDefault = value.isIdentical(to: AnswerDefaults.value(of: field, in: record.shape))
      if isDefault, !AnswerDefaults.isDerived(field, in: record.shape) { continue }
      written.append((field.name, value))
    }
    var isSecret = false
    if case .bytes(let path)? = record["Path"] { isSecret = redaction.hides(name: path) }
    list("{", written, "}", isOpen: true) { writer, field in
      JSONText.append(field.key.storage, to: &writer.output)
      writer.append(writer.layout == .readable ? ": " : ":")
      writer.write(field.member, isHidden: isSecret && field.key == "Value")
    }
  }

  private mutating func list<Item>(
    _ open: String, _ items: [Item], _ close: String, isOpen: Bool,
    _ write: (inout AnswerWriter, Item) -> Void
  ) {
    append(open)
    let hasLines = isOpen && layout == .readable && !items.isEmpty
    depth += 1
    for (index, item) in items.enumerated() {
      if index > 0 { append(hasLines || layout == .compact ? "," : ", ") }
      if hasLines { breakLine() }
      write(&self, item)
    }
    depth -= 1
    if hasLines { breakLine() }
    append(close)
  }

  private mutating func breakLine() { append("\n" + String(repeating: "  ", count: depth)) }

  private static func name(_ key: Value) -> Bytes {
    if case .bytes(let text) = key { return text }
    if case .int(let number, _) = key { return Bytes(String(number)) }
    return Bytes()
  }

  private static func isScalar(_ value: Value) -> Bool {
    switch value {
    case .list, .map, .record, .recordPointer, .pointer: false
    default: true
    }
  }

  static func isUnicode(_ text: Bytes) -> Bool {
    text.storage.allSatisfy { $0 < 0x80 }
      || String(validating: text.storage, as: UTF8.self) != nil
  }
}
