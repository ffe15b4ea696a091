import Values

/// A pattern of Go's `path.Match`: `*` and `?` do not cross a slash, `[...]` is one character of a
/// set, a backslash takes the next character as it is. A pattern matches whole names.
struct KeyPattern {
  private enum Element {
    case literal(Unicode.Scalar)
    case invalidByte(UInt8)
    case anyCharacter
    case anyText
    case set([ClosedRange<UInt32>], isNegated: Bool)
  }

  /// What Go says of a pattern that it cannot read.
  static let syntaxError = ValueError("syntax error in pattern")

  private let elements: [Element]

  /// Reads a pattern.
  init(_ pattern: Bytes) throws(ValueError) {
    var reader = Reader(pattern)
    var elements: [Element] = []
    while let rune = reader.next() {
      switch rune.scalar {
      case "*": elements.append(.anyText)
      case "?": elements.append(.anyCharacter)
      case "[": elements.append(try KeyPattern.set(&reader))
      case "\\":
        guard let escaped = reader.next() else { throw KeyPattern.syntaxError }
        elements.append(KeyPattern.exactly(escaped, in: pattern))
      default: elements.append(KeyPattern.exactly(rune, in: pattern))
      }
    }
    self.elements = elements
  }

  /// Whether the pattern matches the whole name. Its time is at most the product of both lengths.
  func matches(_ name: Bytes) -> Bool {
    let runes = Array(Runes(name))
    var place = 0
    var element = 0
    // Only the last `*` need be tried with more text: an earlier one that took more would leave
    // the rest of the pattern less to match.
    var retry: (element: Int, place: Int)?
    while true {
      if element < elements.count, case .anyText = elements[element] {
        retry = (element, place)
        element += 1
        continue
      }
      if element == elements.count, place == runes.count { return true }
      if element < elements.count, place < runes.count,
        accepts(elements[element], runes[place], of: name)
      {
        element += 1
        place += 1
        continue
      }
      guard let last = retry, last.place < runes.count, runes[last.place].scalar != "/" else {
        return false
      }
      retry = (last.element, last.place + 1)
      place = last.place + 1
      element = last.element + 1
    }
  }

  private func accepts(_ element: Element, _ rune: Runes.Rune, of name: Bytes) -> Bool {
    switch element {
    case .literal(let scalar): rune.isValid && rune.scalar == scalar
    case .invalidByte(let byte): !rune.isValid && name[rune.range.lowerBound] == byte
    case .anyCharacter: rune.scalar != "/"
    case .anyText: false
    case .set(let ranges, let isNegated):
      ranges.contains { $0.contains(rune.scalar.value) } != isNegated
    }
  }

  private static func exactly(_ rune: Runes.Rune, in pattern: Bytes) -> Element {
    rune.isValid ? .literal(rune.scalar) : .invalidByte(pattern[rune.range.lowerBound])
  }

  /// The rest of `[...]`. A set has at least one member; `]` and `-` as members need a backslash.
  private static func set(_ reader: inout Reader) throws(ValueError) -> Element {
    let isNegated = reader.skip("^")
    var ranges: [ClosedRange<UInt32>] = []
    while ranges.isEmpty || reader.peek != "]" {
      let low = try member(&reader)
      let high = reader.skip("-") ? try member(&reader) : low
      // An inverted range is no mistake: it has no members, but counts as one.
      ranges.append(low <= high ? low...high : UInt32.max...UInt32.max)
    }
    _ = reader.next()
    return .set(ranges, isNegated: isNegated)
  }

  private static func member(_ reader: inout Reader) throws(ValueError) -> UInt32 {
    guard var rune = reader.next(), rune.scalar != "-", rune.scalar != "]" else {
      throw syntaxError
    }
    if rune.scalar == "\\" {
      guard let escaped = reader.next() else { throw syntaxError }
      rune = escaped
    }
    guard rune.isValid, reader.peek != nil else { throw syntaxError }
    return rune.scalar.value
  }

  /// The code points of a pattern, one at a time.
  private struct Reader {
    private let runes: [Runes.Rune]
    private var position = 0

    init(_ pattern: Bytes) { runes = Array(Runes(pattern)) }

    var peek: Unicode.Scalar? { position < runes.count ? runes[position].scalar : nil }

    mutating func next() -> Runes.Rune? {
      guard position < runes.count else { return nil }
      position += 1
      return runes[position - 1]
    }

    mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
      guard peek == scalar else { return false }
      position += 1
      return true
    }
  }
}
