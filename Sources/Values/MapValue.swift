/// A Go map, its entries held in the order in which Go prints and ranges over them. Immutable, but
/// for those that a running template made for itself.
package final class MapValue: @unchecked Sendable {
  // Sendable: only a map with `isMutable` ever changes, and it is known to one evaluation only.

  /// The keys in ascending order: strings by bytes, numbers by value, false before true.
  package private(set) var keys: [Value]
  /// The values, in the order of `keys`.
  package private(set) var values: [Value]
  /// The static type of the keys.
  package let keyType: GoType
  /// The static type of the values.
  package let valueType: GoType
  /// The named type, if the map has one.
  package let named: NamedType?
  /// Whether it is a nil map.
  package let isNil: Bool
  /// Whether the evaluation that made the map may change it.
  package let isMutable: Bool

  /// A map with string keys; of equal keys the last wins.
  package init(
    _ entries: [(Bytes, Value)], valueType: GoType, named: NamedType? = nil, isNil: Bool = false,
    isMutable: Bool = false
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
    self.isMutable = isMutable
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
    self.isMutable = false
  }

  deinit {
    if isMutable { Unnesting.free(&values) }
  }

  /// Puts a value at a string key, or removes the key, of a mutable map of string keys. The caller
  /// is the evaluation that made the map, and sees to it that the map does not contain itself.
  package func change(_ key: Bytes, to value: Value?) {
    precondition(isMutable, "only mutable maps change")
    let position = firstPosition(notBefore: key)
    let isThere = position < keys.count && keys[position].isKey(key)
    switch (value, isThere) {
    case (let value?, true): values[position] = value
    case (let value?, false):
      keys.insert(.bytes(key), at: position)
      values.insert(value, at: position)
    case (nil, true):
      keys.remove(at: position)
      values.remove(at: position)
    case (nil, false): break
    }
  }

  private func firstPosition(notBefore key: Bytes) -> Int {
    var low = 0
    var high = keys.count
    while low < high {
      let middle = (low + high) / 2
      if case .bytes(let candidate) = keys[middle], candidate < key {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }

  /// The static type.
  package var type: GoType {
    if let named { return .named(named) }
    return .map(key: keyType, value: valueType)
  }

  /// The number of entries.
  package var count: Int { keys.count }

  /// The value of a string key, or nil. Logarithmic. In maps of any keys strings come
  /// first, but for null.
  package subscript(key: Bytes) -> Value? {
    var low = 0
    var high = keys.count
    while low < high {
      let middle = (low + high) / 2
      guard case .bytes(let candidate) = keys[middle] else {
        if case .null = keys[middle] { low = middle + 1 } else { high = middle }
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

extension Value {
  /// Whether it is this string.
  fileprivate func isKey(_ key: Bytes) -> Bool {
    if case .bytes(let bytes) = self { bytes == key } else { false }
  }
}
