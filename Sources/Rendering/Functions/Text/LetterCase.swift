import Values

/// Go's letter case: `strings.ToUpper` and `ToLower` map one code point to one, `toTitle` is that
/// of `golang.org/x/text/cases` without lowering.
enum LetterCase {
  static func upper(_ text: Bytes) -> Bytes {
    if text.isASCII {
      return Bytes(text.storage.map { 0x61...0x7A ~= $0 ? $0 - 0x20 : $0 })
    }
    return text.mapRunes { String(upper($0)) }
  }

  static func lower(_ text: Bytes) -> Bytes {
    if text.isASCII {
      return Bytes(text.storage.map { 0x41...0x5A ~= $0 ? $0 + 0x20 : $0 })
    }
    return text.mapRunes { String(lower($0)) }
  }

  /// Upper-cases the first letter of each word. `'`, `.` and the like inside a word do not end it,
  /// a digit before the first letter does not count as one.
  static func title(_ text: Bytes) -> Bytes {
    var hasBegun = false
    var wasMiddle = false
    return text.mapRunes(keepingInvalid: true) { scalar in
      switch kind(of: scalar) {
      case .cased:
        wasMiddle = false
        if hasBegun { return String(scalar) }
        hasBegun = true
        return scalar.properties.titlecaseMapping
      case .middle:
        // Two in a row do end the word.
        if wasMiddle { hasBegun = false }
        wasMiddle = true
      case .inner:
        wasMiddle = false
      case .outer:
        wasMiddle = false
        hasBegun = false
      }
      return String(scalar)
    }
  }

  private enum Kind { case cased, inner, middle, outer }

  private static func kind(of scalar: Unicode.Scalar) -> Kind {
    switch scalar {
    case "'", ".", ":", "\u{B7}", "\u{2018}", "\u{2019}", "\u{2024}", "\u{2027}", "\u{387}",
      "\u{55F}", "\u{5F4}", "\u{FE13}", "\u{FE52}", "\u{FE55}", "\u{FF07}", "\u{FF0E}", "\u{FF1A}":
      return .middle
    default: break
    }
    if scalar.properties.isCased { return .cased }
    switch scalar.properties.generalCategory {
    case .otherLetter, .modifierLetter, .decimalNumber, .letterNumber, .connectorPunctuation,
      .nonspacingMark, .spacingMark, .enclosingMark, .format:
      return .inner
    default: return .outer
    }
  }

  /// The one-to-one mapping: Unicode's full one where that is a single code point. Of the longer
  /// ones only the Greek letters with iota have a simple form, which is their title case.
  private static func upper(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    single(scalar.properties.uppercaseMapping)
      ?? single(scalar.properties.titlecaseMapping) ?? scalar
  }

  private static func lower(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    // The only longer lower case is that of U+0130: an i and a dot above.
    scalar.properties.lowercaseMapping.unicodeScalars.first ?? scalar
  }

  private static func single(_ text: String) -> Unicode.Scalar? {
    let scalars = text.unicodeScalars
    return scalars.count == 1 ? scalars.first : nil
  }
}
