package import Values

/// The store behind `scratch`: named values and named maps for the length of one pass.
package final class ScratchPad: ObjectValue, @unchecked Sendable {
  // Sendable by ownership: one pass owns it and never hands it to another task.

  private var values: [Bytes: Value] = [:]

  /// An empty store.
  package init() { super.init(type: ScratchPad.methods) }

  private static let methods = NamedType(
    name: "*template.Scratch", underlying: .opaque("*template.Scratch"),
    methods: [
      "Key": .init(parameters: [.string], body: hasKey),
      "Get": .init(parameters: [.string], body: get),
      "Set": .init(parameters: [.string, .any], body: set),
      "SetX": .init(parameters: [.string, .any], body: setIfAbsent),
      "MapSet": .init(parameters: [.string, .string, .any], body: mapSet),
      "MapSetX": .init(parameters: [.string, .string, .any], body: mapSetIfAbsent),
      "MapValues": .init(parameters: [.string], body: mapValues),
    ])

  private static func hasKey(_ pad: Value, _ arguments: [Value]) throws(ValueError) -> Value {
    .bool(try store(pad).values[try arguments.bytes(0)] != nil)
  }

  private static func get(_ pad: Value, _ arguments: [Value]) throws(ValueError) -> Value {
    try store(pad).values[try arguments.bytes(0)] ?? .null
  }

  private static func set(_ pad: Value, _ arguments: [Value]) throws(ValueError) -> Value {
    try store(pad).values[try arguments.bytes(0)] = arguments[1]
    return .bytes("")
  }

  private static func setIfAbsent(
    _ pad: Value, _ arguments: [Value]
  ) throws(ValueError) -> Value {
    let pad = try store(pad)
    let key = try arguments.bytes(0)
    if pad.values[key] == nil { pad.values[key] = arguments[1] }
    return .bytes("")
  }

  private static func mapSet(_ pad: Value, _ arguments: [Value]) throws(ValueError) -> Value {
    let map = try store(pad).changeableMap(try arguments.bytes(0))
    try SprigNesting.check(arguments[2], in: map)
    map.change(try arguments.bytes(1), to: arguments[2])
    return .bytes("")
  }

  private static func mapSetIfAbsent(
    _ pad: Value, _ arguments: [Value]
  ) throws(ValueError) -> Value {
    let store = try store(pad)
    let map = try store.map(try arguments.bytes(0))
    if map[try arguments.bytes(1)] != nil { return .bytes("") }
    return try mapSet(pad, arguments)
  }

  private static func mapValues(_ pad: Value, _ arguments: [Value]) throws(ValueError) -> Value {
    let pad = try store(pad)
    let name = try arguments.bytes(0)
    guard pad.values[name] != nil else { return .list([]) }
    return .list(try pad.map(name).values)
  }

  private static func store(_ value: Value) throws(ValueError) -> ScratchPad {
    guard case .object(let object) = value, let pad = object as? ScratchPad else {
      throw ValueError("not a scratch pad")
    }
    return pad
  }

  private func map(_ name: Bytes) throws(ValueError) -> MapValue {
    guard let value = values[name] else { return MapValue([], valueType: .any) }
    guard case .map(let map) = value, case .string = map.keyType, case .any = map.valueType else {
      throw ValueError("\"\(name)\" is not a map")
    }
    return map
  }

  /// The map of a name, which the pass may change; changed in place, so that who got it before sees
  /// the changes, as in Go, and filling it takes no copies.
  private func changeableMap(_ name: Bytes) throws(ValueError) -> MapValue {
    let found = try map(name)
    if found.isMutable { return found }
    var entries: [(Bytes, Value)] = []
    for case (.bytes(let key), let value) in zip(found.keys, found.values) {
      entries.append((key, value))
    }
    let copy = MapValue(entries, valueType: .any, isMutable: true)
    values[name] = .map(copy)
    return copy
  }
}
