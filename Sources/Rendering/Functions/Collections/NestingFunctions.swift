import TemplateLanguage
import Values

/// `explode explodeMap mergeMap mergeMapWithOverride`: nested maps.
enum NestingFunctions {
  static let all: [TemplateFunction] = [
    TemplateFunction("explode", [.any], body: explode),
    TemplateFunction("explodeMap", [.any], body: explodeMap),
    TemplateFunction("mergeMap", [.any, .any], body: mergeMap),
    TemplateFunction("mergeMapWithOverride", [.any, .any], body: mergeMapWithOverride),
  ]

  /// A list of key pairs as nested maps.
  private static func explode(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let tree = NestedMap()
    for pair in try arguments.list(0) {
      guard case .bytes(let key)? = pair.field("Key"), let value = pair.field("Value") else {
        throw ValueError("explode: wrong argument type \(arguments[0].goTypeName)")
      }
      try tree.insert(value, at: key)
    }
    return tree.value
  }

  /// A flat map as nested maps.
  private static func explodeMap(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let flat = try arguments.map(0)
    let tree = NestedMap()
    for (key, value) in zip(flat.keys, flat.values) {
      guard case .bytes(let key) = key else {
        throw ValueError("explodeMap: wrong argument type \(arguments[0].goTypeName)")
      }
      try tree.insert(value, at: key)
    }
    return tree.value
  }

  /// `mergeMap TARGET SOURCE`: what the target lacks or has empty comes from the source.
  private static func mergeMap(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    .map(try merge(try arguments.map(0), try arguments.map(1), overrides: false, depth: 0))
  }

  /// `mergeMapWithOverride TARGET SOURCE`: what the source has replaces the target's.
  private static func mergeMapWithOverride(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    .map(try merge(try arguments.map(0), try arguments.map(1), overrides: true, depth: 0))
  }

  private static func merge(
    _ target: MapValue, _ source: MapValue, overrides: Bool, depth: Int
  ) throws(ValueError) -> MapValue {
    guard depth < NestedMap.deepest else { throw ValueError("mergeMap: maps nest too deeply") }
    guard case .string = target.keyType, case .string = source.keyType else {
      throw ValueError("mergeMap: expected maps with string keys")
    }
    var entries = zip(target.keys, target.values).map { ($0.asBytes ?? Bytes(), $1) }
    for (key, value) in zip(source.keys, source.values) {
      let name = key.asBytes ?? Bytes()
      let merged = try merge(target[name], value, overrides: overrides, depth: depth)
      if let merged { entries.append((name, merged)) }
    }
    return MapValue(entries, valueType: target.valueType)
  }

  /// What takes the target's place; nil for the target itself.
  private static func merge(
    _ old: Value?, _ new: Value, overrides: Bool, depth: Int
  ) throws(ValueError) -> Value? {
    guard let old else { return new.isMissing && !overrides ? nil : new }
    if new.isMissing { return overrides ? new : nil }
    switch (old, new) {
    case (.map(let a), .map(let b)):
      return .map(try merge(a, b, overrides: overrides, depth: depth + 1))
    // A map never replaces something else that is not empty.
    case (_, .map): return old.isTruthy ? nil : new
    default: return overrides || !old.isTruthy ? new : nil
    }
  }
}

extension Value {
  fileprivate var isMissing: Bool {
    switch self {
    case .null, .absent: true
    default: false
    }
  }
}
