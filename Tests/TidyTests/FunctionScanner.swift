/// Finds the bodies of functions by their keywords and braces.
enum FunctionScanner {
  /// A function, from the line of its keyword to the line of its closing brace.
  struct Function {
    /// Counted from 0.
    let lines: ClosedRange<Int>
  }

  private struct Word {
    let text: Substring
    let line: Int
  }

  private static let openers: Set<Substring> = ["func", "init", "deinit", "subscript"]
  private static let ends: Set<Substring> = ["func", "init", "deinit", "var", "let", "case", "}"]

  /// All functions, initialisers and subscripts with a body, in blanked code.
  static func functions(in code: [String]) -> [Function] {
    let words = code.enumerated().flatMap { index, line in
      split(line).map { Word(text: $0, line: index) }
    }
    return words.indices.compactMap { start in
      guard openers.contains(words[start].text), start == 0 || words[start - 1].text != ".",
        let brace = body(after: start, in: words), let end = close(of: brace, in: words)
      else { return nil }
      return Function(lines: words[start].line...words[end].line)
    }
  }

  /// The brace that opens the body; nil for a requirement of a protocol.
  private static func body(after start: Int, in words: [Word]) -> Int? {
    var depth = 0
    for index in (start + 1)..<max(words.count, start + 1) {
      switch words[index].text {
      case "(", "[": depth += 1
      case ")", "]": depth -= 1
      case "{": if depth == 0 { return index }
      case let word where depth == 0 && ends.contains(word): return nil
      default: break
      }
    }
    return nil
  }

  private static func close(of brace: Int, in words: [Word]) -> Int? {
    var depth = 0
    for index in brace..<words.count {
      if words[index].text == "{" { depth += 1 }
      if words[index].text == "}" { depth -= 1 }
      if depth == 0 { return index }
    }
    return nil
  }

  /// Identifiers, and every other visible character for itself.
  private static func split(_ line: String) -> [Substring] {
    var words: [Substring] = []
    let bytes = line.utf8
    var position = bytes.startIndex
    while position < bytes.endIndex {
      let start = position
      bytes.formIndex(after: &position)
      guard bytes[start] > UInt8(ascii: " ") else { continue }
      if isPartOfName(bytes[start]) {
        while position < bytes.endIndex, isPartOfName(bytes[position]) {
          bytes.formIndex(after: &position)
        }
      }
      words.append(line[start..<position])
    }
    return words
  }

  private static func isPartOfName(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte == UInt8(ascii: "_") || (byte >= 0x30 && byte < 0x3a)
      || (byte | 0x20 >= 0x61 && byte | 0x20 < 0x7b)
  }
}
