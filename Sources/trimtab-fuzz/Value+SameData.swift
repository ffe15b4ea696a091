import Values

extension Value {
  /// Whether a map in it has a float for a key.
  var hasFloatKey: Bool {
    switch self {
    case .list(let list): return list.elements.contains(where: \.hasFloatKey)
    case .map(let map):
      let isKey = map.keys.contains { if case .float = $0 { true } else { $0.hasFloatKey } }
      return isKey || map.values.contains(where: \.hasFloatKey)
    default: return false
    }
  }

  /// Whether two values are the same data: as the formats have it, where a whole float is written
  /// as a number without a point, nil and empty lists are one, and NaN is NaN.
  func isSameData(as other: Value) -> Bool {
    switch (self, other) {
    case (.list(let a), .list(let b)):
      return a.elements.count == b.elements.count
        && zip(a.elements, b.elements).allSatisfy { $0.isSameData(as: $1) }
    case (.map(let a), .map(let b)):
      // Keys of several kinds may change their order with their kind.
      return a.count == b.count
        && zip(a.keys, a.values).allSatisfy { key, value in
          zip(b.keys, b.values).contains { $0.isSameData(as: key) && $1.isSameData(as: value) }
        }
    case (.float(let a, _), .int(let b, _)), (.int(let b, _), .float(let a, _)):
      return a == Double(b)
    case (.float(let a, _), .uint(let b, _)), (.uint(let b, _), .float(let a, _)):
      return a == Double(b)
    case (.float(let a, _), .float(let b, _)): return a == b || a.isNaN && b.isNaN
    default: return isIdentical(to: other)
    }
  }
}
