#if canImport(Glibc)
  import Glibc
#endif

/// How many lines two texts differ by, as `UnifiedDiff` counts them but without the diff: of large
/// texts that are mostly the same only the different part is looked at.
package struct LineStatistics: Sendable, Equatable, CustomStringConvertible {
  /// The number of lines only in the new text.
  package let added: Int
  /// The number of lines only in the old text.
  package let removed: Int

  /// Compares two texts.
  package init(old: [UInt8], new: [UInt8]) {
    let (start, end) = old.withUnsafeBufferPointer { old in
      new.withUnsafeBufferPointer { new in
        let start = LineStatistics.prefix(old, new)
        return (start, LineStatistics.suffix(old, new, after: start))
      }
    }
    let lines = DiffLines(
      old: Array(old[start..<(old.count - end)]), new: Array(new[start..<(new.count - end)]))
    added = lines.changes.reduce(0) { $0 + $1.new.count }
    removed = lines.changes.reduce(0) { $0 + $1.old.count }
  }

  /// `+3 -1`
  package var description: String { "+\(added) -\(removed)" }

  private typealias Text = UnsafeBufferPointer<UInt8>

  private static let block = 4096

  /// The bytes of the whole lines that both texts begin with.
  private static func prefix(_ old: Text, _ new: Text) -> Int {
    let limit = min(old.count, new.count)
    guard limit > 0, let a = old.baseAddress, let b = new.baseAddress else { return 0 }
    var count = 0
    while count + block <= limit, memcmp(a + count, b + count, block) == 0 { count += block }
    while count < limit, a[count] == b[count] { count += 1 }
    while count > 0, a[count - 1] != 0x0A { count -= 1 }
    return count
  }

  /// The bytes of the whole lines that both texts end with behind the first `start` bytes.
  private static func suffix(_ old: Text, _ new: Text, after start: Int) -> Int {
    let limit = min(old.count, new.count) - start
    guard limit > 0, let base = old.baseAddress, let other = new.baseAddress else { return 0 }
    let (a, b) = (base + old.count, other + new.count)
    var count = 0
    while count + block <= limit, memcmp(a - count - block, b - count - block, block) == 0 {
      count += block
    }
    while count < limit, a[-count - 1] == b[-count - 1] { count += 1 }
    // The line in which the difference ends is not whole.
    while count > 0, a[-count] != 0x0A { count -= 1 }
    return count == 0 ? 0 : count - 1
  }
}
