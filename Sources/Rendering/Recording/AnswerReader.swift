import DataFormats
import Diagnostics
import RegistryCore
import Values

/// Reads what `AnswerWriter` writes, and what people write by hand: fields that are missing get
/// their defaults, and every mistake is told with its place.
struct AnswerReader {
  /// The text that is read.
  let source: Source
  /// What is wrong so far.
  private(set) var diagnostics: [Diagnostic] = []
  /// How many texts were hidden when it was recorded.
  private(set) var redactedCount = 0
  private var service = Bytes()

  /// What stands for a text that was hidden.
  static let placeholder: Bytes = "redacted"
  /// How many mistakes are told.
  static let mistakeLimit = 20

  init(_ source: Source) { self.source = source }

  /// The answer of a sort; `service` is the service's name in the query. Nil after a complaint.
  mutating func answer(
    _ cursor: JSONCursor, of kind: AnswerKind, service: Bytes
  ) -> Value? {
    self.service = service
    if case .string = kind.type, cursor.isNull { return .absent }
    if case .slice(.pointer(.record(let shape))) = kind.type, shape === RegistryShapes.keyPair,
      cursor.kind == .object
    {
      return pairs(cursor, shape)
    }
    return value(cursor, as: kind.type)
  }

  /// Adds a complaint about a place.
  mutating func refuse(_ message: String, at cursor: JSONCursor, hint: String? = nil) {
    guard diagnostics.count < AnswerReader.mistakeLimit else { return }
    diagnostics.append(
      Diagnostic(
        code: "snapshot", message, source: source,
        span: Span(cursor.range.lowerBound, cursor.range.upperBound), hint: hint))
  }

  /// Adds `expected X, found Y`.
  mutating func expected(_ what: String, at cursor: JSONCursor) {
    let text = cursor.text
    let found = text.count <= 32 ? "`\(text.string)`" : cursor.kindName
    refuse("expected \(what), found \(found)", at: cursor)
  }

  /// The members of an object, each key once; nil after a complaint.
  mutating func members(
    _ cursor: JSONCursor, _ what: String
  ) -> [(key: Bytes, cursor: JSONCursor, value: JSONCursor)]? {
    guard cursor.kind == .object else {
      expected(what, at: cursor)
      return nil
    }
    var known: Set<Bytes> = []
    var members: [(key: Bytes, cursor: JSONCursor, value: JSONCursor)] = []
    for (key, value) in cursor.members {
      let name = key.bytes ?? Bytes()
      if known.insert(name).inserted {
        members.append((name, key, value))
      } else {
        refuse("`\(name.string)` stands here a second time", at: key)
      }
    }
    return members
  }

  /// A text: plain, `$base64` or `$redacted`; nil after a complaint.
  mutating func text(_ cursor: JSONCursor) -> Bytes? {
    if let text = cursor.bytes { return text }
    if let mark = mark(cursor) { return mark }
    expected("a text", at: cursor)
    return nil
  }

  /// The text of a mark; nil if it is none, or a wrong one, which is told.
  private mutating func mark(_ cursor: JSONCursor) -> Bytes? {
    guard cursor.kind == .object, cursor.count == 1 else { return nil }
    if let encoded = cursor["$base64"] {
      if let text = encoded.bytes, let bytes = Base64.decode(text.storage) { return Bytes(bytes) }
      expected("Base64", at: encoded)
      return Bytes()
    }
    guard cursor["$redacted"] != nil else { return nil }
    redactedCount += 1
    return AnswerReader.placeholder
  }

  // MARK: - Values by type

  private mutating func value(_ cursor: JSONCursor, as type: GoType) -> Value? {
    switch type {
    case .any, .opaque: return plain(cursor)
    case .string: return text(cursor).map(Value.bytes)
    case .bool:
      if let flag = cursor.bool { return .bool(flag) }
      expected("true or false", at: cursor)
      return nil
    case .signed(let width):
      if let number = cursor.int64 { return .int(number, width) }
      expected("an integer", at: cursor)
      return nil
    case .unsigned(let width):
      if let number = cursor.uint64 { return .uint(number, width) }
      expected("an integer that is not negative", at: cursor)
      return nil
    case .floating(let width):
      if let number = cursor.double { return .float(number, width) }
      expected("a number", at: cursor)
      return nil
    case .slice(let element): return list(cursor, of: element, named: nil)
    case .array(_, let element): return list(cursor, of: element, named: nil)
    case .map(_, let member): return map(cursor, of: member)
    case .record(let shape): return record(cursor, shape).map(Value.record)
    case .pointer(let target): return pointer(cursor, to: target)
    case .named(let named):
      guard case .slice(let element) = named.underlying else {
        return value(cursor, as: named.underlying)
      }
      return list(cursor, of: element, named: named)
    }
  }

