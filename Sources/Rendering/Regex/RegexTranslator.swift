/// Reads a pattern once from left to right. Groups are a stack and not recursion, so that nesting
/// costs no call stack.
struct RegexTranslator {
  var reader: RegexReader
  var flags = RegexFlags()
  private(set) var names: [String: [Int]] = [:]
  private(set) var groupCount = 0
  var unicodeClasses: [(written: String, rewritten: String)] = []
  private var groups = [Group(opener: "", outerFlags: RegexFlags())]
  /// Where the repetition operator just read starts, for operators in a row.
  private var lastRepetition: Int?

  /// An open group: what has been read of it.
  private struct Group {
    let opener: String
    let outerFlags: RegexFlags
    var finishedBranches = ""
    var items: [Item] = []
    var deepestRepetition = 1

    var text: String { opener + finishedBranches + items.map(\.text).joined() }
  }

  /// A piece of a branch; only atoms can be repeated.
  private struct Item {
    var text: String
    let isAtom: Bool
    var isRepeated = false
    /// The product of the counted repetitions inside.
    var repetitions = 1
  }

  init(_ text: String) { reader = RegexReader(text) }

  mutating func run() throws(RegexError) -> String {
    while let scalar = reader.peek() {
      let repetition = lastRepetition
      lastRepetition = nil
      switch scalar {
      case "(": try openGroup()
      case ")": try closeGroup()
      case "|":
        reader.skip()
        let branch = groups[groups.count - 1].items.map(\.text).joined()
        finishItems()
        groups[groups.count - 1].finishedBranches += branch + "|"
      case "*", "+", "?": try repeatLast(after: repetition)
      case "{" where reader.isRepeatCount: try repeatLast(after: repetition)
      default: try atom(scalar)
      }
    }
    guard groups.count == 1, let group = groups.first else {
      throw RegexError(code: .missingParenthesis, part: reader.whole)
    }
    return group.text
  }

  private mutating func atom(_ scalar: Unicode.Scalar) throws(RegexError) {
    switch scalar {
    case "^":
      reader.skip()
      append(flags.isMultiline ? "(?m:^)" : "(?:\\A)")
    case "$":
      reader.skip()
      append(flags.isMultiline ? "(?m:$)" : "(?:\\z)")
    case ".":
      reader.skip()
      append(flags.dotMatchesNewline ? "(?s:.)" : "[^\\n]")
    case "[": append(try characterClass())
    case "\\" where reader.skip("\\Q"):
      let literal = reader.text(upTo: "\\E")
      for scalar in literal.unicodeScalars { append(RegexReader.literal(scalar.value)) }
    case "\\": append(try escape())
    default:
      reader.skip()
      append(RegexReader.literal(scalar.value))
    }
  }

  private mutating func append(_ text: String) {
    groups[groups.count - 1].items.append(Item(text: text, isAtom: true))
  }

  // MARK: - Groups

  /// Ends a branch, keeping what counts for the repetitions around it.
  private mutating func finishItems() {
    let top = groups.count - 1
    let deepest = groups[top].items.map(\.repetitions).max() ?? 1
    groups[top].deepestRepetition = max(groups[top].deepestRepetition, deepest)
    groups[top].items = []
  }

  private mutating func openGroup() throws(RegexError) {
    guard groups.count <= RegexTranslation.deepestNesting else {
      throw RegexError(code: .nestsTooDeeply, part: reader.whole)
    }
    let outer = flags
    guard reader.starts(with: "(?") else {
      reader.skip()
      groupCount += 1
      groups.append(Group(opener: "(", outerFlags: outer))
      return
    }
    if let name = try reader.groupName() {
      groupCount += 1
      names[name, default: []].append(groupCount)
      groups.append(Group(opener: "(", outerFlags: outer))
      return
    }
    let opensGroup = try reader.flags(into: &flags)
    if opensGroup {
      let opener = flags.ignoresCase == outer.ignoresCase ? "(?:" : caseSwitch + ":"
      groups.append(Group(opener: opener, outerFlags: outer))
    } else if flags.ignoresCase != outer.ignoresCase {
      groups[groups.count - 1].items.append(Item(text: caseSwitch + ")", isAtom: false))
    }
  }

  private var caseSwitch: String { flags.ignoresCase ? "(?i" : "(?-i" }

  private mutating func closeGroup() throws(RegexError) {
    guard groups.count > 1 else {
      throw RegexError(code: .unexpectedParenthesis, part: reader.whole)
    }
    reader.skip()
    let text = groups[groups.count - 1].text + ")"
    finishItems()
    let group = groups.removeLast()
    flags = group.outerFlags
    groups[groups.count - 1].items.append(
      Item(text: text, isAtom: true, repetitions: group.deepestRepetition))
  }

  // MARK: - Repetition

  private mutating func repeatLast(after previous: Int?) throws(RegexError) {
    let start = reader.position
    let count = reader.repeatOperator()
    let isLazy = reader.skip("?")
    let part = reader.text(from: start)
    lastRepetition = start
    if let previous {
      throw RegexError(code: .invalidRepeatOperator, part: reader.text(from: previous))
    }
    let top = groups.count - 1
    guard let index = groups[top].items.lastIndex(where: \.isAtom) else {
      throw RegexError(code: .missingArgument, part: part)
    }
    var operatorText = String(part.unicodeScalars.prefix(1))
    if let count {
      guard let most = count.most else {
        throw RegexError(code: .invalidRepeatSize, part: part)
      }
      let product = groups[top].items[index].repetitions * most
      guard most < 2 || product <= RegexTranslation.mostRepetitions else {
        throw RegexError(code: .invalidRepeatSize, part: part)
      }
      groups[top].items[index].repetitions = product
      operatorText = count.text
    }
    if isLazy != flags.isUngreedy { operatorText += "?" }
    // Flags between two operators let both apply to one item, which PCRE2 takes only with a group.
    let text = groups[top].items[index].text
    let operand = groups[top].items[index].isRepeated ? "(?:\(text))" : text
    groups[top].items[index].text = operand + operatorText
    groups[top].items[index].isRepeated = true
  }
}
