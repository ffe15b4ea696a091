import CSystem
import Values

/// Gives scalars their types, as go-yaml does.
enum YAMLResolver {
  /// What a scalar can be.
  enum Resolved {
    case null
    case bool(Bool)
    case integer(Int64)
    case unsigned(UInt64)
    case float(Double)
    case text(Bytes)

    /// What the tag of this type is called.
    var tag: String {
      switch self {
      case .null: "null"
      case .bool: "bool"
      case .integer, .unsigned: "int"
      case .float: "float"
      case .text: "str"
      }
    }
  }

  /// What a scalar means; nil if its explicit tag does not fit it.
  static func resolve(_ scalar: YAMLScalar, _ schema: YAMLReader.Schema) -> Resolved? {
    let prefix = "tag:yaml.org,2002:"
    guard let tag = scalar.tag, tag != "!" else {
      return scalar.isPlain ? resolvePlain(scalar.text, schema) : .text(scalar.text)
    }
    guard tag.hasPrefix(prefix) else { return .text(scalar.text) }
    switch tag.dropFirst(prefix.count) {
    case "binary": return Base64.decode(scalar.text.storage).map { .text(Bytes($0)) }
    case "null", "bool", "int", "float":
      let resolved = resolvePlain(scalar.text, schema)
      if prefix + resolved.tag == tag { return resolved }
      guard tag == prefix + "float" else { return nil }
      switch resolved {
      case .integer(let number): return .float(Double(number))
      case .unsigned(let number): return .float(Double(number))
      default: return nil
      }
    default: return .text(scalar.text)
    }
  }

  /// What a scalar without quotes and tag means.
  static func resolvePlain(_ text: Bytes, _ schema: YAMLReader.Schema) -> Resolved {
    guard let first = text.storage.first else { return .null }
    switch first {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
      UInt8(ascii: "."):
      if let special = special(text.string) { return special }
      return number(text.storage) ?? .text(text)
    case UInt8(ascii: "~"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"):
      return text.count <= 5 ? word(text.string, schema) ?? .text(text) : .text(text)
    default: return .text(text)
    }
  }

  private static func word(_ text: String, _ schema: YAMLReader.Schema) -> Resolved? {
    switch text {
    case "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return .bool(true)
    case "false", "False", "FALSE": return .bool(false)
    default: break
    }
    guard schema == .version2 else { return nil }
    switch text {
    case "y", "Y", "yes", "Yes", "YES", "on", "On", "ON": return .bool(true)
    case "n", "N", "no", "No", "NO", "off", "Off", "OFF": return .bool(false)
    default: return nil
    }
  }

  private static func special(_ text: String) -> Resolved? {
    switch text {
    case ".nan", ".NaN", ".NAN": .float(.nan)
    case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": .float(.infinity)
    case "-.inf", "-.Inf", "-.INF": .float(-.infinity)
    default: nil
    }
  }

  private static func number(_ text: [UInt8]) -> Resolved? {
    let digits = text[0] == UInt8(ascii: ".") ? text : text.filter { $0 != UInt8(ascii: "_") }
    if text[0] != UInt8(ascii: "."), let integer = integer(digits) { return integer }
    guard isFloat(digits) else { return nil }
    var terminated = digits.map { CChar(bitPattern: $0) }
    terminated.append(0)
    var consumed = 0
    let number = cs_parse_double(terminated, &consumed)
    return number.isFinite ? .float(number) : nil
  }

  // integer = [ sign ] ( digits / "0" digits / "0o" digits / "0x" digits / "0b" digits )
  private static func integer(_ text: [UInt8]) -> Resolved? {
    var digits = text[...]
    let isNegative = digits.first == UInt8(ascii: "-")
    let hasSign = isNegative || digits.first == UInt8(ascii: "+")
    if hasSign { digits = digits.dropFirst() }
    var radix: UInt64 = 10
    if digits.count > 1, digits.first == UInt8(ascii: "0") {
      let mark = (digits.dropFirst().first ?? 0) | 0x20
      let marked: UInt64? =
        mark == UInt8(ascii: "x")
        ? 16 : mark == UInt8(ascii: "b") ? 2 : mark == UInt8(ascii: "o") ? 8 : nil
      radix = marked ?? 8
      digits = digits.dropFirst(marked == nil ? 1 : 2)
    }
    guard let magnitude = magnitude(digits, radix) else { return nil }
    if isNegative {
      return magnitude <= 1 << 63 ? .integer(Int64(truncatingIfNeeded: 0 &- magnitude)) : nil
    }
    if let number = Int64(exactly: magnitude) { return .integer(number) }
    return hasSign ? nil : .unsigned(magnitude)
  }

  private static func magnitude(_ digits: ArraySlice<UInt8>, _ radix: UInt64) -> UInt64? {
    guard !digits.isEmpty else { return nil }
    var magnitude: UInt64 = 0
    for byte in digits {
      guard let digit = JSONEscape.hexadecimalDigit(byte), digit < radix else { return nil }
      let (product, isTooLarge) = magnitude.multipliedReportingOverflow(by: radix)
      let (sum, overflows) = product.addingReportingOverflow(UInt64(digit))
      guard !isTooLarge, !overflows else { return nil }
      magnitude = sum
    }
    return magnitude
  }

  // float = [ sign ] ( "." digits / digits [ "." [ digits ] ] ) [ e [ sign ] digits ]
  private static func isFloat(_ text: [UInt8]) -> Bool {
    var rest = text[...]
    func dropDigits() -> Int {
      let count = rest.prefix { $0 &- 0x30 < 10 }.count
      rest = rest.dropFirst(count)
      return count
    }
    func drop(_ characters: String) -> Bool {
      guard let byte = rest.first, characters.utf8.contains(byte) else { return false }
      rest = rest.dropFirst()
      return true
    }
    _ = drop("+-")
    let whole = dropDigits()
    let fraction = drop(".") ? dropDigits() : 0
    guard whole + fraction > 0 else { return false }
    if drop("eE") {
      _ = drop("+-")
      guard dropDigits() > 0 else { return false }
    }
    return rest.isEmpty
  }
}
