import TemplateLanguage
import Values

/// docker-gen's functions that select, group and sort lists by a path of fields, written
/// `Node.Meta.rack`. What lacks a field of the path has nothing there.
enum SelectionFunctions {
  static let all: [TemplateFunction] = [
    select("where") { found, wanted in areEqual(found, wanted) },
    select("whereNot") { found, wanted in !areEqual(found, wanted) },
    TemplateFunction("whereExist", [.any, .string]) { a, _ throws(ValueError) in
      try selected("whereExist", a) { !$0.isSprigNil }
    },
    TemplateFunction("whereNotExist", [.any, .string]) { a, _ throws(ValueError) in
      try selected("whereNotExist", a) { $0.isSprigNil }
    },
    TemplateFunction("whereAny", [.any, .string, .string, .slice(.string)], body: whereAny),
    TemplateFunction("whereAll", [.any, .string, .string, .slice(.string)], body: whereAll),
    TemplateFunction("groupBy", [.any, .string], body: groupBy),
    TemplateFunction("groupByKeys", [.any, .string], body: groupByKeys),
    TemplateFunction("groupByMulti", [.any, .string, .string], body: groupByMulti),
    TemplateFunction("groupByWithDefault", [.any, .string, .string], body: groupByWithDefault),
    TemplateFunction("sortObjectsByKeysAsc", [.any, .string]) { a, _ throws(ValueError) in
      try sorted("sortObjectsByKeysAsc", a) { $0 < $1 }
    },
    TemplateFunction("sortObjectsByKeysDesc", [.any, .string]) { a, _ throws(ValueError) in
      try sorted("sortObjectsByKeysDesc", a) { $1 < $0 }
    },
  ]

  // MARK: - Selecting

  /// `NAME LIST PATH VALUE`
  private static func select(
    _ name: String, _ isWanted: @escaping @Sendable (_ found: Value, _ wanted: Value) -> Bool
  ) -> TemplateFunction {
    TemplateFunction(name, [.any, .string, .any]) { a, _ throws(ValueError) in
      try selected(name, a) { isWanted($0, a[2]) }
    }
  }

  /// `whereAny LIST PATH SEPARATOR TEXTS`
  private static func whereAny(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let wanted = Set(try arguments.list(3).strings(from: 0))
    let separator = try arguments.bytes(2)
    return try selected("whereAny", arguments) {
      pieces(of: $0, by: separator).contains(where: wanted.contains)
    }
  }

  /// `whereAll LIST PATH SEPARATOR TEXTS`
  private static func whereAll(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let wanted = Set(try arguments.list(3).strings(from: 0))
    let separator = try arguments.bytes(2)
    return try selected("whereAll", arguments) {
      !$0.isSprigNil && wanted.isSubset(of: pieces(of: $0, by: separator))
    }
  }

  private static func selected(
    _ name: String, _ arguments: [Value], _ isWanted: (Value) -> Bool
  ) throws(ValueError) -> Value {
    let field = try field(arguments)
    return .list(
      try elements(name, arguments).filter { isWanted(field.value(of: $0) ?? .null) })
  }

  /// Equal all the way down, numbers by what they are worth.
  private static func areEqual(_ a: Value, _ b: Value) -> Bool {
    switch (a, b) {
    case (.int, .int), (.uint, .uint), (.int, .uint), (.uint, .int), (.float, .int),
      (.int, .float), (.float, .uint), (.uint, .float):
      (try? Comparison.areEqual(a, b)) ?? false
    default: (try? SprigEquality.areEqual(a, b)) ?? false
    }
  }

  /// The pieces of a text, or the texts of a list, such as tags.
  private static func pieces(of value: Value, by separator: Bytes) -> [Bytes] {
    switch value {
    case .list(let list): list.elements.compactMap(\.asBytes)
    case .null, .absent: []
    default: Bytes(GoText.of(value)).split(by: separator)
    }
  }

  // MARK: - Grouping

  private static func groupBy(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    map(try groups("groupBy", arguments) { [Bytes(GoText.of($0))] })
  }

  /// `groupByKeys LIST PATH`: the keys alone, sorted where docker-gen leaves them to chance.
  private static func groupByKeys(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    .strings(
      try groups("groupByKeys", arguments) { [Bytes(GoText.of($0))] }.keys.sorted())
  }

  /// `groupByMulti LIST PATH SEPARATOR`: an element is in the group of each piece.
  private static func groupByMulti(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let separator = try arguments.bytes(2)
    return map(try groups("groupByMulti", arguments) { pieces(of: $0, by: separator) })
  }

  /// `groupByWithDefault LIST PATH DEFAULT`
  private static func groupByWithDefault(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let rest = try arguments.bytes(2)
    return map(
      try groups("groupByWithDefault", arguments, rest: rest) { [Bytes(GoText.of($0))] })
  }

  private static func groups(
    _ name: String, _ arguments: [Value], rest: Bytes? = nil, _ keys: (Value) -> [Bytes]
  ) throws(ValueError) -> [Bytes: [Value]] {
    let field = try field(arguments)
    var groups: [Bytes: [Value]] = [:]
    for element in try elements(name, arguments) {
      let found = field.value(of: element) ?? .null
      let names = found.isSprigNil ? rest.map { [$0] } ?? [] : keys(found)
      for key in names { groups[key, default: []].append(element) }
    }
    return groups
  }

  private static func map(_ groups: [Bytes: [Value]]) -> Value {
    .map(MapValue(groups.map { ($0, .list($1)) }, valueType: .slice(.any)))
  }

  // MARK: - Sorting

  /// By the texts at the path, as docker-gen does: 10 stands before 9.
  private static func sorted(
    _ name: String, _ arguments: [Value], _ isBefore: (Bytes, Bytes) -> Bool
  ) throws(ValueError) -> Value {
    let field = try field(arguments)
    let elements = try elements(name, arguments)
    let texts = elements.map { element in
      switch field.value(of: element) {
      case .bytes(let text)?: text
      case .int?, .bool?: Bytes(GoText.of(field.value(of: element) ?? .null))
      default: Bytes()
      }
    }
    let order = elements.indices.sorted { left, right in
      if isBefore(texts[left], texts[right]) { return true }
      return !isBefore(texts[right], texts[left]) && left < right
    }
    return .list(order.map { elements[$0] })
  }

  // MARK: - Arguments

  /// The list; nil is an empty one.
  private static func elements(
    _ name: String, _ arguments: [Value]
  ) throws(ValueError) -> [Value] {
    switch arguments[0] {
    case .list(let list): return list.elements
    case .null, .absent: return []
    default:
      throw ValueError(
        "must pass an array or slice to '\(name)'; received \(GoText.of(arguments[0])); "
          + "kind \(arguments[0].goKind)")
    }
  }

  /// The path, without the dots that may stand before it.
  private static func field(_ arguments: [Value]) throws(ValueError) -> Field {
    let path = try arguments.bytes(1)
    let start = path.storage.firstIndex { $0 != UInt8(ascii: ".") } ?? path.count
    return Field(path[start..<path.count])
  }
}
