import TemplateLanguage
import Values

/// sprig's functions that make lists and look into them.
enum SprigLists {
  static let all: [TemplateFunction] =
    [
      .sprig("list", [.any], variadic: true) { a throws(ValueError) in try list(a) },
      .sprig("tuple", [.any], variadic: true) { a throws(ValueError) in try list(a) },
      .sprig("concat", [.any], variadic: true, concatenated),
    ]
    + both("append", [.any, .any]) { a throws(ValueError) in
      try SprigNesting.check(a[1])
      return .list(try elements(a[0], "Cannot push on type ") + [a[1]])
    }
    + both("push", [.any, .any]) { a throws(ValueError) in
      try SprigNesting.check(a[1])
      return .list(try elements(a[0], "Cannot push on type ") + [a[1]])
    }
    + both("prepend", [.any, .any]) { a throws(ValueError) in
      try SprigNesting.check(a[1])
      return .list([a[1]] + (try elements(a[0], "Cannot prepend on type ")))
    }
    + both("reverse", [.any]) { a throws(ValueError) in
      .list(try elements(a[0], "Cannot find reverse on type ").reversed())
    }
    + both("compact", [.any]) { a throws(ValueError) in
      .list(try elements(a[0], "Cannot compact on type ").filter { !$0.isSprigEmpty })
    }
    + both("uniq", [.any], unique)
    + both("without", [.any, .any], variadic: true, without)
    + both("has", [.any, .any], has)

  /// A function and its `must` form, which differ only in Go's way to raise the error.
  static func both(
    _ name: String, _ parameters: [GoType], variadic: Bool = false,
    _ body: @escaping @Sendable ([Value]) throws(ValueError) -> Value
  ) -> [TemplateFunction] {
    let must = "must" + name.prefix(1).uppercased() + name.dropFirst()
    return [
      .sprig(name, parameters, variadic: variadic, body),
      .sprig(must, parameters, variadic: variadic, body),
    ]
  }

  /// The elements of a slice or array; the error ends in the kind of what it is instead.
  static func elements(_ value: Value, _ message: String) throws(ValueError) -> [Value] {
    switch value {
    case .list(let list): return list.elements
    case .null, .absent: throw SprigLimit.nilDereference
    default: throw ValueError(message + value.goKind)
    }
  }

  private static func list(_ a: [Value]) throws(ValueError) -> Value {
    for value in a { try SprigNesting.check(value) }
    return .list(a)
  }

  private static func concatenated(_ a: [Value]) throws(ValueError) -> Value {
    var result: [Value] = []
    for list in a {
      result += try elements(list, "Cannot concat type ", suffix: " as list")
      try SprigLimit.check(elements: result.count, "sprig_concat")
    }
    if result.isEmpty { return .list(ListValue([], elementType: .any, isNil: true)) }
    return .list(result)
  }

  private static func elements(
    _ value: Value, _ message: String, suffix: String
  ) throws(ValueError) -> [Value] {
    do throws(ValueError) {
      return try elements(value, message)
    } catch {
      if value.isSprigNil { throw error }
      throw ValueError(error.message + suffix)
    }
  }

  private static func unique(_ a: [Value]) throws(ValueError) -> Value {
    var known = try SprigValueSet()
    var result: [Value] = []
    for element in try elements(a[0], "Cannot find uniq on type ")
    where try known.insert(element) {
      result.append(element)
    }
    return .list(result)
  }

  private static func without(_ a: [Value]) throws(ValueError) -> Value {
    var omitted = try SprigValueSet(a.dropFirst())
    var result: [Value] = []
    for element in try elements(a[0], "Cannot find without on type ")
    where try !omitted.contains(element) {
      result.append(element)
    }
    return .list(result)
  }

  private static func has(_ a: [Value]) throws(ValueError) -> Value {
    // The older form took nil for a list without elements.
    if a[1].isSprigNil { return .bool(false) }
    for element in try elements(a[1], "Cannot find has on type ")
    where try SprigEquality.areEqual(a[0], element) {
      return .bool(true)
    }
    return .bool(false)
  }
}
