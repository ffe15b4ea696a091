import Values

/// Merging and copying nested maps.
enum SprigMaps {
  /// Adds what is missing or empty; with `overwrites` takes everything. Maps meet key by key.
  static func merge(
    _ source: MapValue, into target: MapValue, overwrites: Bool, depth: Int
  ) throws(ValueError) {
    guard source !== target else { return }
    guard depth < SprigLimit.depth else {
      throw ValueError("the maps are nested deeper than \(SprigLimit.depth)")
    }
    for (key, value) in zip(source.keys, source.values) {
      guard case .bytes(let key) = key else { continue }
      let present = target[key]
      if case .map(let from) = value, case .map(let into)? = present, !into.isNil, into.count > 0 {
        if into.isMutable {
          try merge(from, into: into, overwrites: overwrites, depth: depth + 1)
        } else {
          let entries = zip(into.keys, into.values).map { ($0.asBytes ?? Bytes(), $1) }
          let copy = MapValue(entries, valueType: into.valueType, isMutable: true)
          try merge(from, into: copy, overwrites: overwrites, depth: depth + 1)
          target.change(key, to: .map(copy))
        }
        continue
      }
      if value.isSprigNil, !overwrites { continue }
      if overwrites || present?.isSprigEmpty ?? true {
        try SprigNesting.check(value, in: target)
        target.change(key, to: value)
      }
    }
  }

  /// The value with maps and lists of its own, the maps mutable.
  static func copy(_ value: Value, depth: Int) throws(ValueError) -> Value {
    guard depth < SprigLimit.depth else {
      throw ValueError("the value is nested deeper than \(SprigLimit.depth)")
    }
    switch value {
    case .list(let list):
      var elements: [Value] = []
      for element in list.elements { elements.append(try copy(element, depth: depth + 1)) }
      return .list(
        ListValue(
          elements, elementType: list.elementType, named: list.named, isArray: list.isArray,
          isNil: list.isNil))
    case .map(let map):
      guard case .string = map.keyType else { return value }
      var entries: [(Bytes, Value)] = []
      for (key, value) in zip(map.keys, map.values) {
        entries.append((key.asBytes ?? Bytes(), try copy(value, depth: depth + 1)))
      }
      return .map(
        MapValue(
          entries, valueType: map.valueType, named: map.named, isNil: map.isNil, isMutable: true))
    default: return value
    }
  }
}
