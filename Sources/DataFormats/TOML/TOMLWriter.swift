package import Values

/// Writes values as consul-template's `toTOML` does: keys sorted, plain values before tables,
/// sub-tables indented by two blanks.
package struct TOMLWriter {
  /// The deepest nesting that is written.
  package static let depthLimit = 500

  private var output = Bytes()

  /// The text of a map or struct.
  package static func marshal(_ value: Value) throws(ValueError) -> Bytes {
    var writer = TOMLWriter()
    guard let members = TOMLWriter.members(of: value) else {
      throw ValueError("toml: top-level values must be Go maps or structs")
    }
    try writer.write(try members.get(), path: [])
    return writer.output
  }

  private init() {}

  private typealias Members = [(name: Bytes, value: Value)]

  // MARK: - What a value is in TOML

  /// The members of a map or struct that are not nil; nil for anything else.
  private static func members(of value: Value) -> Result<Members, ValueError>? {
    switch value {
    case .map(let map):
      var members: Members = []
      for (key, value) in zip(map.keys, map.values) {
        guard case .bytes(let name) = key else {
          return .failure(ValueError("toml: cannot encode a map with non-string key type"))
        }
        if !isNil(value) { members.append((name, value)) }
      }
      return .success(members)
    case .record(let record), .recordPointer(let record):
      let all = zip(record.shape.fields, record.fields).map { (name: $0.name, value: $1) }
      return .success(all.filter { !isNil($0.value) })
    case .pointer(let pointer): return pointer.target.flatMap { members(of: $0) }
    default: return nil
    }
  }

  private static func isNil(_ value: Value) -> Bool {
    switch value {
    case .absent, .null: true
    case .list(let list): list.isNil
    case .map(let map): map.isNil
    case .pointer(let pointer): pointer.target.map(isNil) ?? true
    default: false
    }
  }

  private static func isTable(_ value: Value) -> Bool {
    switch value {
    case .map, .record, .recordPointer: true
    case .pointer(let pointer): pointer.target.map(isTable) ?? false
    default: false
    }
  }

  /// The elements of an array whose first is a table.
  private static func tables(of value: Value) -> [Value]? {
    switch value {
    case .list(let list):
      guard let first = list.elements.first, isTable(first) else { return nil }
      return list.elements
    case .pointer(let pointer): return pointer.target.flatMap(tables)
    default: return nil
    }
  }

  // MARK: - Tables

  private mutating func write(_ members: Members, path: [Bytes]) throws(ValueError) {
    guard path.count < TOMLWriter.depthLimit else { throw tooDeep() }
    for member in members where !isSubTable(member.value) {
      indent(path.count)
      append(key: member.name)
      output.append(" = ")
      try writeElement(member.value, depth: path.count)
      output.append("\n")
    }
    for member in members where isSubTable(member.value) {
      try writeTable(member.value, path: path + [member.name])
    }
  }

  private func isSubTable(_ value: Value) -> Bool {
    TOMLWriter.isTable(value) || TOMLWriter.tables(of: value) != nil
  }

  private mutating func writeTable(_ value: Value, path: [Bytes]) throws(ValueError) {
    if let tables = TOMLWriter.tables(of: value) {
      guard !tables.contains(where: TOMLWriter.isNil) else { throw nilElement() }
      for table in tables {
        guard let members = TOMLWriter.members(of: table) else {
          throw ValueError("toml: cannot encode an array of tables and other values")
        }
        separate()
        writeHeader("[[", path, "]]")
        try write(try members.get(), path: path)
      }
    } else if let members = TOMLWriter.members(of: value) {
      if path.count == 1 { separate() }
      writeHeader("[", path, "]")
      try write(try members.get(), path: path)
    }
  }

  private mutating func writeHeader(_ open: String, _ path: [Bytes], _ close: String) {
    indent(path.count - 1)
    output.append(open)
    for (position, name) in path.enumerated() {
      if position > 0 { output.append(".") }
      append(key: name)
    }
    output.append(close)
    output.append("\n")
  }

  private mutating func separate() {
    if !output.isEmpty { output.append("\n") }
  }

  private mutating func indent(_ levels: Int) {
    for _ in 0..<levels { output.append("  ") }
  }

  // MARK: - Values

  private mutating func writeElement(_ value: Value, depth: Int) throws(ValueError) {
    guard depth < TOMLWriter.depthLimit else { throw tooDeep() }
    switch value {
    case .bool(let flag): output.append(flag ? "true" : "false")
    case .int(let number, _): output.append(String(number))
    case .uint(let number, _): output.append(String(number))
    case .float(let number, let width): append(number, width)
    case .bytes(let text): append(quoted: text)
    case .list(let list):
      guard !list.elements.contains(where: TOMLWriter.isNil) else { throw nilElement() }
      output.append("[")
      for (position, element) in list.elements.enumerated() {
        if position > 0 { output.append(", ") }
        try writeElement(element, depth: depth + 1)
      }
      output.append("]")
    case .map, .record, .recordPointer: try writeInline(value, depth: depth + 1)
    case .pointer(let pointer):
      try writeElement(pointer.target ?? .null, depth: depth + 1)
    case .absent, .null: throw nilElement()
    case .function(let function): throw unsupported(function.typeText)
    case .object(let object): throw unsupported(object.type.name)
    }
  }

  private mutating func writeInline(_ value: Value, depth: Int) throws(ValueError) {
    guard let members = TOMLWriter.members(of: value) else { throw nilElement() }
    output.append("{")
    for (position, member) in try members.get().enumerated() {
      if position > 0 { output.append(", ") }
      append(key: member.name)
      output.append(" = ")
      try writeElement(member.value, depth: depth)
    }
    output.append("}")
  }

  private mutating func append(_ number: Double, _ width: FloatWidth) {
    if number.isNaN { return output.append("nan") }
    if number.isInfinite { return output.append(number < 0 ? "-inf" : "+inf") }
    let decimal = width == .float32 ? ShortestDecimal(Float(number)) : ShortestDecimal(number)
    let text = decimal.fixed()
    output.storage += text
    if !text.contains(UInt8(ascii: ".")) { output.append(".0") }
  }

  private mutating func append(key: Bytes) {
    let isBare =
      !key.isEmpty
      && key.storage.allSatisfy { byte in
        byte | 0x20 &- 0x61 < 26 || byte &- 0x30 < 10 || byte == 0x2D || byte == 0x5F
      }
    if isBare { output.append(key) } else { append(quoted: key) }
  }

  private mutating func append(quoted text: Bytes) {
    output.append("\"")
    for byte in text.storage {
      switch byte {
      case UInt8(ascii: "\""): output.append("\\\"")
      case UInt8(ascii: "\\"): output.append("\\\\")
      case 0x08: output.append("\\b")
      case 0x09: output.append("\\t")
      case 0x0A: output.append("\\n")
      case 0x0C: output.append("\\f")
      case 0x0D: output.append("\\r")
      case 0..<0x20, 0x7F:
        let digits = String(byte, radix: 16)
        output.append("\\u00" + (digits.count == 1 ? "0" : "") + digits)
      default: output.append(byte)
      }
    }
    output.append("\"")
  }

  private func nilElement() -> ValueError {
    ValueError("toml: cannot encode array with nil element")
  }

  private func unsupported(_ type: String) -> ValueError {
    ValueError("unsupported type: \(type)")
  }

  private func tooDeep() -> ValueError {
    ValueError("toml: nested deeper than the limit of \(TOMLWriter.depthLimit)")
  }
}
