import DataFormats
import RegistryCore
import Values

/// The members of an object, read as the fields of a shape. For answers that are small and rare.
struct MeshFields {
  private let members: [Bytes: JSONCursor]
  private let place: String
  private let renamed: [String: String]

  /// The members of an object. `renamed` has the names of those that are called otherwise than the
  /// fields.
  init(
    _ object: JSONCursor, _ place: String, renamed: [String: String] = [:]
  ) throws(ConsulAnswerError) {
    var members: [Bytes: JSONCursor] = [:]
    for (key, value) in try object.object(place) { members[key.bytes ?? Bytes()] = value }
    self.members = members
    self.place = place
    self.renamed = renamed
  }

  /// A text, empty if there is none.
  func text(_ name: String) throws(ConsulAnswerError) -> Bytes {
    try member(name)?.text("\(place)'s `\(name)`") ?? Bytes()
  }

  /// A record of a shape; the fields that make it what it is must not be empty.
  func record(
    _ shape: RecordShape, requiring required: [String], pointer: Bool
  ) throws(ConsulAnswerError) -> Value {
    for name in required where try text(name).isEmpty {
      throw ConsulAnswerError("expected \(place) with `\(name)`")
    }
    var fields: [Value] = []
    for field in shape.fields { fields.append(try value(field.name.string, field.type)) }
    let record = RecordValue(shape, fields)
    return pointer ? .recordPointer(record) : .record(record)
  }

  private func value(_ name: String, _ type: GoType) throws(ConsulAnswerError) -> Value {
    let cursor = member(name)
    let what = "\(place)'s `\(name)`"
    switch type {
    case .string: return .bytes(try text(name))
    case .bool: return .bool(try cursor?.flag(what) ?? false)
    case .unsigned: return .uint64(try cursor?.unsigned(what) ?? 0)
    case .slice: return try texts(cursor, what)
    case .map: return try cursor?.textMap(what, TextPool()) ?? JSONCursor.nilMap
    case .record(let shape): return try MeshFields.nested(cursor, shape, what)
    default: preconditionFailure("a shape of the mesh has no other types")
    }
  }

  private func member(_ name: String) -> JSONCursor? { members[Bytes(renamed[name] ?? name)] }

  private func texts(
    _ cursor: JSONCursor?, _ what: String
  ) throws(ConsulAnswerError) -> Value {
    var texts: [Bytes] = []
    if let cursor, !cursor.isNull {
      for element in try cursor.list(what) { texts.append(try element.text(what)) }
    }
    return .strings(texts)
  }

  private static func nested(
    _ cursor: JSONCursor?, _ shape: RecordShape, _ what: String
  ) throws(ConsulAnswerError) -> Value {
    guard let cursor, !cursor.isNull else {
      return .record(RecordValue(shape, shape.fields.map { zero($0.type) }))
    }
    return try MeshFields(cursor, what).record(shape, requiring: [], pointer: false)
  }

  private static func zero(_ type: GoType) -> Value {
    if case .slice = type { .strings([]) } else { .bytes(Bytes()) }
  }
}
