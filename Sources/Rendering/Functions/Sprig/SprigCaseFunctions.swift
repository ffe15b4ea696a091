import TemplateLanguage
import Values

/// sprig's functions on letter case and lines.
enum SprigCaseFunctions {
  static let all: [TemplateFunction] = [
    .sprig("upper", [.string]) { a throws(ValueError) in .bytes(LetterCase.upper(try a.bytes(0))) },
    .sprig("lower", [.string]) { a throws(ValueError) in .bytes(LetterCase.lower(try a.bytes(0))) },
    .sprig("title", [.string]) { a throws(ValueError) in .bytes(title(try a.bytes(0))) },
    .sprig("untitle", [.string]) { a throws(ValueError) in .bytes(untitle(try a.bytes(0))) },
    .sprig("swapcase", [.string]) { a throws(ValueError) in .bytes(swapped(try a.bytes(0))) },
    .sprig("initials", [.string]) { a throws(ValueError) in .bytes(initials(try a.bytes(0))) },
    .sprig("snakecase", [.string]) { a throws(ValueError) in
      .string(SprigWords.lowered(try a.bytes(0), connector: "_"))
    },
    .sprig("kebabcase", [.string]) { a throws(ValueError) in
      .string(SprigWords.lowered(try a.bytes(0), connector: "-"))
    },
    .sprig("camelcase", [.string]) { a throws(ValueError) in
      .string(SprigWords.pascal(try a.bytes(0)))
    },
    .sprig("wrap", [.int, .string]) { a throws(ValueError) in
      .bytes(try wrapped(try a.bytes(1), try a.whole(0), by: "\n", breaksWords: false))
    },
    .sprig("wrapWith", [.int, .string, .string]) { a throws(ValueError) in
      .bytes(try wrapped(try a.bytes(2), try a.whole(0), by: try a.bytes(1), breaksWords: true))
    },
  ]

  /// Upper-cases each letter that follows something that cannot be within a word.
  private static func title(_ text: Bytes) -> Bytes {
    var previous: Unicode.Scalar = " "
    return text.mapRunes { scalar in
      defer { previous = scalar }
      return isSeparator(previous) ? scalar.title : String(scalar)
    }
  }

  private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return !scalar.isLetter && !scalar.isDigit && scalar != "_" }
    return !scalar.isLetter && !scalar.isDigit && scalar.properties.isWhitespace
  }

  private static func untitle(_ text: Bytes) -> Bytes {
    var isFirst = true
    return text.mapRunes { scalar in
      if scalar.properties.isWhitespace {
        isFirst = true
        return String(scalar)
      }
      defer { isFirst = false }
      return isFirst ? scalar.lower : String(scalar)
    }
  }

  /// The lower case letter after white space becomes a title case one.
  private static func swapped(_ text: Bytes) -> Bytes {
    var isAfterSpace = true
    return text.mapRunes { scalar in
      switch scalar.properties.generalCategory {
      case .uppercaseLetter, .titlecaseLetter:
        isAfterSpace = false
        return scalar.lower
      case .lowercaseLetter:
        defer { isAfterSpace = false }
        return isAfterSpace ? scalar.title : scalar.upper
      default:
        isAfterSpace = scalar.properties.isWhitespace
        return String(scalar)
      }
    }
  }

  /// The first byte of each word, every byte taken as a code point.
  private static func initials(_ text: Bytes) -> Bytes {
    var result = Bytes()
    var isAfterGap = true
    for byte in text.storage {
      let scalar = Unicode.Scalar(byte)
      if scalar.properties.isWhitespace {
        isAfterGap = true
      } else if isAfterGap {
        result.append(String(scalar))
        isAfterGap = false
      }
    }
    return result
  }

  /// Breaks a text at blanks into lines of at most `width` bytes; longer words are broken or stand
  /// alone.
  private static func wrapped(
    _ text: Bytes, _ width: Int, by separator: Bytes, breaksWords: Bool
  ) throws(ValueError) -> Bytes {
    let lineBreak = separator.isEmpty ? "\n" : separator
    let width = max(1, width)
    try SprigLimit.check(
      bytes: text.count + TextLimit.product(text.count / width + 1, lineBreak.count),
      "sprig_wrap")
    var result = Bytes()
    var offset = 0
    while text.count - offset > width {
      if text[offset] == 0x20 {
        offset += 1
        continue
      }
      let end = offset + width
      let last = text.storage[offset...end].lastIndex(of: 0x20)
      if let last, last > offset {
        result.append(text[offset..<last])
        offset = last + 1
      } else if breaksWords {
        result.append(text[offset..<end])
        offset = end
      } else if let next = text.storage[end...].firstIndex(of: 0x20) {
        result.append(text[offset..<next])
        offset = next + 1
      } else {
        break
      }
      result.append(lineBreak)
    }
    result.append(text[offset..<text.count])
    return result
  }
}

extension Unicode.Scalar {
  /// Go's `unicode.IsLetter`.
  var isLetter: Bool {
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: false
    }
  }

  /// Go's `unicode.IsDigit`.
  var isDigit: Bool { properties.generalCategory == .decimalNumber }

  /// Go's `unicode.IsUpper`.
  var isUpper: Bool { properties.generalCategory == .uppercaseLetter }

  /// Go's `unicode.ToLower`.
  var lower: String { LetterCase.lower(Bytes(String(self))).string }

  /// Go's `unicode.ToUpper`.
  var upper: String { LetterCase.upper(Bytes(String(self))).string }

  /// Go's `unicode.ToTitle`.
  var title: String {
    let mapping = properties.titlecaseMapping
    return mapping.unicodeScalars.count == 1 ? mapping : upper
  }
}
