package import Values

/// A replacement text with Go's references to groups:
///
///     reference = "$$" | "$" name | "${" name "}"
///     name      = (letter | digit | "_")+        the longest
///
/// A name of digits is a group's number. A dollar that begins none of these stands for itself; a
/// group that does not exist or took no part is empty.
package struct RegexExpansion: Sendable {
  private let pieces: [Piece]

  private enum Piece {
    case literal(Bytes)
    case group(Int)
    /// The first of several groups of one name that took part.
    case anyGroup([Int])
  }

  /// Reads a replacement text; `names` are the numbers of the groups of each name.
  package init(_ template: Bytes, names: [String: [Int]]) {
    var pieces: [Piece] = []
    var literal = Bytes()
    var position = 0
    while position < template.count {
      guard template[position] == UInt8(ascii: "$") else {
        literal.append(template[position])
        position += 1
        continue
      }
      if position + 1 < template.count, template[position + 1] == UInt8(ascii: "$") {
        literal.append(UInt8(ascii: "$"))
        position += 2
        continue
      }
      guard let (name, end) = RegexExpansion.name(in: template, after: position) else {
        literal.append(template[position])
        position += 1
        continue
      }
      if !literal.isEmpty { pieces.append(.literal(literal)) }
      literal = Bytes()
      if let group = RegexExpansion.number(of: name) {
        pieces.append(.group(group))
      } else if let groups = names[name.string] {
        pieces.append(.anyGroup(groups))
      }
      position = end
    }
    if !literal.isEmpty { pieces.append(.literal(literal)) }
    self.pieces = pieces
  }

  /// Appends the replacement for a match: the places of the whole match and of the groups in
  /// `text`.
  package func append(_ match: [Range<Int>?], of text: Bytes, to result: inout Bytes) {
    for piece in pieces {
      switch piece {
      case .literal(let literal): result.append(literal)
      case .group(let group):
        guard group < match.count, let range = match[group] else { continue }
        result.storage += text.storage[range]
      case .anyGroup(let groups):
        let found = groups.lazy.compactMap { $0 < match.count ? match[$0] : nil }.first
        if let range = found { result.storage += text.storage[range] }
      }
    }
  }

  /// The name of the reference that begins with the dollar at a position, and where it ends.
  private static func name(in template: Bytes, after dollar: Int) -> (name: Bytes, end: Int)? {
    var start = dollar + 1
    let isBraced = start < template.count && template[start] == UInt8(ascii: "{")
    if isBraced { start += 1 }
    var end = start
    for rune in Runes(template, from: start) {
      guard rune.isValid, isNameScalar(rune.scalar) else { break }
      end = rune.range.upperBound
    }
    guard end > start else { return nil }
    guard isBraced else { return (template[start..<end], end) }
    guard end < template.count, template[end] == UInt8(ascii: "}") else { return nil }
    return (template[start..<end], end + 1)
  }

  private static func isNameScalar(_ scalar: Unicode.Scalar) -> Bool {
    if scalar == "_" { return true }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber:
      return true
    default: return false
    }
  }

  /// The number in a name of ASCII digits without leading zeros, up to 8 digits.
  private static func number(of name: Bytes) -> Int? {
    guard name.count <= 8, name.storage.allSatisfy({ 0x30...0x39 ~= $0 }),
      name.count == 1 || name[0] != 0x30
    else { return nil }
    return Int(name.string)
  }
}
