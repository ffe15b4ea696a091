import TemplateLanguage
import Values

/// sprig's functions that return parts of lists.
enum SprigListParts {
  static let all: [TemplateFunction] =
    SprigLists.both("first", [.any]) { a throws(ValueError) in
      try SprigLists.elements(a[0], "Cannot find first on type ").first ?? .null
    }
    + SprigLists.both("last", [.any]) { a throws(ValueError) in
      try SprigLists.elements(a[0], "Cannot find last on type ").last ?? .null
    }
    + SprigLists.both("rest", [.any]) { a throws(ValueError) in
      part(try SprigLists.elements(a[0], "Cannot find rest on type ")) { $0.dropFirst() }
    }
    + SprigLists.both("initial", [.any]) { a throws(ValueError) in
      part(try SprigLists.elements(a[0], "Cannot find initial on type ")) { $0.dropLast() }
    }
    + SprigLists.both("slice", [.any, .any], variadic: true, slice)
    + SprigLists.both("chunk", [.int, .any], chunks)

  /// A part of a list that is not empty; of an empty one a nil list.
  private static func part(
    _ elements: [Value], _ cut: ([Value]) -> ArraySlice<Value>
  ) -> Value {
    if elements.isEmpty { return .list(ListValue([], elementType: .any, isNil: true)) }
    return .list(Array(cut(elements)))
  }

  /// `slice LIST [START [END]]`, of the list's own type.
  private static func slice(_ a: [Value]) throws(ValueError) -> Value {
    let elements = try SprigLists.elements(a[0], "list should be type of slice or array but ")
    guard !elements.isEmpty, case .list(let list) = a[0] else { return .null }
    let start = a.count > 1 ? Int(SprigCast.int(a[1])) : 0
    let end = a.count > 2 ? Int(SprigCast.int(a[2])) : elements.count
    guard 0 <= start, start <= end, end <= elements.count else {
      throw ValueError("reflect.Value.Slice: slice index out of bounds")
    }
    return .list(
      ListValue(
        Array(elements[start..<end]), elementType: list.elementType,
        named: list.isArray ? nil : list.named))
  }

  /// `chunk SIZE LIST`: lists of that many elements, the last one shorter.
  private static func chunks(_ a: [Value]) throws(ValueError) -> Value {
    let size = try a.whole(0)
    let elements = try SprigLists.elements(a[1], "Cannot chunk type ")
    let type = GoType.slice(.any)
    guard size > 0 else {
      guard size < 0 else { throw ValueError("runtime error: integer divide by zero") }
      // As many chunks as Go computes for a negative size: none, or an impossible number.
      let count = (Double(elements.count - 1) / Double(size)).rounded(.down) + 1
      if count == 0 { return .list(ListValue([], elementType: type)) }
      if elements.count == 1, size < -1 { return .list(ListValue([a[1]], elementType: type)) }
      throw ValueError("runtime error: makeslice: len out of range")
    }
    if elements.isEmpty { return .list(ListValue([], elementType: type)) }
    let chunks = stride(from: 0, to: elements.count, by: size).map { start in
      Value.list(Array(elements[start..<Swift.min(elements.count, start + size)]))
    }
    return .list(ListValue(chunks, elementType: type))
  }
}
