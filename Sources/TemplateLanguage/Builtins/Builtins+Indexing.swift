package import Values

extension Builtins {
  /// The number of bytes of a string, elements of a list or entries of a map.
  package static func length(_ value: Value) throws(ValueError) -> Int {
    switch value.withoutPointers {
    case .bytes(let bytes): return bytes.count
    case .list(let list): return list.elements.count
    case .map(let map): return map.count
    case .object(let object) where object is IntegerSequence: return 0
    case .absent: throw ValueError("reflect: call of reflect.Value.Type on zero Value")
    case .null: throw ValueError("len of nil pointer")
    case .pointer: throw ValueError("len of nil pointer")
    case let other: throw ValueError("len of type \(other.goTypeName)")
    }
  }

  /// What one finds in `item` by going through lists, strings and maps by `keys`.
  package static func index(
    _ item: Value, _ keys: ArraySlice<Value>
  ) throws(ValueError) -> Value {
    guard !item.isInvalid else { throw ValueError("index of untyped nil") }
    var item = item
    for key in keys {
      switch item.withoutPointers {
      case .list(let list):
        let position = try self.position(key, upTo: list.elements.count)
        guard position < list.elements.count else {
          throw ValueError("reflect: \(list.isArray ? "array" : "slice") index out of range")
        }
        item = list.elements[position]
      case .bytes(let bytes):
        let position = try self.position(key, upTo: bytes.count)
        guard position < bytes.count else {
          throw ValueError("reflect: string index out of range")
        }
        item = .uint(UInt64(bytes[position]), .uint8)
      case .map(let map): item = try entry(of: map, key)
      case .absent, .null, .pointer: throw ValueError("index of nil pointer")
      case let other: throw ValueError("can't index item of type \(other.goTypeName)")
      }
    }
    return item
  }

  private static func entry(of map: MapValue, _ key: Value) throws(ValueError) -> Value {
    let key = try assignable(key, to: map.keyType)
    if case .bytes(let name) = key, case .string = map.keyType.underlying {
      return map[name] ?? .zero(of: map.valueType)
    }
    if !key.isBasic, !key.isInvalid, !key.goType.isComparable {
      throw ValueError("runtime error: hash of unhashable type \(key.goTypeName)")
    }
    for (position, candidate) in map.keys.enumerated() where candidate.isIdentical(to: key) {
      return map.values[position]
    }
    return .zero(of: map.valueType)
  }

  /// A value as one of a static type, if Go can assign it or convert between integers.
  static func assignable(_ value: Value, to type: GoType) throws(ValueError) -> Value {
    if value.isInvalid {
      guard type.canBeNil else {
        throw ValueError("value is nil; should be of type \(type.name)")
      }
      return .zero(of: type)
    }
    if case .any = type { return value }
    if value.goTypeName == type.name { return value }
    if let converted = integer(value, as: type) { return converted }
    throw ValueError("value has type \(value.goTypeName); should be \(type.name)")
  }

  /// A whole number in another width, wrapped around as Go's conversion of integers does.
  private static func integer(_ value: Value, as type: GoType) -> Value? {
    let bits: UInt64
    switch value {
    case .int(let number, _): bits = UInt64(bitPattern: number)
    case .uint(let number, _): bits = number
    case .float(let number, _):
      guard let whole = Int64(exactly: number) else { return nil }
      bits = UInt64(bitPattern: whole)
    default: return nil
    }
    switch type.underlying {
    case .signed(let width): return .int(width.wrap(bits), width)
    case .unsigned(let width): return .uint(width.wrap(bits), width)
    default: return nil
    }
  }

