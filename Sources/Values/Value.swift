/// The dynamic value of templates, with enough of Go's static types to print, compare and refuse
/// as Go's `text/template` does.
///
/// Values are immutable and shared freely between tasks.
package enum Value: Sendable {
  /// Go's zero `reflect.Value`: a missing key; prints `<no value>`.
  case absent
  /// A nil interface: JSON `null`, the constant `nil`.
  case null
  case bool(Bool)
  /// A signed integer; the number fits its width.
  case int(Int64, SignedWidth)
  /// An unsigned integer; the number fits its width.
  case uint(UInt64, UnsignedWidth)
  case float(Double, FloatWidth)
  /// A Go string.
  case bytes(Bytes)
  /// A slice or an array, possibly nil.
  case list(ListValue)
  /// A map, possibly nil.
  case map(MapValue)
  /// A struct held by value.
  case record(RecordValue)
  /// A pointer to a struct, never nil: what registries hand out.
  case recordPointer(RecordValue)
  /// Any other pointer, nil ones included.
  case pointer(PointerValue)
  /// A function value, for `call`.
  case function(FunctionValue)
  /// An opaque Go value with methods: the scratch pad, a time, a channel.
  case object(ObjectValue)
}

/// Widths of signed integers, in Go's names.
package enum SignedWidth: UInt8, Sendable {
  case int, int8, int16, int32, int64
}

/// Widths of unsigned integers, in Go's names.
package enum UnsignedWidth: UInt8, Sendable {
  case uint, uint8, uint16, uint32, uint64, uintptr
}

/// Widths of floating-point numbers, in Go's names.
package enum FloatWidth: UInt8, Sendable {
  case float64, float32
}

extension Value {
  /// A Go `int`.
  package static func int(_ number: Int) -> Value { .int(Int64(number), .int) }

  /// A Go `int64`.
  package static func int64(_ number: Int64) -> Value { .int(number, .int64) }

  /// A Go `uint64`.
  package static func uint64(_ number: UInt64) -> Value { .uint(number, .uint64) }

  /// A Go `float64`.
  package static func float(_ number: Double) -> Value { .float(number, .float64) }

  /// A Go string of UTF-8 text.
  package static func string(_ text: String) -> Value { .bytes(Bytes(text)) }

  /// A `[]interface {}`.
  package static func list(_ elements: [Value]) -> Value {
    .list(ListValue(elements, elementType: .any))
  }

  /// A `[]string`.
  package static func strings(_ elements: [Bytes]) -> Value {
    .list(ListValue(elements.map(Value.bytes), elementType: .string))
  }

  /// A `map[string]interface {}`; of equal keys the last wins.
  package static func map(_ entries: [(Bytes, Value)]) -> Value {
    .map(MapValue(entries, valueType: .any))
  }
}
