import TemplateLanguage
import Values

/// Go's `reflect.Kind` by name, and emptiness as sprig sees it.
extension Value {
  /// The kind's name; `invalid` for nil.
  var goKind: String {
    switch self {
    case .null, .absent: "invalid"
    case .bool: "bool"
    case .int, .uint, .float: goTypeName
    case .bytes: "string"
    case .list(let list): list.isArray ? "array" : "slice"
    case .map: "map"
    case .record: "struct"
    case .recordPointer, .pointer: "ptr"
    case .function: "func"
    case .object(let object):
      switch object.type.underlying {
      case .opaque: object is IntegerSequence ? "chan" : "struct"
      case .pointer: "ptr"
      default: "struct"
      }
    }
  }

  /// sprig's `empty`: zero, false, nil, or of no length; a struct never is.
  var isSprigEmpty: Bool {
    switch self {
    case .null, .absent: true
    case .bool(let flag): !flag
    case .int(let number, _): number == 0
    case .uint(let number, _): number == 0
    case .float(let number, _): number == 0
    case .bytes(let text): text.isEmpty
    case .list(let list): list.elements.isEmpty
    case .map(let map): map.count == 0
    case .pointer(let pointer): pointer.target == nil
    case .record, .recordPointer, .function, .object: false
    }
  }
}

/// Go's `reflect.DeepEqual`, up to a limit of depth.
enum SprigEquality {
  static func areEqual(_ a: Value, _ b: Value, depth: Int = 0) throws(ValueError) -> Bool {
    guard depth < SprigLimit.depth else {
      throw ValueError("values are nested too deeply to compare")
    }
    switch (a, b) {
    case (.null, .null), (.null, .absent), (.absent, .null), (.absent, .absent): return true
    case (.bool(let x), .bool(let y)): return x == y
    case (.int(let x, let width), .int(let y, let other)): return x == y && width == other
    case (.uint(let x, let width), .uint(let y, let other)): return x == y && width == other
    case (.float(let x, let width), .float(let y, let other)): return x == y && width == other
    case (.bytes(let x), .bytes(let y)): return x == y
    case (.list(let x), .list(let y)):
      guard x.isNil == y.isNil, x.type.name == y.type.name else { return false }
      if x === y { return true }
      return try areEqual(x.elements, y.elements, depth)
    case (.map(let x), .map(let y)):
      guard x.isNil == y.isNil, x.type.name == y.type.name else { return false }
      if x === y { return true }
      guard try areEqual(x.keys, y.keys, depth) else { return false }
      return try areEqual(x.values, y.values, depth)
    case (.record(let x), .record(let y)), (.recordPointer(let x), .recordPointer(let y)):
      guard a.goTypeName == b.goTypeName else { return false }
      if x.isSame(as: y) { return true }
      return try areEqual(x.fields, y.fields, depth)
    case (.pointer(let x), .pointer(let y)):
      guard a.goTypeName == b.goTypeName else { return false }
      guard let one = x.target, let other = y.target else {
        return x.target == nil && y.target == nil
      }
      return try areEqual(one, other, depth: depth + 1)
    case (.object(let x), .object(let y)): return x === y
    default: return false
    }
  }

  private static func areEqual(
    _ a: [Value], _ b: [Value], _ depth: Int
  ) throws(ValueError) -> Bool {
    guard a.count == b.count else { return false }
    for index in a.indices where try !areEqual(a[index], b[index], depth: depth + 1) {
      return false
    }
    return true
  }
}
