package import Values

/// Reads JSON in which objects with a `$go` key stand for values of static Go types, as the batch
/// protocol of `trimtab eval` defines them.
///
/// `{"$go": "[]int", "v": [1, 2]}` is an `[]int`, `{"$go": "struct", "fields": [["Name", "a"]]}` a
/// struct. Everything else is read as by `JSONReader` with Go's number literals; the maps are
/// mutable, for the evaluation that asked for them.
package enum TypedJSON {
  /// The value of a text.
  package static func value(_ bytes: [UInt8]) throws(JSONError) -> Value {
    try value(JSONTape(bytes).root)
  }

  /// The value under a cursor.
  package static func value(_ cursor: JSONCursor) throws(JSONError) -> Value {
    switch cursor.kind {
    case .array:
      var elements: [Value] = []
      for element in cursor.elements { elements.append(try value(element)) }
      return .list(elements)
    case .object:
      if let type = cursor["$go"] { return try typed(cursor, type) }
      var entries: [(Bytes, Value)] = []
      for (key, member) in cursor.members {
        entries.append((key.bytes ?? Bytes(), try value(member)))
      }
      return .map(MapValue(entries, valueType: .any, isMutable: true))
    default: return try JSONReader.value(cursor, numbers: .goLiterals)
    }
  }

  private static func typed(
    _ cursor: JSONCursor, _ typeCursor: JSONCursor
  ) throws(JSONError) -> Value {
    guard let name = typeCursor.string else { throw refusal("a type", typeCursor) }
    if name == "struct" || name == "*struct" {
      let record = try record(cursor)
      return name == "struct" ? .record(record) : .recordPointer(record)
    }
    guard let type = GoTypeParser.type(name) else {
      throw JSONError(
        "unknown type `\(name)`", offset: typeCursor.range.lowerBound,
        length: typeCursor.range.count)
    }
    guard let content = cursor["v"], !content.isNull else {
      guard let zero = GoZero.value(type) else { throw refusal("a smaller type", typeCursor) }
      return zero
    }
    return try TypedJSON.value(content, as: type)
  }

  private static func record(_ cursor: JSONCursor) throws(JSONError) -> RecordValue {
    guard let fields = cursor["fields"], fields.kind == .array else {
      throw refusal("`fields` with a list", cursor)
    }
    var names: [Bytes] = []
    var values: [Value] = []
    for field in fields.elements {
      var parts = field.elements.makeIterator()
      guard field.count == 2, let name = parts.next()?.bytes, let content = parts.next() else {
        throw refusal("a pair of a name and a value", field)
      }
      names.append(name)
      values.append(try value(content))
    }
    let shape = RecordShape(
      nil, zip(names, values).map { RecordShape.Field($0, $1.goType) })
    return RecordValue(shape, values)
  }

  /// The value under a cursor in a static type; an object with `$go` inside keeps its own type.
  private static func value(
    _ cursor: JSONCursor, as type: GoType
  ) throws(JSONError) -> Value {
    if cursor.kind == .object, cursor["$go"] != nil { return try value(cursor) }
    switch type {
    case .any: return try value(cursor)
    case .bool:
      guard let flag = cursor.bool else { throw refusal("a boolean", cursor) }
      return .bool(flag)
    case .string:
      guard let text = cursor.bytes else { throw refusal("a string", cursor) }
      return .bytes(text)
    case .signed(let width):
      guard let number = cursor.int64, width.range ~= number else {
        throw refusal("a number that fits `\(width)`", cursor)
      }
      return .int(number, width)
    case .unsigned(let width):
      guard let number = cursor.uint64, number <= width.largest else {
        throw refusal("a number that fits `\(width)`", cursor)
      }
      return .uint(number, width)
    case .floating(let width): return .float(try float(cursor, width), width)
    case .slice(let element):
      return .list(ListValue(try elements(cursor, element), elementType: element))
    case .array(let count, let element):
      let elements = try elements(cursor, element)
      guard elements.count == count else { throw refusal("\(count) elements", cursor) }
      return .list(ListValue(elements, elementType: element, isArray: true))
    case .map(let key, let value): return .map(try map(cursor, key, value))
    case .pointer(let target):
      if cursor.isNull { return .pointer(PointerValue(to: nil, type: target)) }
      return .pointer(PointerValue(to: try value(cursor, as: target), type: target))
    case .record, .named, .opaque: return try value(cursor)
    }
  }

  private static func float(_ cursor: JSONCursor, _ width: FloatWidth) throws(JSONError) -> Double {
    let number: Double
    switch cursor.string {
    case "NaN": return .nan
    case "+Inf", "Inf": return .infinity
    case "-Inf": return -.infinity
    default:
      guard let finite = cursor.double else { throw refusal("a number", cursor) }
      number = finite
    }
    return width == .float32 ? Double(Float(number)) : number
  }

  private static func elements(
    _ cursor: JSONCursor, _ type: GoType
  ) throws(JSONError) -> [Value] {
    guard cursor.kind == .array else { throw refusal("a list", cursor) }
    var elements: [Value] = []
    for element in cursor.elements { elements.append(try orZero(element, type)) }
    return elements
  }

  private static func orZero(_ cursor: JSONCursor, _ type: GoType) throws(JSONError) -> Value {
    if cursor.isNull, let zero = GoZero.value(type) { return zero }
    return try value(cursor, as: type)
  }

  private static func map(
    _ cursor: JSONCursor, _ keyType: GoType, _ valueType: GoType
  ) throws(JSONError) -> MapValue {
    guard cursor.kind == .object else { throw refusal("an object", cursor) }
    var entries: [Bytes: (GoMapKey, Value)] = [:]
    for (key, member) in cursor.members {
      guard let parsed = GoMapKey(key.bytes ?? Bytes(), keyType) else {
        throw refusal("a key of type `\(GoTypeText.spell(keyType))`", key)
      }
      entries[parsed.text] = (parsed, try orZero(member, valueType))
    }
    let sorted = entries.values.sorted { $0.0 < $1.0 }
    return MapValue(
      sortedKeys: sorted.map(\.0.value), values: sorted.map(\.1), keyType: keyType,
      valueType: valueType)
  }

  private static func refusal(_ expected: String, _ cursor: JSONCursor) -> JSONError {
    let text = cursor.text
    let found = text.count <= 32 ? "`\(text.string)`" : cursor.kindName
    return JSONError(
      "expected \(expected), found \(found)", offset: cursor.range.lowerBound,
      length: cursor.range.count)
  }
}
