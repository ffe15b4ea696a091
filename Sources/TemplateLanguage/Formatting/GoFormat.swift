package import Values

/// Go's `fmt.Sprint` family and the printing of template actions, byte for byte, except that
/// addresses are always the same (a rendering must not depend on memory).
///
/// None of these fail; when the buffer's limit is hit, `OutputBuffer.isOverflowing` says so.
package enum GoFormat {
  /// Appends what an action prints: `<no value>` for nil and missing values, pointers followed to
  /// their end, everything else as `%v`.
  ///
  /// Throws for functions and channels, with nothing but the type's name (such as
  /// `<-chan int64`) as the message: the evaluator knows the node and composes
  /// ``can't print NODE of type NAME``.
  @inline(__always)
  package static func appendAction(
    _ value: Value, to output: OutputBuffer
  ) throws(ValueError) {
    switch value {
    case .bytes(let bytes): output.append(bytes)
    case .int(let number, _): IntegerText.append(number, to: output)
    default: try appendOther(value, to: output)
    }
  }

  /// What `appendAction` does with the kinds that are rare; apart, so that the usual are inlined.
  @inline(never)
  private static func appendOther(
    _ value: Value, to output: OutputBuffer
  ) throws(ValueError) {
    var printer = FormatPrinter(to: output)
    let value = value.withoutPointers
    switch value {
    case .absent, .null: printer.append("<no value>")
    case .function(let function): throw ValueError(function.typeText)
    case .object(let object) where object.isChannelOrFunction:
      throw ValueError(object.type.name)
    case .record: printer.printValue(value, verb: "v", depth: 0)
    default: printer.printArgument(value, verb: "v")
    }
  }

  /// Appends the operands as `%v`, with a space between two when neither is a string.
  package static func appendSprint(_ values: [Value], to output: OutputBuffer) {
    var wasString = true
    for value in values {
      let isString = value.isString
      if !isString, !wasString { output.append(UInt8(ascii: " ")) }
      append(value, to: output)
      wasString = isString
    }
  }

  /// Appends the operands as `%v`, with a space between all, and a newline.
  package static func appendSprintln(_ values: [Value], to output: OutputBuffer) {
    for (index, value) in values.enumerated() {
      if index > 0 { output.append(UInt8(ascii: " ")) }
      append(value, to: output)
    }
    output.append(UInt8(ascii: "\n"))
  }

  /// Appends the operands as the format says; mistakes in it show as `%!d(string=hi)` and the like.
  package static func appendSprintf(
    _ format: Bytes, _ values: ArraySlice<Value>, to output: OutputBuffer
  ) {
    var printer = FormatPrinter(to: output)
    format.storage.withUnsafeBufferPointer { printer.printFormat($0, values) }
  }

  /// `fmt.Sprint`
  package static func sprint(_ values: [Value]) -> Bytes {
    text { appendSprint(values, to: $0) }
  }

  /// `fmt.Sprintln`
  package static func sprintln(_ values: [Value]) -> Bytes {
    text { appendSprintln(values, to: $0) }
  }

  /// `fmt.Sprintf`
  package static func sprintf(_ format: Bytes, _ values: [Value]) -> Bytes {
    text { appendSprintf(format, values[...], to: $0) }
  }

  private static func append(_ value: Value, to output: OutputBuffer) {
    switch value {
    case .bytes(let bytes): output.append(bytes)
    case .int(let number, _): IntegerText.append(number, to: output)
    default:
      var printer = FormatPrinter(to: output)
      printer.printArgument(value, verb: "v")
    }
  }

  private static func text(_ write: (OutputBuffer) -> Void) -> Bytes {
    let output = OutputBuffer(reserving: 64)
    write(output)
    return Bytes(output.bytes())
  }
}

extension Value {
  /// Whether it is a Go string.
  var isString: Bool {
    if case .bytes = self { return true }
    return false
  }

  /// The value at the end of a chain of pointers; a nil pointer stays one.
  var withoutPointers: Value {
    var value = self
    while case .pointer(let pointer) = value, let target = pointer.target { value = target }
    if case .recordPointer(let record) = value { return .record(record) }
    return value
  }
}

extension ObjectValue {
  /// Whether Go would refuse to print it in an action.
  var isChannelOrFunction: Bool {
    guard case .opaque(let name) = type.underlying else { return false }
    return name.hasPrefix("func(") || name.hasPrefix("chan ") || name.hasPrefix("<-chan ")
      || name.hasPrefix("chan<- ")
  }
}
