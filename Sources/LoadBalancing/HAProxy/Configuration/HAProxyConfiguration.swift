/// HAProxy's configuration as sections of lines of words, without comments and empty lines. What
/// the words mean is left to others; what HAProxy itself would refuse need not be found here.
package struct HAProxyConfiguration: Sendable {
  /// One line.
  package struct Line: Sendable {
    /// Its number in the text, from 1.
    package let number: Int
    /// Its words, at least one.
    package let words: [Word]
  }

  /// A section: its head and what follows.
  package struct Section: Sendable {
    /// The line that begins it, such as `backend web`.
    package let head: Line
    /// The lines below.
    package internal(set) var lines: [Line] = []

    /// `backend`, `global` ...
    package var kind: Word { head.words[0] }
    /// Its name; nil where the kind needs none.
    package var name: Word? { head.words.count > 1 ? head.words[1] : nil }
  }

  /// The text cannot be split into words.
  package struct Failure: Error, Sendable, CustomStringConvertible {
    /// The line, from 1.
    package let line: Int
    /// What is wrong with it.
    package let message: String

    /// `line 3: a double quote is not closed`.
    package var description: String { "line \(line): \(message)" }
  }

  /// The sections in the order of the text.
  package private(set) var sections: [Section] = []
  /// The first line of conditions (`.if`, `.elif` ...), which say at run time which lines count.
  package private(set) var firstCondition: Int?

  /// Reads a text.
  package init(_ text: [UInt8]) throws(Failure) {
    let result = text.withUnsafeBufferPointer { bytes -> Result<Void, Failure> in
      do throws(Failure) { return .success(try read(bytes)) } catch { return .failure(error) }
    }
    try result.get()
  }

  private mutating func read(_ text: UnsafeBufferPointer<UInt8>) throws(Failure) {
    var start = 0
    var number = 0
    while start < text.count {
      var end = start
      while end < text.count, text[end] != 0x0A { end += 1 }
      number += 1
      do throws(LineSplitter.Failure) {
        var splitter = LineSplitter(text, start..<end)
        let words = try splitter.words()
        if !words.isEmpty { append(Line(number: number, words: words)) }
      } catch {
        throw Failure(line: number, message: error.message)
      }
      start = end + 1
    }
  }

  private mutating func append(_ line: Line) {
    let first = line.words[0]
    if first.bytes.first == UInt8(ascii: "."), firstCondition == nil {
      firstCondition = line.number
    }
    if HAProxyConfiguration.kinds.contains(first) || sections.isEmpty {
      sections.append(Section(head: line))
    } else {
      sections[sections.count - 1].lines.append(line)
    }
  }

  /// The words that begin a section, wherever they stand.
  private static let kinds: Set<Word> = [
    "acme", "backend", "cache", "crt-store", "defaults", "dynamic-update", "fcgi-app", "frontend",
    "global", "healthcheck", "http-errors", "listen", "log-forward", "log-profile", "mailers",
    "peers", "program", "resolvers", "ring", "traces", "userlist",
  ]
}
