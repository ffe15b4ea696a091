internal import Values

/// Built-in functions on the operands they mostly get, without a list of arguments. Whatever is not
/// answered here is left to the functions themselves.
enum BuiltinShortcut {
  case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual, not, length, index

  /// The shortcut for a built-in function, if it has one for so many arguments.
  init?(_ name: String, argumentCount: Int) {
    switch (name, argumentCount) {
    case ("eq", 2): self = .equal
    case ("ne", 2): self = .notEqual
    case ("lt", 2): self = .less
    case ("le", 2): self = .lessOrEqual
    case ("gt", 2): self = .greater
    case ("ge", 2): self = .greaterOrEqual
    case ("not", 1): self = .not
    case ("len", 1): self = .length
    case ("index", 2): self = .index
    default: return nil
    }
  }

  /// Whether there are two operands, not one.
  var takesTwo: Bool {
    switch self {
    case .not, .length: false
    default: true
    }
  }

  /// The result, if it is plain.
  @inline(__always)
  func apply(_ left: Value, _ right: Value) -> Value? {
    switch self {
    case .not: .bool(!left.isTruthy)
    case .length: BuiltinShortcut.length(left)
    case .index: BuiltinShortcut.element(of: left, at: right)
    default: compare(left, right)
    }
  }

  private func compare(_ left: Value, _ right: Value) -> Value? {
    switch (left, right) {
    case (.int(let left, _), .int(let right, _)): return .bool(holds(left, right))
    case (.bytes(let left), .bytes(let right)):
      if case .equal = self { return .bool(left == right) }
      return .bool(holds(left, right))
    default: return nil
    }
  }

  @inline(__always)
  private func holds<Operand: Comparable>(_ left: Operand, _ right: Operand) -> Bool {
    switch self {
    case .equal: left == right
    case .notEqual: left != right
    case .less: left < right
    case .lessOrEqual: !(right < left)
    case .greater: right < left
    case .greaterOrEqual: !(left < right)
    case .not, .length, .index: false
    }
  }

  private static func length(_ value: Value) -> Value? {
    switch value {
    case .bytes(let bytes): .int(bytes.count)
    case .list(let list): .int(list.elements.count)
    case .map(let map): .int(map.count)
    default: nil
    }
  }

  private static func element(of container: Value, at key: Value) -> Value? {
    switch (container, key) {
    case (.list(let list), .int(let index, _)):
      let isInside = index >= 0 && index < Int64(list.elements.count)
      return isInside ? list.elements[Int(index)] : nil
    case (.map(let map), .bytes(let name)): return map[name]
    default: return nil
    }
  }
}
