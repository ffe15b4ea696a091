internal import Values

extension FormatPrinter {
  @inline(never)
  mutating func printList(_ list: ListValue, verb: Unicode.Scalar, depth: Int) {
    if list.elementType.isByte, printsAsText(verb) {
      return printBytes(FormatPrinter.bytes(of: list), .list(list), verb: verb)
    }
    if flags.isGoSyntax {
      let isPlainBytes = depth == 0 && Value.list(list).isPlainBytes
      output.append(isPlainBytes ? "[]byte" : list.type.name)
      if list.isNil { return append("(nil)") }
    }
    append(flags.isGoSyntax ? "{" : "[")
    for (index, element) in list.elements.enumerated() {
      if index > 0 { appendSeparator() }
      printValue(element, verb: verb, depth: depth + 1)
      if output.isOverflowing { return }
    }
    append(flags.isGoSyntax ? "}" : "]")
  }

  private func printsAsText(_ verb: Unicode.Scalar) -> Bool {
    verb == "s" || verb == "q" || verb == "x" || verb == "X"
  }

  private static func bytes(of list: ListValue) -> Bytes {
    Bytes(
      list.elements.map { element in
        guard case .uint(let number, _) = element else { return 0 }
        return UInt8(truncatingIfNeeded: number)
      })
  }

  @inline(never)
  mutating func printMap(_ map: MapValue, verb: Unicode.Scalar, depth: Int) {
    if flags.isGoSyntax {
      output.append(map.type.name)
      if map.isNil { return append("(nil)") }
    }
    append(flags.isGoSyntax ? "{" : "map[")
    for index in map.keys.indices {
      if index > 0 { appendSeparator() }
      printValue(map.keys[index], verb: verb, depth: depth + 1)
      append(":")
      printValue(map.values[index], verb: verb, depth: depth + 1)
      if output.isOverflowing { return }
    }
    append(flags.isGoSyntax ? "}" : "]")
  }

  @inline(never)
  mutating func printRecord(_ record: RecordValue, verb: Unicode.Scalar, depth: Int) {
    if flags.isGoSyntax { output.append(record.shape.goTypeName) }
    append("{")
    for (index, field) in record.fields.enumerated() {
      if index > 0 { appendSeparator() }
      if flags.isGoSyntax || flags.showsFieldNames {
        output.append(record.shape.fields[index].name)
        append(":")
      }
      printValue(field, verb: verb, depth: depth + 1)
      if output.isOverflowing { return }
    }
    append("}")
  }

  private func appendSeparator() { append(flags.isGoSyntax ? ", " : " ") }

  /// Prints the address of a list, map, pointer, function or object.
  @inline(never)
  mutating func printPointer(_ value: Value, verb: Unicode.Scalar) {
    guard let address = value.address else { return printBadVerb(verb, value) }
    switch verb {
    case "v" where flags.isGoSyntax:
      append("(")
      output.append(value.goTypeName)
      append(")(")
      if address == 0 { append("nil") } else { printHexadecimal(address, hasPrefix: true) }
      append(")")
    case "v" where address == 0: pad(text: "<nil>")
    case "v", "p": printHexadecimal(address, hasPrefix: !flags.isAlternate)
    case "b", "o", "d", "x", "X": printInteger(address, isSigned: false, value, verb: verb)
    default: printBadVerb(verb, value)
    }
  }
}

extension Value {
  /// Whether it is a `[]byte`, which Go's `fmt` knows by itself.
  var isPlainBytes: Bool {
    guard case .list(let list) = self else { return false }
    return list.elementType.isByte && list.named == nil && !list.isArray
  }

  /// Where the value claims to be in memory; 0 for nil, nil for values without an address.
  fileprivate var address: UInt64? {
    let isNil: Bool
    switch self {
    case .list(let list):
      if list.isArray { return nil }
      isNil = list.isNil
    case .map(let map): isNil = map.isNil
    case .pointer(let pointer): isNil = pointer.target == nil
    case .recordPointer, .function, .object: isNil = false
    default: return nil
    }
    return isNil ? 0 : FormatPrinter.address
  }
}
