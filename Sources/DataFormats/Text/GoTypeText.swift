import Values

/// How Go spells a type in the error messages of its encoders.
enum GoTypeText {
  static func spell(_ type: GoType) -> String {
    switch type {
    case .any: "interface {}"
    case .bool: "bool"
    case .signed(let width): "\(width)"
    case .unsigned(let width): "\(width)"
    case .floating(let width): "\(width)"
    case .string: "string"
    case .slice(let element): "[]\(spell(element))"
    case .array(let count, let element): "[\(count)]\(spell(element))"
    case .map(let key, let value): "map[\(spell(key))]\(spell(value))"
    case .pointer(let target): "*\(spell(target))"
    case .record(let shape): shape.typeName ?? anonymous(shape)
    case .named(let type): type.name
    case .opaque(let text): text
    }
  }

  private static func anonymous(_ shape: RecordShape) -> String {
    if shape.fields.isEmpty { return "struct {}" }
    return "struct { "
      + shape.fields.map { "\($0.name) \(spell($0.type))" }.joined(separator: "; ") + " }"
  }
}
