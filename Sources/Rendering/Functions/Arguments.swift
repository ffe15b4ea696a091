import TemplateLanguage
import Values

/// Typed access to arguments which the evaluator has already checked. A mismatch is an error in
/// Go's words and not a crash, because functions are also called with other tools' values.
extension [Value] {
  /// The Go string at a position.
  func bytes(_ position: Int) throws(ValueError) -> Bytes {
    guard position < count, case .bytes(let bytes) = self[position] else {
      throw mismatch(position, "string")
    }
    return bytes
  }

  /// The Go int at a position.
  func int(_ position: Int) throws(ValueError) -> Int64 {
    guard position < count, case .int(let number, _) = self[position] else {
      throw mismatch(position, "int")
    }
    return number
  }

  /// The Go bool at a position.
  func bool(_ position: Int) throws(ValueError) -> Bool {
    guard position < count, case .bool(let flag) = self[position] else {
      throw mismatch(position, "bool")
    }
    return flag
  }

  /// The elements of the list at a position; nil is an empty one.
  func list(_ position: Int) throws(ValueError) -> [Value] {
    guard position < count else { throw mismatch(position, "list") }
    switch self[position] {
    case .list(let list): return list.elements
    case .null, .absent: return []
    default: throw mismatch(position, "list")
    }
  }

  /// The map at a position; nil is an empty one.
  func map(_ position: Int) throws(ValueError) -> MapValue {
    guard position < count else { throw mismatch(position, "map[string]interface {}") }
    switch self[position] {
    case .map(let map): return map
    case .null, .absent: return MapValue([], valueType: .any, isNil: true)
    default: throw mismatch(position, "map[string]interface {}")
    }
  }

  /// The Go strings from a position on.
  func strings(from position: Int) throws(ValueError) -> [Bytes] {
    var strings: [Bytes] = []
    for index in indices.dropFirst(position) { strings.append(try bytes(index)) }
    return strings
  }

  private func mismatch(_ position: Int, _ expected: String) -> ValueError {
    guard position < count else { return ValueError("expected \(expected); got no argument") }
    return ValueError("wrong type for value; expected \(expected); got \(self[position].kindName)")
  }
}

extension Value {
  /// The bytes of a Go string, else nil.
  var asBytes: Bytes? {
    if case .bytes(let bytes) = self { bytes } else { nil }
  }

  /// A rough type for errors that only our own mistakes can cause.
  fileprivate var kindName: String {
    switch self {
    case .absent, .null: "nil"
    case .bool: "bool"
    case .int: "int"
    case .uint: "uint"
    case .float: "float64"
    case .bytes: "string"
    case .list: "list"
    case .map: "map"
    case .record, .recordPointer: "struct"
    case .pointer: "pointer"
    case .function: "func"
    case .object: "object"
    }
  }
}

extension EvaluationContext {
  /// This evaluation as a rendering pass.
  ///
  /// Throws for an evaluation without a snapshot, such as `trimtab eval`'s on plain data.
  func rendering(for function: String) throws(ValueError) -> RenderContext {
    guard let context = self as? RenderContext else {
      throw ValueError("`\(function)` works only in a rendering, not on plain data")
    }
    return context
  }
}
