/// A Go map, its entries held in the order in which Go prints and ranges over them. Immutable.
package final class MapValue: Sendable {
  /// The keys in ascending order: strings by bytes, numbers by value, false before true.
  package let keys: [Value]
  /// The values, in the order of `keys`.
  package let values: [Value]
  /// The static type of the keys.
  package let keyType: GoType
  /// The static type of the values.
  package let valueType: GoType
  /// The named type, if the map has one.
  package let named: NamedType?
  /// Whether it is a nil map.
  package let isNil: Bool

  /// A map with string keys; of equal keys the last wins.
  package init(
    _ entries: [(Bytes, Value)], valueType: GoType, named: NamedType? = nil, isNil: Bool = false
  ) {
    var keys: [Bytes] = []
    var values: [Value] = []
    keys.reserveCapacity(entries.count)
    values.reserveCapacity(entries.count)
    for position in MapValue.order(of: entries) {
      if keys.last == entries[position].0 {
        values[values.count - 1] = entries[position].1
      } else {
        keys.append(entries[position].0)
        values.append(entries[position].1)
      }
    }
    self.keys = keys.map(Value.bytes)
    self.values = values
    self.keyType = .string
    self.valueType = valueType
    self.named = named
    self.isNil = isNil
  }

  /// A map with keys of any type, given in their final order and without duplicates.
  package init(
    sortedKeys keys: [Value], values: [Value], keyType: GoType, valueType: GoType,
    isNil: Bool = false
  ) {
    precondition(keys.count == values.count, "a map has as many keys as values")
    self.keys = keys
    self.values = values
    self.keyType = keyType
    self.valueType = valueType
    self.named = nil
    self.isNil = isNil
  }

  /// The static type.
  package var type: GoType {
    if let named { return .named(named) }
    return .map(key: keyType, value: valueType)
  }

  /// The number of entries.
  package var count: Int { keys.count }

  /// The value of a string key, or nil. Logarithmic. In maps of any keys strings come last.
  package subscript(key: Bytes) -> Value? {
    var low = 0
    var high = keys.count
    while low < high {
      let middle = (low + high) / 2
      guard case .bytes(let candidate) = keys[middle] else {
        low = middle + 1
        continue
      }
      if candidate == key { return values[middle] }
      if candidate < key { low = middle + 1 } else { high = middle }
    }
    return nil
  }

  /// The positions of `entries` in key order, stable, without sorting what is sorted already.
  private static func order(of entries: [(Bytes, Value)]) -> [Int] {
    let positions = Array(entries.indices)
    let isSorted = zip(entries, entries.dropFirst()).allSatisfy { !($1.0 < $0.0) }
    if isSorted { return positions }
    return positions.sorted {
      entries[$0].0 == entries[$1].0 ? $0 < $1 : entries[$0].0 < entries[$1].0
    }
  }
}
