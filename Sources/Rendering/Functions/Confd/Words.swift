import Values

/// The words of a name in any of the usual spellings: `fooBar`, `FooBar`, `foo_bar`, `foo-bar`,
/// `foo bar`. A run of capitals is one word, whose last letter belongs to small ones after it.
struct Words {
  private let words: [String]

  /// Splits a text.
  init(_ text: Bytes) {
    var words: [String] = []
    var word = ""
    let scalars = Array(text.string.unicodeScalars)
    for (index, scalar) in scalars.enumerated() {
      if scalar == "_" || scalar == "-" || scalar.properties.isWhitespace {
        if !word.isEmpty { words.append(word) }
        word = ""
        continue
      }
      if let last = word.unicodeScalars.last, scalar.properties.isUppercase {
        let next = index + 1 < scalars.count ? scalars[index + 1] : nil
        if !last.properties.isUppercase || next?.properties.isLowercase == true {
          words.append(word)
          word = ""
        }
      }
      word.unicodeScalars.append(scalar)
    }
    if !word.isEmpty { words.append(word) }
    self.words = words
  }

  /// All in small letters, with a text between them.
  func lowered(joinedBy separator: String) -> Bytes {
    Bytes(words.map { $0.lowercased() }.joined(separator: separator))
  }

  /// The first in small letters, the others with one capital.
  var camelCase: Bytes {
    let rest = words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst().lowercased() }
    return Bytes((words.first?.lowercased() ?? "") + rest.joined())
  }
}
