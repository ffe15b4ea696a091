/// Replaces comments and the contents of string literals by spaces, so that braces and words
/// can be looked for in what is left. Lines keep their number and length in bytes.
struct CodeBlanker {
  private var input: [UInt8]
  private var output: [UInt8]
  private var position = 0

  /// The lines of a Swift file, blanked.
  static func blank(_ text: String) -> [String] {
    var blanker = CodeBlanker(input: Array(text.utf8), output: [])
    blanker.output.reserveCapacity(blanker.input.count)
    blanker.code(until: nil)
    return String(decoding: blanker.output, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  private init(input: [UInt8], output: [UInt8]) {
    self.input = input
    self.output = output
  }

  private func looksAt(_ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard position + count <= input.count else { return false }
    return (0..<count).allSatisfy { text.utf8Start[$0] == input[position + $0] }
  }

  private mutating func keep() {
    output.append(input[position])
    position += 1
  }

  private mutating func hide(_ count: Int = 1) {
    for _ in 0..<count where position < input.count {
      output.append(input[position] == UInt8(ascii: "\n") ? UInt8(ascii: "\n") : 32)
      position += 1
    }
  }

  /// Copies code up to the parenthesis that closes an interpolation, or up to the end.
  private mutating func code(until end: UInt8?) {
    var depth = 0
    while position < input.count {
      switch input[position] {
      case UInt8(ascii: "/") where looksAt("//"): lineComment()
      case UInt8(ascii: "/") where looksAt("/*"): blockComment()
      case UInt8(ascii: "\""), UInt8(ascii: "#"): if !string() { keep() }
      case UInt8(ascii: "("):
        depth += 1
        keep()
      case UInt8(ascii: ")"):
        if depth == 0, end != nil { return }
        depth -= 1
        keep()
      default: keep()
      }
    }
  }

  private mutating func lineComment() {
    while position < input.count, input[position] != UInt8(ascii: "\n") { hide() }
  }

  private mutating func blockComment() {
    var depth = 0
    repeat {
      if looksAt("/*") {
        depth += 1
        hide(2)
      } else if looksAt("*/") {
        depth -= 1
        hide(2)
      } else {
        hide()
      }
    } while depth > 0 && position < input.count
  }

  /// A string literal with any number of pound signs; false when there is none here.
  private mutating func string() -> Bool {
    var pounds = 0
    while position + pounds < input.count, input[position + pounds] == UInt8(ascii: "#") {
      pounds += 1
    }
    let quote = UInt8(ascii: "\"")
    guard position + pounds < input.count, input[position + pounds] == quote else { return false }
    let three = input[(position + pounds)...].prefix(3).elementsEqual([quote, quote, quote])
    let quotes = three ? 3 : 1
    hide(pounds + quotes)
    let closing = Array(repeating: quote, count: quotes) + pound(pounds)
    let escape = [UInt8(ascii: "\\")] + pound(pounds)
    while position < input.count {
      if looks(at: closing) {
        hide(closing.count)
        return true
      }
      if !three, input[position] == UInt8(ascii: "\n") { return true }
      guard looks(at: escape) else {
        hide()
        continue
      }
      hide(escape.count)
      if position < input.count, input[position] == UInt8(ascii: "(") {
        interpolation()
      } else {
        hide()
      }
    }
    return true
  }

  private mutating func interpolation() {
    let begin = output.count
    hide()
    code(until: UInt8(ascii: ")"))
    for index in begin..<output.count where output[index] != UInt8(ascii: "\n") {
      output[index] = 32
    }
    hide()
  }

  private func pound(_ count: Int) -> [UInt8] { Array(repeating: UInt8(ascii: "#"), count: count) }

  private func looks(at bytes: [UInt8]) -> Bool {
    input[position...].prefix(bytes.count).elementsEqual(bytes)
  }
}
