extension Value {
  /// The dynamic Go type; `.any` for values without one, such as nil.
  package var goType: GoType {
    switch self {
    case .absent, .null: .any
    case .bool: .bool
    case .int(_, let width): .signed(width)
    case .uint(_, let width): .unsigned(width)
    case .float(_, let width): .floating(width)
    case .bytes: .string
    case .list(let list): list.type
    case .map(let map): map.type
    case .record(let record): .record(record.shape)
    case .recordPointer(let record): .pointer(.record(record.shape))
    case .pointer(let pointer): .pointer(pointer.targetType)
    case .function(let function): .opaque(function.typeText)
    case .object(let object): .named(object.type)
    }
  }
}
