import Diagnostics
import Values

/// Turns YAML nodes into values as go-yaml v2 does.
struct YAMLValueBuilder {
  let schema: YAMLReader.Schema

  func value(_ node: YAMLNode) throws(YAMLError) -> Value {
    switch node.kind {
    case .scalar(let scalar): return try value(of: scalar, node.span)
    case .list(let nodes):
      var elements: [Value] = []
      for node in nodes { elements.append(try value(node)) }
      return .list(elements)
    case .map(let pairs): return .map(try map(pairs))
    }
  }

  private func value(of scalar: YAMLScalar, _ span: Span) throws(YAMLError) -> Value {
    guard let resolved = YAMLResolver.resolve(scalar, schema) else {
      throw YAMLTag.refusal(scalar, span)
    }
    return switch resolved {
    case .null: .null
    case .bool(let flag): .bool(flag)
    case .integer(let number): .int(number, .int)
    case .unsigned(let number): .uint(number, .uint64)
    case .float(let number): .float(number)
    case .text(let text): .bytes(text)
    }
  }

  private func map(_ pairs: [(key: YAMLNode, value: YAMLNode)]) throws(YAMLError) -> MapValue {
    var entries: [Key: Value] = [:]
    try collect(pairs, into: &entries)
    let sorted = entries.sorted { $0.key < $1.key }
    return MapValue(
      sortedKeys: sorted.map(\.key.value), values: sorted.map(\.value), keyType: .any,
      valueType: .any)
  }

  /// Adds the members; those that are already there are stronger than merged ones.
  private func collect(
    _ pairs: [(key: YAMLNode, value: YAMLNode)], into entries: inout [Key: Value]
  ) throws(YAMLError) {
    var own: [Key: Value] = [:]
    for (key, value) in pairs where !key.isMergeKey {
      own[try self.key(key)] = try self.value(value)
    }
    entries.merge(own) { known, _ in known }
    for (key, value) in pairs where key.isMergeKey {
      for mapping in try YAMLMerge.mappings(value) { try collect(mapping, into: &entries) }
    }
  }

  private func key(_ node: YAMLNode) throws(YAMLError) -> Key {
    guard case .scalar(let scalar) = node.kind else {
      throw YAMLError("expected a scalar as the key, found a collection", node.span)
    }
    switch try value(of: scalar, node.span) {
    case .bool(let flag): return .bool(flag)
    case .int(let number, _): return .integer(number)
    case .uint(let number, _): return .unsigned(number)
    case .float(let number, _): return .float(number)
    case .bytes(let text): return .text(text)
    default: return .null
    }
  }

  /// A key of a map of any keys. Kinds are ordered as declared, which is the order in which Go
  /// prints them; texts come right after null, so that maps find them.
  private enum Key: Hashable, Comparable {
    case null
    case text(Bytes)
    case unsigned(UInt64)
    case integer(Int64)
    case float(Double)
    case bool(Bool)

    static func < (left: Key, right: Key) -> Bool {
      switch (left, right) {
      case (.bool(let a), .bool(let b)): !a && b
      case (.integer(let a), .integer(let b)): a < b
      case (.unsigned(let a), .unsigned(let b)): a < b
      case (.float(let a), .float(let b)): a.isNaN ? !b.isNaN : a < b
      case (.text(let a), .text(let b)): a < b
      default: left.rank < right.rank
      }
    }

    private var rank: Int {
      switch self {
      case .null: 0
      case .text: 1
      case .unsigned: 2
      case .integer: 3
      case .float: 4
      case .bool: 5
      }
    }

    var value: Value {
      switch self {
      case .null: .null
      case .bool(let flag): .bool(flag)
      case .integer(let number): .int(number, .int)
      case .unsigned(let number): .uint(number, .uint64)
      case .float(let number): .float(number)
      case .text(let text): .bytes(text)
      }
    }
  }
}