  /// An index into something of `count` elements; `count` itself is let through, as in Go.
  private static func position(_ index: Value, upTo count: Int) throws(ValueError) -> Int {
    let number: Int64
    switch index.withoutName {
    case .int(let value, _): number = value
    case .uint(let value, _): number = Int64(truncatingIfNeeded: value)
    case .float(let value, _) where Int64(exactly: value) != nil:
      // Numbers from JSON are floats; a whole one can only mean the position.
      number = Int64(value)
    case .absent, .null: throw ValueError("cannot index slice/array with nil")
    default:
      throw ValueError("cannot index slice/array with type \(index.goTypeName)")
    }
    guard number >= 0, number <= Int64(count) else {
      throw ValueError("index out of range: \(number)")
    }
    return Int(number)
  }

  /// A part of a string or list: `[from:]`, `[from:to]` or `[from:to:capacity]`.
  ///
  /// A list's capacity is its length: what was cut off cannot be brought back.
  package static func slice(
    _ item: Value, _ indexes: ArraySlice<Value>
  ) throws(ValueError) -> Value {
    guard !item.isInvalid else { throw ValueError("slice of untyped nil") }
    let item = item.withoutPointers
    if case .pointer = item { throw ValueError("slice of nil pointer") }
    guard indexes.count <= 3 else {
      throw ValueError("too many slice indexes: \(indexes.count)")
    }
    switch item {
    case .bytes(let bytes):
      guard indexes.count < 3 else { throw ValueError("cannot 3-index slice a string") }
      return .bytes(bytes[try bounds(indexes, count: bytes.count)])
    case .list(let list):
      let range = try bounds(indexes, count: list.elements.count)
      return .list(
        ListValue(
          Array(list.elements[range]), elementType: list.elementType, named: list.named,
          isNil: list.isNil))
    default: throw ValueError("can't slice item of type \(item.goTypeName)")
    }
  }

  private static func bounds(
    _ indexes: ArraySlice<Value>, count: Int
  ) throws(ValueError) -> Range<Int> {
    var bounds = [0, count, count]
    for (position, index) in indexes.enumerated() {
      bounds[position] = try self.position(index, upTo: count)
    }
    guard bounds[0] <= bounds[1] else {
      throw ValueError("invalid slice index: \(bounds[0]) > \(bounds[1])")
    }
    guard bounds[1] <= bounds[2] else {
      throw ValueError("invalid slice index: \(bounds[1]) > \(bounds[2])")
    }
    return bounds[0]..<bounds[1]
  }

  /// Calls a function value; `name` is the template's text for it, which errors show.
  package static func call(
    _ function: Value, named name: String, _ arguments: ArraySlice<Value>
  ) throws(ValueError) -> Value {
    guard !function.isInvalid else { throw ValueError("call of nil") }
    guard case .function(let function) = function else {
      throw ValueError("non-function \(name) of type \(function.goTypeName)")
    }
    guard arguments.count == function.parameters.count else {
      throw ValueError(
        "wrong number of args for \(name): got \(arguments.count) "
          + "want \(function.parameters.count)")
    }
    var adapted: [Value] = []
    for (position, argument) in arguments.enumerated() {
      do {
        adapted.append(try assignable(argument, to: function.parameters[position]))
      } catch {
        throw ValueError("arg \(position): \(error.message)")
      }
    }
    return try function.body(adapted)
  }
}

extension SignedWidth {
  /// The low bits of a number, as a signed one of this width.
  fileprivate func wrap(_ bits: UInt64) -> Int64 {
    switch self {
    case .int, .int64: Int64(bitPattern: bits)
    case .int8: Int64(Int8(truncatingIfNeeded: bits))
    case .int16: Int64(Int16(truncatingIfNeeded: bits))
    case .int32: Int64(Int32(truncatingIfNeeded: bits))
    }
  }
}

extension UnsignedWidth {
  /// The low bits of a number, as many as this width has.
  fileprivate func wrap(_ bits: UInt64) -> UInt64 {
    switch self {
    case .uint, .uint64, .uintptr: bits
    case .uint8: UInt64(UInt8(truncatingIfNeeded: bits))
    case .uint16: UInt64(UInt16(truncatingIfNeeded: bits))
    case .uint32: UInt64(UInt32(truncatingIfNeeded: bits))
    }
  }
}
