#if canImport(Glibc)
  import Glibc
#endif

/// Hides private keys in the lines of a text, so that a difference can be shown of a file that
/// holds one. What stands between the marks of a PEM block is hidden, also within one line.
struct PrivateKeyMask {
  private static let hidden = Array("[hidden]".utf8)
  private static let begin = Array("-----BEGIN ".utf8)
  private static let end = Array("-----END ".utf8)
  private static let mark = Array("PRIVATE KEY-----".utf8)

  /// Whether each line begins inside of a key; empty for a text without keys.
  private let isInside: [Bool]
  private let hidesAll: Bool

  /// Hides each line, also in texts without a key.
  static let everything = PrivateKeyMask()

  private init() {
    isInside = []
    hidesAll = true
  }

  /// Finds the private keys of a text, which `lines` has in lines.
  init(_ text: [UInt8], _ lines: [ArraySlice<UInt8>]) {
    hidesAll = false
    guard PrivateKeyMask.occurs(in: text) else {
      isInside = []
      return
    }
    var inside = false
    var isInside: [Bool] = []
    isInside.reserveCapacity(lines.count)
    for line in lines {
      isInside.append(inside)
      // The last mark of the line says where the next line is.
      if let last = PrivateKeyMask.marks(in: line).last { inside = last.begins }
    }
    self.isInside = isInside
  }

  /// A line as it may be shown.
  func line(_ index: Int, of lines: [ArraySlice<UInt8>]) -> ArraySlice<UInt8> {
    let line = lines[index]
    if hidesAll { return (PrivateKeyMask.hidden + (line.last == 0x0A ? [0x0A] : []))[...] }
    if isInside.isEmpty { return line }
    let marks = PrivateKeyMask.marks(in: line)
    guard isInside[index] || !marks.isEmpty else { return line }
    var inside = isInside[index]
    var shown: [UInt8] = []
    var position = line.startIndex
    let ending = line.last == 0x0A ? line.endIndex - 1 : line.endIndex
    for mark in marks {
      // The mark itself is no secret.
      let stop = mark.begins ? mark.range.upperBound : mark.range.lowerBound
      let part = line[position..<max(position, stop)]
      shown += inside && !part.isEmpty ? PrivateKeyMask.hidden : Array(part)
      position = max(position, stop)
      inside = mark.begins
    }
    let rest = line[position..<ending]
    shown += inside && !rest.isEmpty ? PrivateKeyMask.hidden : Array(rest)
    return (shown + line[ending...])[...]
  }

  /// Whether a text may hold a key; most do not, and are long.
  private static func occurs(in text: [UInt8]) -> Bool {
    text.withUnsafeBytes { text in
      guard var position = text.baseAddress else { return false }
      let end = position + text.count
      while let found = memchr(position, Int32(UInt8(ascii: "P")), end - position) {
        if end - UnsafeRawPointer(found) >= mark.count, memcmp(found, mark, mark.count) == 0 {
          return true
        }
        position = UnsafeRawPointer(found) + 1
      }
      return false
    }
  }

  /// `-----BEGIN … PRIVATE KEY-----` and `-----END …`, in order.
  private static func marks(
    in line: ArraySlice<UInt8>
  ) -> [(range: Range<Int>, begins: Bool)] {
    var marks: [(range: Range<Int>, begins: Bool)] = []
    var position = line.startIndex
    while let dash = line[position...].firstIndex(of: UInt8(ascii: "-")) {
      let rest = line[dash...]
      let begins = rest.starts(with: begin)
      guard begins || rest.starts(with: end),
        let range = kind(in: rest.dropFirst(begins ? begin.count : end.count))
      else {
        position = dash + 1
        continue
      }
      marks.append((dash..<range, begins))
      position = range
    }
    return marks
  }

  /// Where the mark ends: behind at most a few words before `PRIVATE KEY-----`.
  private static func kind(in rest: ArraySlice<UInt8>) -> Int? {
    for index in rest.indices.prefix(24) {
      if rest[index...].starts(with: mark) { return index + mark.count }
      guard rest[index] != UInt8(ascii: "-") else { return nil }
    }
    return nil
  }
}
