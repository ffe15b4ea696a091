import TemplateLanguage
import Values

/// sprig's functions on maps with string keys. `set`, `unset` and the merges change their map in
/// place, as templates expect of them.
enum SprigDicts {
  private static let dictType = GoType.map(key: .string, value: .any)

  static let all: [TemplateFunction] =
    [
      .sprig("dict", [.any], variadic: true, dict),
      .sprig("get", [dictType, .string]) { a throws(ValueError) in
        try a.map(0)[try a.bytes(1)] ?? .string("")
      },
      .sprig("set", [dictType, .string, .any], set),
      .sprig("unset", [dictType, .string], unset),
      .sprig("hasKey", [dictType, .string]) { a throws(ValueError) in
        .bool(try a.map(0)[try a.bytes(1)] != nil)
      },
      .sprig("pluck", [.string, dictType], variadic: true, pluck),
      .sprig("keys", [dictType], variadic: true, keys),
      .sprig("values", [dictType]) { a throws(ValueError) in .list(try a.map(0).values) },
      .sprig("pick", [dictType, .string], variadic: true) { a throws(ValueError) in
        let names = Set(try a.strings(from: 1))
        return dict(try entries(of: try a.map(0)).filter { names.contains($0.0) })
      },
      .sprig("omit", [dictType, .string], variadic: true) { a throws(ValueError) in
        let names = Set(try a.strings(from: 1))
        return dict(try entries(of: try a.map(0)).filter { !names.contains($0.0) })
      },
      .sprig("dig", [.any], variadic: true, dig),
    ]
    + SprigLists.both("merge", [dictType, dictType], variadic: true) { a throws(ValueError) in
      try merged(a, overwrites: false)
    }
    + SprigLists.both("mergeOverwrite", [dictType, dictType], variadic: true) {
      a throws(ValueError) in try merged(a, overwrites: true)
    }
    + SprigLists.both("deepCopy", [.any]) { a throws(ValueError) in
      try SprigMaps.copy(a[0], depth: 0)
    }

  private static func dict(_ entries: [(Bytes, Value)]) -> Value {
    .map(MapValue(entries, valueType: .any, isMutable: true))
  }

  private static func entries(of map: MapValue) throws(ValueError) -> [(Bytes, Value)] {
    zip(map.keys, map.values).map { ($0.asBytes ?? Bytes(), $1) }
  }

  /// `dict KEY VALUE ...`; a key without a value has the empty text.
  private static func dict(_ a: [Value]) throws(ValueError) -> Value {
    for value in a { try SprigNesting.check(value) }
    return dict(
      stride(from: 0, to: a.count, by: 2).map { index in
        (a[index].sprigText, index + 1 < a.count ? a[index + 1] : .string(""))
      })
  }

  private static func set(_ a: [Value]) throws(ValueError) -> Value {
    let map = try mutable(a, "sprig_set")
    try SprigNesting.check(a[2], in: map)
    map.change(try a.bytes(1), to: a[2])
    return .map(map)
  }

  private static func unset(_ a: [Value]) throws(ValueError) -> Value {
    if try a.map(0).isNil { return a[0] }
    let map = try mutable(a, "sprig_unset")
    map.change(try a.bytes(1), to: nil)
    return .map(map)
  }

  private static func mutable(
    _ a: [Value], _ function: String
  ) throws(ValueError) -> MapValue {
    let map = try a.map(0)
    if map.isNil { throw ValueError("assignment to entry in nil map") }
    guard map.isMutable else {
      throw ValueError(
        "\(function): the map belongs to the template's data, which templates do not change; "
          + "change a copy made by `sprig_deepCopy`")
    }
    return map
  }

  private static func pluck(_ a: [Value]) throws(ValueError) -> Value {
    var found: [Value] = []
    for index in a.indices.dropFirst() {
      if let value = try a.map(index)[try a.bytes(0)] { found.append(value) }
    }
    return .list(found)
  }

  /// Go returns them in no particular order.
  private static func keys(_ a: [Value]) throws(ValueError) -> Value {
    var keys: [Bytes] = []
    for index in a.indices { keys += try entries(of: try a.map(index)).map(\.0) }
    return .strings(keys)
  }

  /// `dig KEY ... DEFAULT MAP`
  private static func dig(_ a: [Value]) throws(ValueError) -> Value {
    guard a.count >= 3 else { throw ValueError("dig needs at least three arguments") }
    guard case .map(var map) = a[a.count - 1], map.type.name == dictType.name else {
      throw ValueError(
        "interface conversion: interface {} is \(typeName(a[a.count - 1])), not "
          + "map[string]interface {}")
    }
    let keys = try a.dropLast(2).map { key throws(ValueError) in
      guard case .bytes(let text) = key else {
        throw ValueError("interface conversion: interface {} is \(typeName(key)), not string")
      }
      return text
    }
    for (index, key) in keys.enumerated() {
      guard let value = map[key] else { return a[a.count - 2] }
      if index == a.count - 3 { return value }
      guard case .map(let next) = value, next.type.name == dictType.name else {
        throw ValueError(
          "interface conversion: interface {} is \(typeName(value)), not map[string]interface {}")
      }
      map = next
    }
    return a[a.count - 2]
  }

  private static func typeName(_ value: Value) -> String {
    value.isSprigNil ? "nil" : value.goTypeName
  }

  private static func merged(_ a: [Value], overwrites: Bool) throws(ValueError) -> Value {
    let first = try a.map(0)
    // The data of others is not changed: the result is then a map of its own.
    let target =
      first.isMutable
      ? first : MapValue(try entries(of: first), valueType: .any, isMutable: true)
    for index in a.indices.dropFirst() {
      try SprigMaps.merge(try a.map(index), into: target, overwrites: overwrites, depth: 0)
    }
    return .map(target)
  }
}
