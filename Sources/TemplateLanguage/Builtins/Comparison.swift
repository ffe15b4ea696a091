package import Values

/// The comparisons behind `eq ne lt le gt ge`.
///
/// As in Go, except that integers and floats compare by their numeric values. NaN equals nothing,
/// and `gt` and `ge` are the negations of `le` and `lt`.
package enum Comparison {
  private static let badType = ValueError("invalid type for comparison")

  /// Whether `first` equals any of `others`, of which there must be one; it stops at the first
  /// match.
  package static func eq(_ first: Value, _ others: ArraySlice<Value>) throws(ValueError) -> Bool {
    guard !others.isEmpty else { throw ValueError("missing argument for comparison") }
    for other in others where try areEqual(first, other) { return true }
    return false
  }

  /// Whether two values are equal.
  package static func areEqual(_ left: Value, _ right: Value) throws(ValueError) -> Bool {
    switch (left, right) {
    case (.bytes(let a), .bytes(let b)): return a == b
    case (.int(let a, _), .int(let b, _)): return a == b
    case (.bool(let a), .bool(let b)): return a == b
    case (.uint(let a, _), .uint(let b, _)): return a == b
    case (.int(let a, _), .uint(let b, _)), (.uint(let b, _), .int(let a, _)): return a == b
    case (.float(let a, _), .float(let b, _)): return a == b
    case (.int(let a, _), .float(let b, _)), (.float(let b, _), .int(let a, _)):
      return Int64(exactly: b) == a
    case (.uint(let a, _), .float(let b, _)), (.float(let b, _), .uint(let a, _)):
      return UInt64(exactly: b) == a
    case (.absent, .absent), (.absent, .null), (.null, .absent), (.null, .null): return true
    default: return try areEqualOthers(left, right)
    }
  }

  /// Whether `left` is before `right`: numbers by value, strings by bytes.
  package static func lt(_ left: Value, _ right: Value) throws(ValueError) -> Bool {
    guard left.isBasic, right.isBasic else { throw badType }
    switch (left, right) {
    case (.bytes(let a), .bytes(let b)): return a < b
    case (.int(let a, _), .int(let b, _)): return a < b
    case (.uint(let a, _), .uint(let b, _)): return a < b
    case (.int(let a, _), .uint(let b, _)): return a < b
    case (.uint(let a, _), .int(let b, _)): return a < b
    case (.float(let a, _), .float(let b, _)): return a < b
    case (.int(let a, _), .float(let b, _)): return isLess(a, b)
    case (.uint(let a, _), .float(let b, _)): return isLess(a, b)
    case (.float(let a, _), .int(let b, _)): return isLess(a, b)
    case (.float(let a, _), .uint(let b, _)): return isLess(a, b)
    case (.bool, .bool): throw badType
    case (.object(let a), _) where a is NamedInteger: return try lt(left.withoutName, right)
    case (_, .object(let b)) where b is NamedInteger: return try lt(left, right.withoutName)
    case (.object, .object): throw badType
    default: throw incompatible(left, right)
    }
  }

  /// Whether `left` is before or equal to `right`.
  package static func le(_ left: Value, _ right: Value) throws(ValueError) -> Bool {
    if try lt(left, right) { return true }
    return try areEqual(left, right)
  }

  /// Whether `left` is after `right`, that is, not before or equal.
  package static func gt(_ left: Value, _ right: Value) throws(ValueError) -> Bool {
    try !le(left, right)
  }

  /// Whether `left` is after or equal to `right`, that is, not before.
  package static func ge(_ left: Value, _ right: Value) throws(ValueError) -> Bool {
    try !lt(left, right)
  }

  /// Compares an integer with a float without rounding either.
  private static func isLess(_ left: some FixedWidthInteger, _ right: Double) -> Bool {
    if right.isNaN { return false }
    let floor = right.rounded(.down)
    guard let whole = type(of: left).init(exactly: floor) else { return right > 0 }
    return left < whole || left == whole && floor < right
  }

  private static func isLess(_ left: Double, _ right: some FixedWidthInteger) -> Bool {
    if left.isNaN { return false }
    let ceiling = left.rounded(.up)
    guard let whole = type(of: right).init(exactly: ceiling) else { return left < 0 }
    return whole < right || whole == right && left < ceiling
  }

  private static func incompatible(_ left: Value, _ right: Value) -> ValueError {
    ValueError(
      "incompatible types for comparison: \(left.goTypeName) and \(right.goTypeName)")
  }

  // MARK: values without order

  private static func areEqualOthers(
    _ left: Value, _ right: Value
  ) throws(ValueError) -> Bool {
    if left.isInvalid || right.isInvalid {
      // A basic value is never nil; of the others a nil list, map or pointer equals nil.
      if left.isBasic || right.isBasic { return false }
      return left.isNilOfItsType == right.isNilOfItsType
    }
    if left.isNamedInteger || right.isNamedInteger {
      return try areEqual(left.withoutName, right.withoutName)
    }
    if case .object(let a as ComplexNumber) = left, case .object(let b as ComplexNumber) = right {
      return a.real == b.real && a.imaginary == b.imaginary
    }
    guard !left.isBasic, !right.isBasic else { throw incompatible(left, right) }
    guard left.kind == right.kind else {
      throw ValueError(
        "non-comparable types \(text(left)): \(left.goTypeName), "
          + "\(right.goTypeName): \(defaultText(right))")
    }
    if left.isNilOfItsType || right.isNilOfItsType {
      return left.isNilOfItsType == right.isNilOfItsType
    }
    guard right.goType.isComparable else {
      throw ValueError("non-comparable type \(text(right)): \(right.goTypeName)")
    }
    guard left.goTypeName == right.goTypeName else { return false }
    return try areIdentical(left, right, depth: 0)
  }

  private static func text(_ value: Value) -> String {
    GoFormat.sprintf("%s", [value]).string
  }

  private static func defaultText(_ value: Value) -> String {
    GoFormat.sprint([value]).string
  }

  /// Go's `==` of two values of one static type: fields and elements one by one, pointers by
  /// identity.
  private static func areIdentical(
    _ left: Value, _ right: Value, depth: Int
  ) throws(ValueError) -> Bool {
    guard depth < FormatPrinter.maximumDepth else {
      throw ValueError("values are nested too deeply to compare")
    }
    switch (left, right) {
    case (.record(let a), .record(let b)):
      return try areIdentical(a.fields, b.fields, depth: depth + 1)
    case (.list(let a), .list(let b)) where a.isArray && b.isArray:
      return try areIdentical(a.elements, b.elements, depth: depth + 1)
    case (.list, .list), (.map, .map), (.function, .function):
      throw ValueError("runtime error: comparing uncomparable type \(left.goTypeName)")
    case (.recordPointer(let a), .recordPointer(let b)): return a.isSame(as: b)
    case (.pointer(let a), .pointer(let b)): return a === b || a.target == nil && b.target == nil
    case (.object(let a), .object(let b)): return a.isEqual(to: b)
    default:
      guard left.goTypeName == right.goTypeName else { return false }
      return try areEqual(left, right)
    }
  }

  private static func areIdentical(
    _ left: [Value], _ right: [Value], depth: Int
  ) throws(ValueError) -> Bool {
    guard left.count == right.count else { return false }
    for index in left.indices
    where try !areIdentical(left[index], right[index], depth: depth) { return false }
    return true
  }
}
