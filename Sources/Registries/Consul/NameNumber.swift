import DataFormats
import Values

/// Numbers in place of names, to tell many of them apart in little room: FNV-1a from a start that
/// differs from process to process.
enum NameNumber {
  private static let start = UInt64.random(in: .min ... .max)

  /// The number of a name; `foldsCase` gives names that differ in the case of letters a to z the
  /// same number, as Consul does with services.
  static func of(_ name: String, foldsCase: Bool = false) -> UInt64 {
    var name = name
    return name.withUTF8 { of($0, foldsCase) }
  }

  /// The number of a text in an answer.
  static func of(
    _ text: JSONCursor, _ place: String, foldsCase: Bool = false
  ) throws(ConsulAnswerError) -> UInt64 {
    if let number = text.withPlainText({ of($0, foldsCase) }) { return number }
    let bytes = try text.text(place)
    return of(bytes.string, foldsCase: foldsCase)
  }

  /// The number of a text in an answer that is read at a glance.
  static func of(
    _ text: JSONGlance, _ place: String, foldsCase: Bool = false
  ) throws(JSONShapeError) -> UInt64 {
    if let plain = text.plainText { return of(plain, foldsCase) }
    guard let bytes = text.isNull ? [] : text.text else {
      throw JSONShapeError(expected: "a string", as: place, found: text)
    }
    return bytes.withUnsafeBufferPointer { of($0, foldsCase) }
  }

  private static func of(_ bytes: UnsafeBufferPointer<UInt8>, _ foldsCase: Bool) -> UInt64 {
    var number = start
    for byte in bytes {
      let isCapital = foldsCase && byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
      number = (number ^ UInt64(isCapital ? byte | 0x20 : byte)) &* 0x100_0000_01B3
    }
    return number
  }
}
