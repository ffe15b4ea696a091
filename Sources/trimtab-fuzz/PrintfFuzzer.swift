import TemplateLanguage
import Values

/// Feeds `printf`, the escapes and the comparisons with formats and operands cut from random bytes.
enum PrintfFuzzer {
  private static let limit = 1 << 20

  /// The first byte says how many operands follow, each made from the next bytes; the rest is the
  /// format. Ends the process if a promise is broken.
  static func check(_ bytes: UnsafeBufferPointer<UInt8>) {
    var source = OperandSource(bytes)
    let count = Int(source.byte() % 6)
    let operands = (0..<count).map { _ in source.value(depth: 0) }
    let format = source.rest()
    let output = OutputBuffer(reserving: 64, limit: limit)
    GoFormat.appendSprintf(format, operands[...], to: output)
    precondition(output.count <= limit, "the output keeps to its limit")
    let printed = GoFormat.sprint(operands)
    check(printed)
    check(format)
    let first = operands.first ?? .bytes(format)
    for name in ["eq", "lt", "index", "slice", "len", "html", "js", "urlquery", "not"] {
      let arguments = operands.isEmpty ? [first, first] : operands
      let isUnary = name == "len" || name == "not"
      let fitting =
        isUnary ? [first] : name == "lt" ? [first, arguments[arguments.count - 1]] : arguments
      _ = try? Builtins.table[name]?.body(fitting, EvaluationContext())
    }
  }

  private static func check(_ text: Bytes) {
    let quoted = GoQuoting.quote(text, asciiOnly: true)
    precondition(quoted.storage.allSatisfy { $0 >= 0x20 && $0 < 0x7F }, "quoted text is ASCII")
    precondition(
      GoEscaping.urlQuery(text).storage.allSatisfy { $0 > 0x20 && $0 < 0x7F },
      "an escaped query is ASCII without spaces")
    let html = GoEscaping.html(text).storage
    precondition(
      !html.contains { $0 == 0x3C || $0 == 0x3E || $0 == 0x22 || $0 == 0x27 || $0 == 0 },
      "escaped text has no HTML marks")
    let js = GoEscaping.js(text).storage
    precondition(!js.contains { $0 < 0x20 || $0 == 0x3C || $0 == 0x3E }, "escaped text is safe")
  }
}

/// Makes values of all kinds from bytes; zeros when they run out.
private struct OperandSource {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0

  private static let shape = RecordShape(
    "main.Thing", [.init("Name", .string), .init("Any", .any)])

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  mutating func byte() -> UInt8 {
    guard position < bytes.count else { return 0 }
    position += 1
    return bytes[position - 1]
  }

  mutating func rest() -> Bytes {
    let rest = Bytes(copying: bytes[position...])
    position = bytes.count
    return rest
  }

  private mutating func number() -> UInt64 {
    (0..<8).reduce(0) { number, _ in number << 8 | UInt64(byte()) }
  }

  private mutating func text() -> Bytes {
    let count = Int(byte() % 12)
    return Bytes((0..<count).map { _ in byte() })
  }

  mutating func value(depth: Int) -> Value {
    let kind = byte() % (depth > 3 ? 9 : 14)
    switch kind {
    case 0: return .null
    case 1: return .absent
    case 2: return .bool(byte() & 1 == 1)
    case 3: return .int64(Int64(bitPattern: number()))
    case 4: return .int(Int64(Int8(bitPattern: byte())), .int8)
    case 5: return .uint64(number())
    case 6: return .float(Double(bitPattern: number()))
    case 7: return .float(Double(Float(bitPattern: UInt32(truncatingIfNeeded: number()))), .float32)
    case 8: return .bytes(text())
    default: return composite(kind, depth: depth)
    }
  }

  private mutating func composite(_ kind: UInt8, depth: Int) -> Value {
    switch kind {
    case 9: return .list((0..<Int(byte() % 4)).map { _ in value(depth: depth + 1) })
    case 10:
      return .map((0..<Int(byte() % 4)).map { _ in (text(), value(depth: depth + 1)) })
    case 11:
      return .recordPointer(
        RecordValue(OperandSource.shape, [.bytes(text()), value(depth: depth + 1)]))
    case 12:
      return .list(
        ListValue(
          text().storage.map { .uint(UInt64($0), .uint8) }, elementType: .unsigned(.uint8)))
    default: return .pointer(PointerValue(to: value(depth: depth + 1), type: .any))
    }
  }
}
