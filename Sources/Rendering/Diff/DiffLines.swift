import Values

/// Two texts as lines (with their newlines), and where they differ.
struct DiffLines {
  let old: [ArraySlice<UInt8>]
  let new: [ArraySlice<UInt8>]
  /// In ascending order; between two changes at least one line is the same.
  let changes: [Change]

  /// Old lines that are replaced by new ones; one of the ranges may be empty.
  struct Change {
    let old: Range<Int>
    let new: Range<Int>
  }

  init(old: [UInt8], new: [UInt8], bound: Int = LineMatching.defaultBound) {
    self.old = DiffLines.split(old)
    self.new = DiffLines.split(new)
    var numbers: [Bytes: Int] = [:]
    let oldNumbers = DiffLines.number(self.old, &numbers)
    let newNumbers = DiffLines.number(self.new, &numbers)
    let matching = LineMatching(old: oldNumbers, new: newNumbers, bound: bound)
    changes = DiffLines.changes(matching.partners, newCount: newNumbers.count)
  }

  private static func split(_ text: [UInt8]) -> [ArraySlice<UInt8>] {
    var lines: [ArraySlice<UInt8>] = []
    var start = 0
    for (index, byte) in text.enumerated() where byte == 0x0A {
      lines.append(text[start...index])
      start = index + 1
    }
    if start < text.count { lines.append(text[start...]) }
    return lines
  }

  private static func number(
    _ lines: [ArraySlice<UInt8>], _ numbers: inout [Bytes: Int]
  ) -> [Int] {
    lines.map { line in
      let key = Bytes(copying: line)
      if let number = numbers[key] { return number }
      numbers[key] = numbers.count
      return numbers.count - 1
    }
  }

  private static func changes(_ partners: [Int?], newCount: Int) -> [Change] {
    var changes: [Change] = []
    var (x, y) = (0, 0)
    for index in 0...partners.count {
      let partner = index < partners.count ? partners[index] : newCount
      guard let partner else { continue }
      if x < index || y < partner {
        changes.append(Change(old: x..<index, new: y..<partner))
      }
      (x, y) = (index + 1, partner + 1)
    }
    return changes
  }
}
