/// A text that people wrote: a template, a configuration file, a command-line value.
package final class Source: Sendable {
  /// How messages name it: a path as the user gave it, or a description such as `--template`.
  package let name: String
  /// The bytes of the text.
  package let text: [UInt8]
  /// The byte offset at which each line starts; never empty.
  private let lineStarts: [Int]

  /// A text and its name.
  package init(name: String, text: [UInt8]) {
    self.name = name
    self.text = text
    var starts = [0]
    for (offset, byte) in text.enumerated() where byte == 0x0A { starts.append(offset + 1) }
    lineStarts = starts
  }

  /// A text and its name.
  package convenience init(name: String, text: String) {
    self.init(name: name, text: Array(text.utf8))
  }

  /// A place in a text, for people: both counts start at 1, columns are bytes.
  package struct Position: Equatable, Sendable {
    /// The line, from 1.
    package let line: Int
    /// The byte column, from 1.
    package let column: Int
  }

  /// The place of a byte offset; an offset beyond the end is the end.
  package func position(of offset: Int) -> Position {
    let offset = min(max(offset, 0), text.count)
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return Position(line: low + 1, column: offset - lineStarts[low] + 1)
  }

  /// The number of lines; a text that ends in a newline has an empty last line.
  package var lineCount: Int { lineStarts.count }

  /// The byte range of a line (from 1) without its newline; empty outside the text.
  package func range(ofLine line: Int) -> Range<Int> {
    guard line >= 1, line <= lineStarts.count else { return text.count..<text.count }
    let start = lineStarts[line - 1]
    var end = line < lineStarts.count ? lineStarts[line] - 1 : text.count
    if end > start, text[end - 1] == 0x0D { end -= 1 }
    return start..<end
  }
}

/// A range of bytes in a source.
package struct Span: Hashable, Sendable {
  /// The first byte.
  package var start: Int
  /// One past the last byte.
  package var end: Int

  /// The bytes from `start` up to but not including `end`.
  package init(_ start: Int, _ end: Int) {
    self.start = start
    self.end = max(start, end)
  }
}
