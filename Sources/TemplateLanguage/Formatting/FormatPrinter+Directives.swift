internal import Values

extension FormatPrinter {
  /// Prints a format and its operands, as Go's `Printf`.
  mutating func printFormat(
    _ format: UnsafeBufferPointer<UInt8>, _ operands: ArraySlice<Value>
  ) {
    var reader = DirectiveReader(format, operands)
    while !reader.isAtEnd, !output.isOverflowing {
      output.append(reader.literal())
      guard !reader.isAtEnd else { break }
      flags = reader.flags()
      if let operand = reader.simpleOperand() {
        printDirective(operand.verb, operand.value)
      } else {
        printFullDirective(&reader)
      }
    }
    if let first = reader.firstUnused { printExtra(operands[first...]) }
  }

  private mutating func printDirective(_ verb: Unicode.Scalar, _ value: Value) {
    if verb == "v" || verb == "w" { flags.adaptToDefaultVerb() }
    if verb == "w", !value.isPlainBytes {
      // Only Go's `Errorf` has it; here it is wrong for every value, and not for its elements.
      printBadVerb(verb, value)
    } else {
      printArgument(value, verb: verb)
    }
  }

  private mutating func printFullDirective(_ reader: inout DirectiveReader) {
    if reader.readWidth(&flags) == .unusable { append("%!(BADWIDTH)") }
    if reader.readPrecision(&flags) == .unusable { append("%!(BADPREC)") }
    guard let verb = reader.verb() else { return append("%!(NOVERB)") }
    switch verb {
    case "%": append("%")
    case _ where !reader.isIndexGood: printMark(verb, "(BADINDEX)")
    default:
      guard let value = reader.operand() else { return printMark(verb, "(MISSING)") }
      printDirective(verb, value)
    }
  }

  private func printMark(_ verb: Unicode.Scalar, _ text: StaticString) {
    append("%!")
    append(verb: verb)
    append(text)
  }

  private mutating func printExtra(_ operands: ArraySlice<Value>) {
    flags = FormatFlags()
    append("%!(EXTRA ")
    for (index, operand) in operands.enumerated() {
      if index > 0 { append(", ") }
      switch operand {
      case .absent, .null: append("<nil>")
      default:
        output.append(operand.goTypeName)
        append("=")
        printArgument(operand, verb: "v")
      }
    }
    append(")")
  }
}
