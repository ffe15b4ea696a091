import RegistryCore
import Values

/// Hand-made registry records.
enum Samples {
  /// One instance of a service.
  static func instance(
    _ name: String, node: String, address: String, port: Int, tags: [Bytes] = [],
    status: String = "passing", weight: Int = 1, meta: [(Bytes, Value)] = []
  ) -> Value {
    let fields: [Bytes: Value] = [
      "Node": .string(node), "Address": .string(address), "ID": .string("\(name)-\(node)"),
      "NodeAddress": .string(address), "Name": .string(name), "Port": .int(port),
      "Status": .string(status),
      "Tags": .list(
        ListValue(
          tags.map(Value.bytes), elementType: .string, named: RegistryShapes.serviceTags)),
      "ServiceMeta": .map(MapValue(meta, valueType: .string)),
      "Weights": .record(RecordValue(RegistryShapes.weights, [.int(weight), .int(1)])),
    ]
    return record(RegistryShapes.healthService, fields)
  }

  /// The name and tags of a service.
  static func snippet(_ name: String, tags: [Bytes] = []) -> Value {
    record(
      RegistryShapes.catalogSnippet,
      [
        "Name": .string(name),
        "Tags": .list(
          ListValue(
            tags.map(Value.bytes), elementType: .string, named: RegistryShapes.serviceTags)),
      ])
  }

  /// A key as a registry hands it out.
  static func pair(_ path: String, _ value: String, key: String? = nil) -> Value {
    record(
      RegistryShapes.keyPair,
      ["Path": .string(path), "Key": .string(key ?? path), "Value": .string(value)])
  }

  /// A list of pointers to records of one struct.
  static func list(_ shape: RecordShape, _ records: [Value]) -> Value {
    .list(ListValue(records, elementType: .pointer(.record(shape))))
  }

  /// A record with zero values where `fields` says nothing.
  static func record(_ shape: RecordShape, _ fields: [Bytes: Value]) -> Value {
    .recordPointer(RecordValue(shape, shape.fields.map { fields[$0.name] ?? zero($0.type) }))
  }

  private static func zero(_ type: GoType) -> Value {
    switch type {
    case .bool: .bool(false)
    case .signed(let width): .int(0, width)
    case .unsigned(let width): .uint(0, width)
    case .string: .bytes("")
    case .map(_, let value): .map(MapValue([], valueType: value, isNil: true))
    case .slice(let element): .list(ListValue([], elementType: element, isNil: true))
    case .named(let named):
      if case .slice(let element) = named.underlying {
        .list(ListValue([], elementType: element, named: named))
      } else {
        .null
      }
    case .record(let shape): .record(RecordValue(shape, shape.fields.map { zero($0.type) }))
    case .pointer(let target): .pointer(PointerValue(to: nil, type: target))
    default: .null
    }
  }
}
