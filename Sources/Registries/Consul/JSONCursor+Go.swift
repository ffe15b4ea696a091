import DataFormats
import Values

/// Fields as Go reads them into a struct: `null` is the zero value, another kind is an error.
extension JSONCursor {
  /// The elements of an array.
  func list(_ place: String) throws(ConsulAnswerError) -> JSONElements {
    guard kind == .array else {
      throw ConsulAnswerError(expected: "an array", as: place, found: self)
    }
    return elements
  }

  /// The members of an object.
  func object(_ place: String) throws(ConsulAnswerError) -> JSONMembers {
    guard kind == .object else {
      throw ConsulAnswerError(expected: "an object", as: place, found: self)
    }
    return members
  }

  func text(
    _ place: @autoclosure () -> String, _ pool: TextPool? = nil
  ) throws(ConsulAnswerError) -> Bytes {
    if let bytes = pool.map({ $0.text(self) }) ?? bytes { return bytes }
    guard isNull else {
      throw ConsulAnswerError(expected: "a string", as: place(), found: self)
    }
    return Bytes()
  }

  func number(_ place: String) throws(ConsulAnswerError) -> Int64 {
    if let int64 { return int64 }
    guard isNull else {
      throw ConsulAnswerError(expected: "an integer", as: place, found: self)
    }
    return 0
  }

  func unsigned(_ place: String) throws(ConsulAnswerError) -> UInt64 {
    if let uint64 { return uint64 }
    guard isNull else {
      throw ConsulAnswerError(expected: "a non-negative integer", as: place, found: self)
    }
    return 0
  }

  func flag(_ place: String) throws(ConsulAnswerError) -> Bool {
    if let bool { return bool }
    guard isNull else {
      throw ConsulAnswerError(expected: "a boolean", as: place, found: self)
    }
    return false
  }

  /// A `map[string]string`.
  func textMap(_ place: String, _ pool: TextPool) throws(ConsulAnswerError) -> Value {
    if isNull { return JSONCursor.nilMap }
    if kind == .object, count == 0 { return JSONCursor.emptyMap }
    var entries: [(key: Bytes, text: Bytes)] = []
    entries.reserveCapacity(count)
    for (key, value) in try object(place) {
      entries.append((pool.text(key) ?? Bytes(), try value.text(place, pool)))
    }
    return pool.map(entries)
  }

  /// The texts of an array of strings.
  func texts(_ place: String, _ pool: TextPool) throws(ConsulAnswerError) -> [Bytes] {
    if isNull { return [] }
    var texts: [Bytes] = []
    texts.reserveCapacity(count)
    for element in try list(place) { texts.append(try element.text(place, pool)) }
    return texts
  }

  // Most instances have no meta data: they share these.
  static let nilMap = Value.map(MapValue([], valueType: .string, isNil: true))
  static let emptyMap = Value.map(MapValue([], valueType: .string))
}
