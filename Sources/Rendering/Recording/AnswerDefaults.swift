import RegistryCore
import TemplateLanguage
import Values

/// What a field of a record holds that a recording leaves out. The writer leaves out exactly what
/// the reader fills in.
enum AnswerDefaults {
  /// The value of a field that is not written.
  static func value(of field: RecordShape.Field, in shape: RecordShape) -> Value {
    if let known = special[shape.typeName ?? ""]?[field.name] { return known }
    return zero(field.type)
  }

  /// Fields that people may leave out and that then follow from others. They are always written.
  static func isDerived(_ field: RecordShape.Field, in shape: RecordShape) -> Bool {
    shape === RegistryShapes.healthService && derived.contains(field.name)
  }

  /// Numbers that move without a change of the data.
  static func isVolatile(_ field: RecordShape.Field) -> Bool {
    guard case .unsigned(.uint64) = field.type else { return false }
    return field.name.hasSuffix("Index")
  }

  /// The record of the fields that were written, the others filled in. `service` is the name in the
  /// query.
  static func record(
    _ shape: RecordShape, written: [Value?], service: Bytes
  ) -> RecordValue {
    var values = written
    if shape === RegistryShapes.healthService { derive(&values, shape, service) }
    return RecordValue(
      shape, zip(shape.fields, values).map { $1 ?? value(of: $0, in: shape) })
  }

  private static let derived: Set<Bytes> = ["Name", "ID", "Node", "NodeAddress"]

  private static func derive(_ values: inout [Value?], _ shape: RecordShape, _ service: Bytes) {
    func text(_ name: Bytes) -> Bytes {
      if let position = shape.position(of: name), case .bytes(let text)? = values[position] {
        return text
      }
      return Bytes()
    }
    func fill(_ name: Bytes, with value: Bytes) {
      guard let position = shape.position(of: name), values[position] == nil else { return }
      values[position] = .bytes(value)
    }
    let address = text("Address")
    fill("Name", with: service)
    fill("Node", with: address)
    fill("NodeAddress", with: address)
    var port = "0"
    if let position = shape.position(of: "Port"), case .int(let number, _)? = values[position] {
      port = String(number)
    }
    var id = text("Name")
    id.append("-")
    id.append(address)
    id.append("-\(port)")
    fill("ID", with: id)
  }

  private static let special: [String: [Bytes: Value]] = [
    "dependency.HealthService": [
      "Status": .bytes("passing"),
      "Weights": .record(RecordValue(RegistryShapes.weights, [.int(1), .int(1)])),
    ],
    "api.AgentWeights": ["Passing": .int(1), "Warning": .int(1)],
    "api.HealthCheck": ["Status": .bytes("passing")],
  ]

  /// Nothing, as a value of a type; lists and maps are empty and not nil.
  static func zero(_ type: GoType) -> Value {
    switch type {
    case .slice(let element): .list(ListValue([], elementType: element))
    case .array(let count, let element):
      .list(
        ListValue(
          Array(repeating: zero(element), count: count), elementType: element, isArray: true))
    case .map(let key, let value):
      .map(MapValue(sortedKeys: [], values: [], keyType: key, valueType: value))
    case .record(let shape):
      .record(record(shape, written: shape.fields.map { _ in nil }, service: Bytes()))
    case .named(let named): zero(named)
    case .any, .opaque, .bool, .signed, .unsigned, .floating, .string, .pointer:
      Value.zero(of: type)
    }
  }

  private static func zero(_ named: NamedType) -> Value {
    guard case .slice(let element) = named.underlying else { return zero(named.underlying) }
    return .list(ListValue([], elementType: element, named: named))
  }
}
