internal import Values

/// Prints values under one directive's flags, as Go's `fmt` does.
///
/// What printing calls on each level is not inlined, so that the recursion's frames stay small.
struct FormatPrinter {
  /// How deep lists, maps and records may nest, as deep as JSON may; deeper ones print
  /// `nestingMarker` instead, so that hostile data cannot exhaust the stack: a level takes less
  /// than 512 bytes of it.
  static let maximumDepth = 512
  /// What stands for a value below `maximumDepth`.
  static let nestingMarker: StaticString = "<nested too deeply>"
  /// Where all pointers, channels and functions claim to be. Go prints memory addresses, which
  /// would make each rendering differ from the one before.
  static let address: UInt64 = 0xc0_0000_0000

  /// Where the text goes.
  let output: OutputBuffer
  /// The flags of the current directive.
  var flags = FormatFlags()
  /// Whether an error mark is being written; methods are not called then.
  var isErroring = false
  /// How deep the current value is nested.
  private var nesting = 0

  init(to output: OutputBuffer) { self.output = output }

  /// Prints an operand.
  mutating func printArgument(_ value: Value, verb: Unicode.Scalar) {
    switch value {
    case .absent, .null:
      if verb == "v" || verb == "T" {
        pad(text: "<nil>")
      } else {
        printBadVerb(verb, value)
      }
    default:
      switch verb {
      case "T": printString(value.goTypeName, verb: "s")
      case "p": printPointer(value, verb: verb)
      default: printValue(value, verb: verb, depth: 0)
      }
    }
  }

  /// Prints a value, `depth` levels below its operand.
  mutating func printValue(_ value: Value, verb: Unicode.Scalar, depth: Int) {
    switch value {
    case .absent, .null: append(flags.isGoSyntax ? "interface {}(nil)" : "<nil>")
    case .bool(let flag): printBool(flag, verb: verb)
    case .int(let number, _):
      printInteger(UInt64(bitPattern: number), isSigned: true, value, verb: verb)
    case .uint(let number, _): printInteger(number, isSigned: false, value, verb: verb)
    case .float(let number, let width): printFloat(number, width, verb: verb)
    case .bytes(let bytes): printString(bytes, value, verb: verb)
    case .list, .map, .record, .recordPointer, .pointer, .function, .object:
      guard nesting < FormatPrinter.maximumDepth else { return append(FormatPrinter.nestingMarker) }
      nesting += 1
      if !callTextMethod(of: value, verb: verb) {
        printComposite(value, verb: verb, depth: depth)
      }
      nesting -= 1
    }
  }

  @inline(never)
  private mutating func printComposite(_ value: Value, verb: Unicode.Scalar, depth: Int) {
    switch value {
    case .list(let list): printList(list, verb: verb, depth: depth)
    case .map(let map): printMap(map, verb: verb, depth: depth)
    case .record(let record): printRecord(record, verb: verb, depth: depth)
    case .recordPointer(let record) where depth == 0:
      output.append(UInt8(ascii: "&"))
      printValue(.record(record), verb: verb, depth: 1)
    case .pointer(let pointer):
      switch pointer.target {
      case .some(let target) where depth == 0 && target.isPrintedThroughPointer:
        output.append(UInt8(ascii: "&"))
        printValue(target, verb: verb, depth: 1)
      default: printPointer(value, verb: verb)
      }
    case .object(let number as ComplexNumber): printComplex(number, verb: verb)
    case .object(let integer as NamedInteger):
      let number = UInt64(bitPattern: integer.number)
      printInteger(number, isSigned: true, value, verb: verb)
    default: printPointer(value, verb: verb)
    }
  }

  /// Writes `%!d(string=hi)`: the verb does not fit the value.
  @inline(never)
  mutating func printBadVerb(_ verb: Unicode.Scalar, _ value: Value) {
    isErroring = true
    append("%!")
    append(verb: verb)
    append("(")
    switch value {
    case .absent, .null: append("<nil>")
    default:
      output.append(value.goTypeName)
      append("=")
      printArgument(value, verb: "v")
    }
    append(")")
    isErroring = false
  }

  /// Lets a value with an `Error` or `String` method speak for itself; false if it has none.
  @inline(never)
  private mutating func callTextMethod(of value: Value, verb: Unicode.Scalar) -> Bool {
    guard !isErroring, !flags.isGoSyntax else { return false }
    guard let methods = value.methods, !methods.isEmpty else { return false }
    guard verb == "v" || verb == "s" || verb == "x" || verb == "X" || verb == "q" else {
      return false
    }
    for name in ["Error", "String"] as [Bytes] {
      guard let method = methods[name], method.parameters.isEmpty else { continue }
      do {
        let text = try method.body(value, [])
        guard case .bytes(let bytes) = text else { continue }
        printString(bytes, text, verb: verb)
      } catch {
        let whole = flags
        flags = FormatFlags()
        output.append("%!\(verb)(PANIC=\(name.string) method: \(error.message))")
        flags = whole
      }
      return true
    }
    return false
  }

  // MARK: plain text

  func append(_ text: StaticString) {
    output.append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  func append(verb scalar: Unicode.Scalar) {
    if scalar.value < 0x80 {
      output.append(UInt8(truncatingIfNeeded: scalar.value))
    } else {
      output.append(String(scalar))
    }
  }

  /// Writes text, padded to the width, which counts runes.
  func pad(_ bytes: UnsafeBufferPointer<UInt8>, with padding: UInt8? = nil) {
    guard let width = flags.width, width > 0 else { return output.append(bytes) }
    let missing = width - RuneDecoding.count(bytes)
    if !flags.isLeftAligned { fill(missing, with: padding ?? flags.padding) }
    output.append(bytes)
    if flags.isLeftAligned { fill(missing, with: UInt8(ascii: " ")) }
  }

  func pad(_ bytes: [UInt8], with padding: UInt8? = nil) {
    bytes.withUnsafeBufferPointer { pad($0, with: padding) }
  }

  func pad(text: StaticString) {
    pad(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  func fill(_ count: Int, with byte: UInt8) {
    guard count > 0 else { return }
    for _ in 0..<count where !output.isOverflowing { output.append(byte) }
  }
}

extension Value {
  /// The methods of the value's type.
  fileprivate var methods: [Bytes: NamedType.Method]? {
    switch self {
    case .list(let list): list.named?.methods
    case .map(let map): map.named?.methods
    case .record(let record), .recordPointer(let record): record.shape.methods
    case .object(let object): object.type.methods
    default: nil
    }
  }

  fileprivate var isPrintedThroughPointer: Bool {
    switch self {
    case .list, .map, .record: true
    default: false
    }
  }
}