  private mutating func pointer(_ cursor: JSONCursor, to target: GoType) -> Value? {
    if cursor.isNull { return .pointer(PointerValue(to: nil, type: target)) }
    if case .record(let shape) = target { return record(cursor, shape).map(Value.recordPointer) }
    return value(cursor, as: target).map { .pointer(PointerValue(to: $0, type: target)) }
  }

  private mutating func list(
    _ cursor: JSONCursor, of type: GoType, named: NamedType?
  ) -> Value? {
    guard cursor.kind == .array || cursor.isNull else {
      expected("a list", at: cursor)
      return nil
    }
    var elements: [Value] = []
    elements.reserveCapacity(cursor.count)
    for element in cursor.elements {
      if let value = value(element, as: type) { elements.append(value) }
    }
    return .list(
      ListValue(elements, elementType: type, named: named, isNil: cursor.isNull))
  }

  private mutating func map(_ cursor: JSONCursor, of type: GoType) -> Value? {
    if cursor.isNull { return .map(MapValue([], valueType: type, isNil: true)) }
    if let pairs = cursor["$entries"], cursor.count == 1 { return entries(pairs, of: type) }
    guard let members = members(cursor, "an object") else { return nil }
    return .map(
      MapValue(
        members.compactMap { member in
          value(member.value, as: type).map { (member.key, $0) }
        }, valueType: type))
  }

  /// The entries of a map whose keys JSON cannot have.
  private mutating func entries(_ cursor: JSONCursor, of type: GoType) -> Value? {
    guard cursor.kind == .array else {
      expected("a list of pairs", at: cursor)
      return nil
    }
    var entries: [(Bytes, Value)] = []
    for pair in cursor.elements {
      var parts = pair.elements.makeIterator()
      guard pair.count == 2, let key = parts.next(), let member = parts.next() else {
        expected("a key and a value", at: pair)
        continue
      }
      if let key = text(key), let member = value(member, as: type) {
        entries.append((key, member))
      }
    }
    return .map(MapValue(entries, valueType: type))
  }

  private mutating func record(_ cursor: JSONCursor, _ shape: RecordShape) -> RecordValue? {
    let title = shape.typeName.map { String($0.drop { $0 != "." }.dropFirst()) } ?? "a record"
    guard let members = members(cursor, "an object with the fields of `\(title)`") else {
      return nil
    }
    var written = [Value?](repeating: nil, count: shape.fields.count)
    for member in members {
      guard let position = shape.position(of: member.key) else {
        let names = shape.fields.map(\.name.string)
        refuse(
          "`\(title)` has no field `\(member.key.string)`", at: member.cursor,
          hint: Suggestion.hint(for: member.key.string, among: names)
            ?? "there are " + names.joined(separator: ", "))
        continue
      }
      written[position] = value(member.value, as: shape.fields[position].type)
    }
    return AnswerDefaults.record(shape, written: written, service: service)
  }

  /// Keys and values as people write them: `{"app/title": "hello"}`.
  private mutating func pairs(_ cursor: JSONCursor, _ shape: RecordShape) -> Value? {
    guard let members = members(cursor, "a list of pairs") else { return nil }
    var pairs: [Value] = []
    for member in members.sorted(by: { $0.key < $1.key }) {
      guard let text = text(member.value) else { continue }
      let written = shape.fields.map { field -> Value? in
        switch field.name {
        case "Path", "Key": .bytes(member.key)
        case "Value": .bytes(text)
        default: nil
        }
      }
      pairs.append(
        .recordPointer(AnswerDefaults.record(shape, written: written, service: Bytes())))
    }
    return .list(ListValue(pairs, elementType: .pointer(.record(shape))))
  }

  // MARK: - Plain JSON

  private mutating func plain(_ cursor: JSONCursor) -> Value? {
    switch cursor.kind {
    case .null: return .null
    case .bool: return .bool(cursor.bool ?? false)
    case .string: return text(cursor).map(Value.bytes)
    case .number:
      if let number = cursor.int64 { return .int(number, .int) }
      if let number = cursor.uint64 { return .uint64(number) }
      if let number = cursor.double { return .float(number) }
      expected("a number that fits 64 bits", at: cursor)
      return nil
    case .array:
      return list(cursor, of: .any, named: nil)
    case .object:
      if let mark = mark(cursor) { return .bytes(mark) }
      return map(cursor, of: .any)
    }
  }
}
