package import Values

/// Writes values as Go's `encoding/json` does, byte for byte.
package struct JSONWriter {
  /// The deepest nesting that is written.
  package static let depthLimit = 1000

  private var output: [UInt8] = []
  private let escaping: JSONText.Escaping
  private let indent: [UInt8]?
  private var depth = 0
  /// How many containers are open; pointers have a depth, too.
  private var indentation = 0

  /// The text of a value. `indent` is what a level is indented by; nil writes all on one line.
  package static func marshal(
    _ value: Value, escapesHTML: Bool = true, indent: String? = nil
  ) throws(ValueError) -> Bytes {
    var writer = JSONWriter(
      escaping: escapesHTML ? .goHTML : .go, indent: indent.map { Array($0.utf8) })
    try writer.write(value)
    return Bytes(writer.output)
  }

  private init(escaping: JSONText.Escaping, indent: [UInt8]?) {
    self.escaping = escaping
    self.indent = indent
  }

  private mutating func write(_ value: Value) throws(ValueError) {
    switch value {
    case .absent, .null: write("null")
    case .bool(let flag): write(flag ? "true" : "false")
    case .int(let number, _): write(String(number))
    case .uint(let number, _): write(String(number))
    case .float(let number, let width): output += try text(of: number, width)
    case .bytes(let text): JSONText.append(text.storage, to: &output, escaping: escaping)
    case .list(let list): try write(list)
    case .map(let map): try write(map)
    case .record(let record), .recordPointer(let record): try write(record)
    case .pointer(let pointer):
      guard let target = pointer.target else { return write("null") }
      try nest { writer throws(ValueError) in try writer.write(target) }
    case .function(let function):
      throw ValueError("json: unsupported type: \(function.typeText)")
    case .object(let integer as NamedInteger): write(String(integer.number))
    case .object(let object):
      if let text = object.encodedText {
        return JSONText.append(Array(text.utf8), to: &output, escaping: escaping)
      }
      if case .opaque(let text) = object.type.underlying {
        throw ValueError("json: unsupported type: \(text)")
      }
      write("{}")
    }
  }

  private mutating func write(_ text: String) { output.append(contentsOf: text.utf8) }

  private func text(of number: Double, _ width: FloatWidth) throws(ValueError) -> [UInt8] {
    guard number.isFinite else {
      let text = number.isNaN ? "NaN" : number < 0 ? "-Inf" : "+Inf"
      throw ValueError("json: unsupported value: \(text)")
    }
    let isTiny: Bool
    let decimal: ShortestDecimal
    switch width {
    case .float64:
      isTiny = abs(number) < 1e-6
      decimal = ShortestDecimal(number)
    case .float32:
      isTiny = Float(abs(number)) < Float(1e-6)
      decimal = ShortestDecimal(Float(number))
    }
    if number != 0, isTiny || abs(number) >= 1e21 {
      return decimal.exponential(exponentDigits: 1)
    }
    return decimal.fixed()
  }

  private mutating func write(_ list: ListValue) throws(ValueError) {
    if list.isNil { return write("null") }
    if !list.isArray, case .unsigned(.uint8) = list.elementType { return writeBase64(list) }
    try writeContainer("[", "]", list.elements) { writer, element throws(ValueError) in
      try writer.write(element)
    }
  }

  private mutating func writeBase64(_ list: ListValue) {
    let bytes = list.elements.map { element -> UInt8 in
      if case .uint(let number, _) = element { UInt8(truncatingIfNeeded: number) } else { 0 }
    }
    output.append(UInt8(ascii: "\""))
    output += Base64.encode(bytes)
    output.append(UInt8(ascii: "\""))
  }

  private mutating func write(_ map: MapValue) throws(ValueError) {
    if map.isNil { return write("null") }
    var members: [(Bytes, Value)] = []
    for (key, value) in zip(map.keys, map.values) {
      members.append((try name(of: key, map), value))
    }
    if case .string = map.keyType {} else { members.sort { $0.0 < $1.0 } }
    try writeContainer("{", "}", members) { writer, member throws(ValueError) in
      try writer.writeMember(member.0, member.1)
    }
  }

  /// Keys of every scalar type have an obvious name, those of a YAML document too, of which Go
  /// refuses some.
  private func name(of key: Value, _ map: MapValue) throws(ValueError) -> Bytes {
    switch key {
    case .bytes(let text): return text
    case .int(let number, _): return Bytes(String(number))
    case .uint(let number, _): return Bytes(String(number))
    case .bool(let flag): return Bytes(flag ? "true" : "false")
    case .float(let number, let width): return Bytes(try text(of: number, width))
    default:
      throw ValueError("json: unsupported type: \(GoTypeText.spell(map.type))")
    }
  }

  private mutating func write(_ record: RecordValue) throws(ValueError) {
    let members = zip(record.shape.fields, record.fields).map { ($0.name, $1) }
    try writeContainer("{", "}", members) { writer, member throws(ValueError) in
      try writer.writeMember(member.0, member.1)
    }
  }

  private mutating func writeMember(_ name: Bytes, _ value: Value) throws(ValueError) {
    JSONText.append(name.storage, to: &output, escaping: escaping)
    output.append(UInt8(ascii: ":"))
    if indent != nil { output.append(UInt8(ascii: " ")) }
    try write(value)
  }

  private mutating func writeContainer<Item>(
    _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ items: [Item],
    _ writeItem: (inout JSONWriter, Item) throws(ValueError) -> Void
  ) throws(ValueError) {
    output.append(UInt8(ascii: open))
    try nest { writer throws(ValueError) in
      writer.indentation += 1
      for (position, item) in items.enumerated() {
        if position > 0 { writer.output.append(UInt8(ascii: ",")) }
        writer.startLine()
        try writeItem(&writer, item)
      }
      writer.indentation -= 1
    }
    if !items.isEmpty { startLine() }
    output.append(UInt8(ascii: close))
  }

  private mutating func nest(
    _ body: (inout JSONWriter) throws(ValueError) -> Void
  ) throws(ValueError) {
    guard depth < JSONWriter.depthLimit else {
      throw ValueError(
        "json: unsupported value: nested deeper than the limit of \(JSONWriter.depthLimit)")
    }
    depth += 1
    try body(&self)
    depth -= 1
  }

  private mutating func startLine() {
    guard let indent else { return }
    output.append(0x0A)
    for _ in 0..<indentation { output += indent }
  }
}
