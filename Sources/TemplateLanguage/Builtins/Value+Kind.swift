internal import Values

/// Go's `reflect.Kind`, of the values that are not numbers, strings or booleans.
enum CompositeKind {
  case slice, array, map, structure, pointer, function, channel
}

extension Value {
  /// Whether it is Go's invalid value: a nil interface or a missing value.
  var isInvalid: Bool {
    switch self {
    case .absent, .null: true
    default: false
    }
  }

  /// Whether it is a boolean, number or string.
  var isBasic: Bool {
    switch self {
    case .bool, .int, .uint, .float, .bytes: true
    case .object(let object): object is ComplexNumber || object is NamedInteger
    default: false
    }
  }

  /// Whether it is a whole number of a named type.
  var isNamedInteger: Bool {
    if case .object(let object) = self { object is NamedInteger } else { false }
  }

  /// The kind of a composite value; nil for others.
  var kind: CompositeKind? {
    switch self {
    case .absent, .null, .bool, .int, .uint, .float, .bytes: nil
    case .list(let list): list.isArray ? .array : .slice
    case .map: .map
    case .record: .structure
    case .recordPointer, .pointer: .pointer
    case .function: .function
    case .object(let object):
      switch object.type.underlying {
      case _ where isBasic: nil
      case .opaque: object is IntegerSequence ? .channel : .function
      case .pointer: .pointer
      default: .structure
      }
    }
  }

  /// Whether it is nil: nothing, or a nil list, map or pointer.
  var isNilOfItsType: Bool {
    switch self {
    case .absent, .null: true
    case .list(let list): list.isNil
    case .map(let map): map.isNil
    case .pointer(let pointer): pointer.target == nil
    default: false
    }
  }
}

extension GoType {
  /// Whether Go's `==` is defined for the type.
  var isComparable: Bool {
    switch self {
    case .slice, .map: false
    case .opaque(let name): !name.hasPrefix("func(")
    case .array(_, let element): element.isComparable
    case .record(let shape): shape.fields.allSatisfy { $0.type.isComparable }
    case .named(let type): type.underlying.isComparable
    default: true
    }
  }
}
