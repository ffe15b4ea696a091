import DataFormats
import TemplateLanguage
import Values

/// Data of rows: JSON, with `{"$go": TYPE, "v": VALUE}` for values of static Go types.
enum TypedData {
  /// The value of a JSON text; nil if the row itself is wrong.
  static func value(_ text: String) -> Value? {
    guard let plain = try? JSONReader.value(Array(text.utf8), numbers: .goLiterals) else {
      return nil
    }
    return typed(plain)
  }

  private static func typed(_ value: Value) -> Value {
    switch value {
    case .list(let list): return .list(list.elements.map(typed))
    case .map(let map):
      if case .bytes(let type)? = map["$go"] { return special(type.string, map) }
      return .map(
        zip(map.keys, map.values).compactMap { key, value in
          if case .bytes(let key) = key { (key, typed(value)) } else { nil }
        })
    default: return value
    }
  }

  private static func special(_ name: String, _ map: MapValue) -> Value {
    if name == "struct" || name == "*struct", case .list(let fields)? = map["fields"] {
      var shape: [RecordShape.Field] = []
      var values: [Value] = []
      for case .list(let pair) in fields.elements {
        guard pair.elements.count == 2, case .bytes(let field) = pair.elements[0] else { continue }
        let value = typed(pair.elements[1])
        shape.append(RecordShape.Field(field, value.goType))
        values.append(value)
      }
      let record = RecordValue(RecordShape(nil, shape), values)
      return name == "struct" ? .record(record) : .recordPointer(record)
    }
    return fit(map["v"] ?? .null, type(name[...]))
  }

  private static func type(_ name: Substring) -> GoType {
    if name.hasPrefix("[]") { return .slice(type(name.dropFirst(2))) }
    if name.hasPrefix("*") { return .pointer(type(name.dropFirst())) }
    if name.hasPrefix("map["), let end = name.firstIndex(of: "]") {
      let key = name[name.index(name.startIndex, offsetBy: 4)..<end]
      return .map(key: type(key), value: type(name[name.index(after: end)...]))
    }
    switch name {
    case "bool": return .bool
    case "string": return .string
    case "int": return .int
    case "int64": return .signed(.int64)
    case "uint": return .unsigned(.uint)
    case "uint8": return .unsigned(.uint8)
    case "float64": return .floating(.float64)
    default: return .any
    }
  }

  private static func fit(_ value: Value, _ type: GoType) -> Value {
    if case .null = value { return Value.zero(of: type) }
    switch (type, value) {
    case (.slice(let element), .list(let list)):
      return .list(ListValue(list.elements.map { fit($0, element) }, elementType: element))
    case (.map(let key, let element), .map(let map)):
      return fit(map, key, element)
    case (.signed(let width), .int(let number, _)): return .int(number, width)
    case (.unsigned(let width), .int(let number, _)): return .uint(UInt64(number), width)
    case (.floating, .int(let number, _)): return .float(Double(number))
    case (.floating, .bytes(let text)):
      return .float(["NaN": .nan, "+Inf": .infinity, "-Inf": -.infinity][text.string] ?? 0)
    case (.pointer(let target), _):
      return .pointer(PointerValue(to: fit(value, target), type: target))
    default: return typed(value)
    }
  }

  private static func fit(_ map: MapValue, _ key: GoType, _ element: GoType) -> Value {
    var entries: [(Bytes, Value)] = []
    for case (.bytes(let name), let value) in zip(map.keys, map.values) {
      entries.append((name, fit(value, element)))
    }
    guard case .signed = key else { return .map(MapValue(entries, valueType: element)) }
    let numbered = entries.map { (Int($0.0.string) ?? 0, $0.1) }.sorted { $0.0 < $1.0 }
    return .map(
      MapValue(
        sortedKeys: numbered.map { .int($0.0) }, values: numbered.map(\.1), keyType: key,
        valueType: element))
  }
}
