import SystemSupport

/// Cuts an input into lines.
struct LineReader {
  /// The longest line.
  static let limit = 256 << 20

  /// A line without its newline, or the news that it was too long.
  enum Line {
    case text([UInt8])
    case tooLong
  }

  private let input: Input
  private var chunk: ArraySlice<UInt8> = []
  private var hasEnded = false

  /// The lines of an input.
  init(_ input: Input) { self.input = input }

  /// The next line, or nil at the end. An unfinished last line counts.
  mutating func next() throws(SystemError) -> Line? {
    var line: [UInt8] = []
    var isTooLong = false
    var isEmpty = true
    while true {
      if chunk.isEmpty {
        chunk = hasEnded ? [] : try input.read()[...]
        if chunk.isEmpty {
          hasEnded = true
          if isEmpty { return nil }
          return isTooLong ? .tooLong : .text(line)
        }
      }
      isEmpty = false
      let end = chunk.firstIndex(of: 0x0A) ?? chunk.endIndex
      if line.count + (end - chunk.startIndex) > LineReader.limit {
        isTooLong = true
        line = []
      }
      if !isTooLong { line += chunk[..<end] }
      let isWhole = end < chunk.endIndex
      chunk = isWhole ? chunk[(end + 1)...] : []
      if isWhole { return isTooLong ? .tooLong : .text(line) }
    }
  }
}
