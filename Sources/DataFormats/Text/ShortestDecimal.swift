/// The fewest decimal digits that name a finite number, and their formats as Go writes them.
struct ShortestDecimal {
  /// Whether there is a minus sign, that of -0 included.
  let isNegative: Bool
  /// The digits without leading and trailing zeros; `0` alone for zero.
  private let digits: [UInt8]
  /// Where the point stands: the number is 0.DIGITS times ten to this power.
  private let point: Int

  /// The digits of a finite number.
  init(_ number: Double) { self.init(description: number.description) }

  /// The digits of a finite number.
  init(_ number: Float) { self.init(description: number.description) }

  /// Swift describes a number by its fewest digits: `-1.5`, `100.0`, `1e-07`, `1.25e+20`.
  private init(description: String) {
    var digits: [UInt8] = []
    var point: Int?
    var exponent = 0
    let parts = description.utf8.split(separator: UInt8(ascii: "e"), maxSplits: 1)
    for byte in parts[0] {
      switch byte {
      case UInt8(ascii: "."): point = digits.count
      case UInt8(ascii: "-"): break
      default: digits.append(byte)
      }
    }
    if parts.count == 2 { exponent = Int(String(Substring(parts[1]))) ?? 0 }
    let zeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
    let significant = digits.dropFirst(zeros)
    let end = significant.lastIndex { $0 != UInt8(ascii: "0") }
    isNegative = description.hasPrefix("-")
    if let end {
      self.digits = Array(significant[...end])
      self.point = (point ?? digits.count) - zeros + exponent
    } else {
      self.digits = [UInt8(ascii: "0")]
      self.point = 1
    }
  }

  /// The power of ten of the first digit.
  var exponent: Int { point - 1 }

  /// Without an exponent: `0.0015`, `1200000`.
  func fixed() -> [UInt8] {
    var text = sign
    if point <= 0 {
      text += [UInt8(ascii: "0"), UInt8(ascii: ".")]
      text += Array(repeating: UInt8(ascii: "0"), count: -point) + digits
    } else if point >= digits.count {
      text += digits + Array(repeating: UInt8(ascii: "0"), count: point - digits.count)
    } else {
      text += digits[..<point] + [UInt8(ascii: ".")] + digits[point...]
    }
    return text
  }

  /// With an exponent of at least so many digits: `1.5e-07`.
  func exponential(exponentDigits: Int) -> [UInt8] {
    var text = sign + [digits[0]]
    if digits.count > 1 { text += [UInt8(ascii: ".")] + digits[1...] }
    text += [UInt8(ascii: "e"), UInt8(ascii: exponent < 0 ? "-" : "+")]
    let magnitude = Array(String(abs(exponent)).utf8)
    text += Array(repeating: UInt8(ascii: "0"), count: max(0, exponentDigits - magnitude.count))
    return text + magnitude
  }

  /// As Go's `strconv` formats with `g` and the fewest digits: an exponent below -4 and from 6 on.
  func general() -> [UInt8] {
    exponent < -4 || exponent >= 6 ? exponential(exponentDigits: 2) : fixed()
  }

  private var sign: [UInt8] { isNegative ? [UInt8(ascii: "-")] : [] }
}
