import Values

/// Texts cut into words by the change of letter case, numbers and connectors, for `snakecase`,
/// `kebabcase` and `camelcase`.
struct SprigWords {
  private typealias Word = (kind: Kind, text: ArraySlice<Unicode.Scalar>)

  private enum Kind { case none, number, upper, alphabetic, connector, punctuation, other }

  private let scalars: [Unicode.Scalar]
  private let connector: Unicode.Scalar
  private var position = 0
  private var result: [Unicode.Scalar] = []
  private var word: Word = (.none, [])

  /// The words in lower case with a connector between them: `HTTPServer` is `http_server`.
  static func lowered(_ text: Bytes, connector: Unicode.Scalar) -> String {
    // Bytes that are not UTF-8 belong to no word.
    let scalars = Runes(text).filter(\.isValid).map(\.scalar)
    var words = SprigWords(scalars, connector)
    words.run()
    return String(String.UnicodeScalarView(words.result))
  }

  private init(_ scalars: [Unicode.Scalar], _ connector: Unicode.Scalar) {
    self.scalars = scalars
    self.connector = connector
  }

  private var isAtEnd: Bool { position == scalars.count }

  private mutating func run() {
    advance()
    while !isAtEnd {
      if word.kind != .connector { write(word) }
      let last = word
      advance()
      switch last.kind {
      case .number:
        writeTail()
        connect()
      case .connector: write(last)
      case .punctuation: break
      default: joinAfterLetters()
      }
    }
    write(word)
  }

  /// Decides whether a number belongs to the letters before it (`Bld4Floor`) or to the small ones
  /// behind it (`HTTP2xx`).
  private mutating func joinAfterLetters() {
    guard word.kind == .number else { return connect() }
    if isAtEnd { return }
    let number = word
    advance()
    if word.kind == .alphabetic {
      result.append(connector)
      write(number)
      writeTail()
    } else {
      write(number)
    }
    connect()
  }

  /// Writes the small letters and numbers that follow.
  private mutating func writeTail() {
    while word.kind == .alphabetic || word.kind == .number {
      write(word)
      advance()
    }
  }

  private mutating func connect() {
    switch word.kind {
    case .connector, .punctuation, .none: break
    default: result.append(connector)
    }
  }

  private mutating func write(_ word: Word) {
    guard word.kind == .upper || word.kind == .connector else {
      return result.append(contentsOf: word.text)
    }
    for scalar in word.text {
      if SprigWords.isConnector(scalar) {
        result.append(connector)
      } else if scalar.isUpper {
        result.append(contentsOf: scalar.lower.unicodeScalars)
      } else {
        result.append(scalar)
      }
    }
  }

  private mutating func advance() {
    guard position < scalars.count else { return word = (.none, []) }
    let start = position
    let kind = SprigWords.kind(of: scalars[start])
    position += 1
    switch kind {
    case .upper: skipCapitalized(from: start)
    case .alphabetic: skip { SprigWords.isAlphabetic($0) && !$0.isUpper }
    case .other:
      skip {
        switch SprigWords.kind(of: $0) {
        // A capital that is no letter of an alphabet does not end it.
        case .other: true
        case .upper: !SprigWords.isAlphabetic($0)
        default: false
        }
      }
    default: skip { SprigWords.kind(of: $0) == kind }
    }
    word = (kind, scalars[start..<position])
  }

  /// Reads `HTTP` of `HTTPServer`, and the whole of `Server`.
  private mutating func skipCapitalized(from start: Int) {
    guard position < scalars.count else { return }
    if scalars[position].isUpper {
      skip(\.isUpper)
      if position < scalars.count, SprigWords.isAlphabetic(scalars[position]) { position -= 1 }
    } else if SprigWords.isAlphabetic(scalars[position]) {
      skip { SprigWords.isAlphabetic($0) && !$0.isUpper }
    }
  }

  private mutating func skip(_ belongs: (Unicode.Scalar) -> Bool) {
    while position < scalars.count, belongs(scalars[position]) { position += 1 }
  }

  private static func kind(of scalar: Unicode.Scalar) -> Kind {
    if isConnector(scalar) { return .connector }
    switch scalar.properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
      .initialPunctuation, .finalPunctuation, .otherPunctuation:
      return .punctuation
    case .uppercaseLetter: return .upper
    case .decimalNumber, .letterNumber, .otherNumber: return .number
    default: return isAlphabetic(scalar) ? .alphabetic : .other
    }
  }

  private static func isConnector(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "-" || scalar == "_" || scalar.properties.isWhitespace
  }

  /// A letter that is no Chinese character.
  private static func isAlphabetic(_ scalar: Unicode.Scalar) -> Bool {
    guard scalar.isLetter else { return false }
    switch scalar.value {
    case 0x4E00...0x9FCC, 0x3400...0x4D85, 0x20000...0x2B81D: return false
    default: return true
    }
  }

  /// The words with a capital each and nothing between them: `http_server` is `HttpServer`.
  static func pascal(_ text: Bytes) -> String {
    let scalars = Runes(text).map(\.scalar)
    var result = ""
    guard let start = scalars.firstIndex(where: { !isConnector($0) }) else {
      // The last of nothing but connectors is written twice, as the original does.
      return (scalars + scalars.suffix(1)).reduce(into: "") { $0.unicodeScalars.append($1) }
    }
    for scalar in scalars[..<start] { result.unicodeScalars.append(scalar) }
    var isUpperRun = scalars[start].isUpper
    var pending = scalars[start].upper
    var previous = scalars[start]
    for scalar in scalars[(start + 1)...] {
      defer { previous = scalar }
      if isConnector(scalar), isConnector(previous) {
        result += pending
        pending = String(scalar)
        continue
      }
      var next = String(scalar)
      if isConnector(previous) {
        isUpperRun = scalar.isUpper
        next = scalar.upper
      } else {
        if isUpperRun, scalar.isUpper { next = scalar.lower } else { isUpperRun = false }
        result += pending
      }
      pending = next
    }
    return result + pending
  }
}
