import TemplateLanguage
import Values

/// How sprig makes texts of values.
extension Value {
  /// sprig's `toString`: strings and `[]byte` as they are, everything else as `%v`.
  var sprigText: Bytes {
    switch self {
    case .bytes(let text): return text
    case .list(let list):
      guard case .unsigned(.uint8) = list.elementType, !list.isArray, list.named == nil else {
        return GoFormat.sprint([self])
      }
      return Bytes(
        list.elements.map {
          if case .uint(let byte, _) = $0 { UInt8(truncatingIfNeeded: byte) } else { 0 }
        })
    default: return GoFormat.sprint([self])
    }
  }

  /// sprig's `toStrings`: the texts of a list without nils; of anything else its own text.
  var sprigTexts: [Bytes] {
    switch self {
    case .null, .absent: []
    case .list(let list):
      list.elements.compactMap { $0.isSprigNil ? nil : $0.sprigText }
    default: [sprigText]
    }
  }

  /// Whether it is a nil interface.
  var isSprigNil: Bool {
    switch self {
    case .null, .absent: true
    default: false
    }
  }
}

extension [Value] {
  /// The Go int at a position, as an `Int`.
  func whole(_ position: Int) throws(ValueError) -> Int { Int(try int(position)) }
}
