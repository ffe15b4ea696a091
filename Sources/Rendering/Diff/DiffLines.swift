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
    // A new version of a large file is mostly the old one: lines are only compared where it is not.
    let prefix = DiffLines.commonPrefix(old, new)
    let start = old[..<prefix].lines
    let rest = min(old.count, new.count) - (old[..<prefix].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0)
    let end = DiffLines.commonSuffix(old, new, limit: rest)
    var numbers: [Bytes: Int] = [:]
    let oldNumbers = DiffLines.number(self.old[start..<(self.old.count - end)], &numbers)
    let newNumbers = DiffLines.number(self.new[start..<(self.new.count - end)], &numbers)
    let matching = LineMatching(old: oldNumbers, new: newNumbers, bound: bound)
    changes = DiffLines.changes(matching.partners, newCount: newNumbers.count).map {
      Change(
        old: ($0.old.lowerBound + start)..<($0.old.upperBound + start),
        new: ($0.new.lowerBound + start)..<($0.new.upperBound + start))
    }
  }

  /// How many bytes the texts begin with in common.
  private static func commonPrefix(_ old: [UInt8], _ new: [UInt8]) -> Int {
    let limit = min(old.count, new.count)
    return old.withUnsafeBufferPointer { old in
      new.withUnsafeBufferPointer { new in
        var count = 0
        while count < limit, old[count] == new[count] { count += 1 }
        return count
      }
    }
  }

  /// How many whole lines the texts end with in common, within `limit` bytes.
  private static func commonSuffix(_ old: [UInt8], _ new: [UInt8], limit: Int) -> Int {
    old.withUnsafeBufferPointer { old in
      new.withUnsafeBufferPointer { new in
        var (count, lines) = (0, 0)
        while count < limit {
          let byte = old[old.count - 1 - count]
          guard byte == new[new.count - 1 - count] else { break }
          // A newline begins the line behind it; the last one of the text begins none.
          if byte == 0x0A, count > 0 { lines += 1 }
          count += 1
        }
        return lines
      }
    }
  }

  private static func split(_ text: [UInt8]) -> [ArraySlice<UInt8>] {
    var ends: [Int] = []
    text.withUnsafeBufferPointer { text in
      for index in text.indices where text[index] == 0x0A { ends.append(index) }
    }
    var lines: [ArraySlice<UInt8>] = []
    lines.reserveCapacity(ends.count + 1)
    var start = 0
    for end in ends {
      lines.append(text[start...end])
      start = end + 1
    }
    if start < text.count { lines.append(text[start...]) }
    return lines
  }

  private static func number(
    _ lines: ArraySlice<ArraySlice<UInt8>>, _ numbers: inout [Bytes: Int]
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

extension ArraySlice<UInt8> {
  /// The number of newlines.
  fileprivate var lines: Int {
    withUnsafeBufferPointer { bytes in bytes.count { $0 == 0x0A } }
  }
}
