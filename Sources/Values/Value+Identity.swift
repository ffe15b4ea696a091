extension Value {
  /// Whether two values are the same data of the same types, all the way down. This is what "equal
  /// data wakes nobody" means; it is not the templates' `eq`. NaN is identical to NaN.
  package func isIdentical(to other: Value) -> Bool {
    switch (self, other) {
    case (.absent, .absent), (.null, .null): true
    case (.bool(let a), .bool(let b)): a == b
    case (.int(let a, let width), .int(let b, let otherWidth)): a == b && width == otherWidth
    case (.uint(let a, let width), .uint(let b, let otherWidth)): a == b && width == otherWidth
    case (.float(let a, let width), .float(let b, let otherWidth)):
      a.bitPattern == b.bitPattern && width == otherWidth
    case (.bytes(let a), .bytes(let b)): a == b
    case (.list(let a), .list(let b)):
      a === b
        || a.isNil == b.isNil && a.isArray == b.isArray
          && Value.areIdentical(a.elements, b.elements)
    case (.map(let a), .map(let b)):
      a === b
        || a.isNil == b.isNil && Value.areIdentical(a.keys, b.keys)
          && Value.areIdentical(a.values, b.values)
    case (.record(let a), .record(let b)), (.recordPointer(let a), .recordPointer(let b)):
      a.isSame(as: b) || a.hasSameBytes(as: b)
        || a.shape === b.shape && Value.areIdentical(a.fields, b.fields)
    case (.pointer(let a), .pointer(let b)):
      switch (a.target, b.target) {
      case (nil, nil): true
      case (let a?, let b?): a.isIdentical(to: b)
      default: false
      }
    case (.function(let a), .function(let b)): a === b
    case (.object(let a), .object(let b)): a === b
    default: false
    }
  }

  private static func areIdentical(_ a: [Value], _ b: [Value]) -> Bool {
    guard a.count == b.count else { return false }
    for index in a.indices where !a[index].isIdentical(to: b[index]) { return false }
    return true
  }
}
