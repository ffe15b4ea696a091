package import Values

extension GoType {
  /// Go's spelling of the type, such as `map[string]interface {}` or `*dependency.HealthService`.
  package var name: String {
    switch self {
    case .any: "interface {}"
    case .bool: "bool"
    case .signed(let width): width.typeName
    case .unsigned(let width): width.typeName
    case .floating(let width): width.typeName
    case .string: "string"
    case .slice(let element): "[]" + element.name
    case .array(let count, let element): "[\(count)]" + element.name
    case .map(let key, let value): "map[\(key.name)]\(value.name)"
    case .pointer(let target): "*" + target.name
    case .record(let shape): shape.goTypeName
    case .named(let type): type.name
    case .opaque(let name): name
    }
  }

  /// Whether nil is a value of the type.
  var canBeNil: Bool {
    switch self {
    case .any, .slice, .map, .pointer, .opaque: true
    case .named(let type): type.underlying.canBeNil
    default: false
    }
  }

  /// The type itself, or what a named type is made from.
  var underlying: GoType {
    if case .named(let type) = self { return type.underlying.underlying }
    return self
  }

  /// Whether it is an integer type of any width and sign.
  var isInteger: Bool {
    switch underlying {
    case .signed, .unsigned: true
    default: false
    }
  }

  /// Whether it is `uint8` itself.
  var isByte: Bool {
    if case .unsigned(.uint8) = self { return true }
    return false
  }
}

extension SignedWidth {
  /// Go's name.
  var typeName: String {
    switch self {
    case .int: "int"
    case .int8: "int8"
    case .int16: "int16"
    case .int32: "int32"
    case .int64: "int64"
    }
  }
}

extension UnsignedWidth {
  /// Go's name.
  var typeName: String {
    switch self {
    case .uint: "uint"
    case .uint8: "uint8"
    case .uint16: "uint16"
    case .uint32: "uint32"
    case .uint64: "uint64"
    case .uintptr: "uintptr"
    }
  }
}

extension FloatWidth {
  /// Go's name.
  var typeName: String { self == .float32 ? "float32" : "float64" }
}

extension RecordShape {
  /// The struct's name, or the spelling of an anonymous struct.
  var goTypeName: String {
    if let typeName { return typeName }
    if fields.isEmpty { return "struct {}" }
    let list = fields.map { "\($0.name.string) \($0.type.name)" }.joined(separator: "; ")
    return "struct { \(list) }"
  }
}
