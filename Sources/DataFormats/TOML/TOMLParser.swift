import Diagnostics
import Values

/// Reads the lines of a TOML text into tables.
struct TOMLParser {
  let source: Source
  let text: [UInt8]
  var position = 0
  /// How many arrays are being read.
  var openArrays = 0
  let root: TOMLTable
  private(set) var diagnostics: [Diagnostic] = []
  private var current: TOMLTable

  init(_ source: Source) {
    self.source = source
    text = source.text
    root = TOMLTable(.header, span: Span(0, 0), depth: 0)
    current = root
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  // toml = line *( newline line )
  mutating func parse() {
    while position < text.count, diagnostics.count < TOMLReader.diagnosticLimit {
      let start = position
      openArrays = 0
      do throws(TOMLError) {
        try parseLine()
      } catch {
        diagnostics.append(error.diagnostic(in: source))
        guard resumes(after: error, statementAt: start) else { return }
      }
    }
  }

  /// Goes to the next line, unless the mistake is inside something that extends over several lines:
  /// what follows would only be misunderstood.
  private mutating func resumes(after error: TOMLError, statementAt start: Int) -> Bool {
    let line = source.position(of: start).line
    guard source.position(of: error.span.start).line == line else { return false }
    position = max(position, error.span.start)
    while position < text.count, text[position] != 0x0A {
      if text[position] == UInt8(ascii: "]") { openArrays -= 1 }
      position += 1
    }
    position += 1
    return openArrays <= 0
  }

  // line = blank [ comment ] / blank key-value blank [ comment ] / blank header blank [ comment ]
  private mutating func parseLine() throws(TOMLError) {
    skipBlank()
    guard let byte = peek() else { return }
    switch byte {
    case UInt8(ascii: "["): try parseHeader()
    case UInt8(ascii: "#"), 0x0A, 0x0D: break
    default: try parseKeyValue(into: current)
    }
    try finishLine()
  }

  private mutating func finishLine() throws(TOMLError) {
    skipBlank()
    try skipComment()
    guard position < text.count else { return }
    guard skipNewline() else { throw unexpected("the end of the line") }
  }

  // key-value = key blank "=" blank value
  mutating func parseKeyValue(into table: TOMLTable) throws(TOMLError) {
    let path = try parsePath(expected: "a key")
    guard peek() == UInt8(ascii: "=") else {
      throw unexpected("`=` after the key", hint: keyHint())
    }
    position += 1
    skipBlank()
    let value = try parseValue(depth: table.depth + path.count)
    let owner = try descend(path.dropLast(), from: table)
    guard let key = path.last else { return }
    if let known = owner[key.name] { throw duplicate(key, known.key) }
    owner.add(key, .value(value))
  }

  /// The table which the leading parts of a dotted key name.
  private func descend(
    _ path: ArraySlice<TOMLKey>, from table: TOMLTable
  ) throws(TOMLError) -> TOMLTable {
    var table = table
    for key in path {
      guard let entry = table[key.name] else {
        let child = TOMLTable(.dotted, span: key.span, depth: try childDepth(table, key))
        table.add(key, .table(child))
        table = child
        continue
      }
      guard case .table(let child) = entry.content, child.definition == .dotted else {
        throw cannotExtend(key, entry)
      }
      table = child
    }
    return table
  }

  // header = "[" blank key blank "]" / "[[" blank key blank "]]"
  private mutating func parseHeader() throws(TOMLError) {
    let start = position
    position += 1
    let isArray = peek() == UInt8(ascii: "[")
    if isArray { position += 1 }
    skipBlank()
    let path = try parsePath(expected: "the name of a table")
    for _ in 0..<(isArray ? 2 : 1) {
      guard peek() == UInt8(ascii: "]") else {
        throw unexpected(
          isArray ? "`]]` after the name of the table" : "`]` after the name of the table")
      }
      position += 1
    }
    let span = Span(start, position)
    guard let key = path.last else { return }
    // Keys below a refused header belong nowhere; a loose table keeps them from being misplaced.
    current = TOMLTable(.header, span: span, depth: 1)
    let parent = try open(path.dropLast())
    current =
      isArray ? try openElement(key, in: parent, span) : try openTable(key, in: parent, span)
  }

  /// The table in which the last part of a header stands.
  private func open(_ path: ArraySlice<TOMLKey>) throws(TOMLError) -> TOMLTable {
    var table = root
    for key in path {
      guard let entry = table[key.name] else {
        let child = TOMLTable(.implied, span: key.span, depth: try childDepth(table, key))
        table.add(key, .table(child))
        table = child
        continue
      }
      switch entry.content {
      case .table(let child) where child.definition != .inline: table = child
      case .tables(let elements):
        guard let last = elements.last else { throw cannotExtend(key, entry) }
        table = last
      default: throw cannotExtend(key, entry)
      }
    }
    return table
  }

  private func openTable(
    _ key: TOMLKey, in parent: TOMLTable, _ span: Span
  ) throws(TOMLError) -> TOMLTable {
    guard let entry = parent[key.name] else {
      let table = TOMLTable(.header, span: span, depth: try childDepth(parent, key))
      parent.add(key, .table(table))
      return table
    }
    guard case .table(let table) = entry.content, table.definition == .implied else {
      throw duplicate(key, entry.key)
    }
    table.definition = .header
    return table
  }

  private func openElement(
    _ key: TOMLKey, in parent: TOMLTable, _ span: Span
  ) throws(TOMLError) -> TOMLTable {
    let table = TOMLTable(.header, span: span, depth: try childDepth(parent, key) + 1)
    guard let entry = parent[key.name] else {
      parent.add(key, .tables([table]))
      return table
    }
    guard case .tables = entry.content else {
      throw TOMLError(
        "`\(key.name)` is not an array of tables", key.span, code: "toml-redefinition",
        hint: "it was first set on line \(line(of: entry.key.span))")
    }
    parent.append(table, to: key.name)
    return table
  }

  func childDepth(_ table: TOMLTable, _ key: TOMLKey) throws(TOMLError) -> Int {
    guard table.depth < TOMLReader.depthLimit else { throw tooDeep(key.span) }
    return table.depth + 1
  }

  func tooDeep(_ span: Span) -> TOMLError {
    TOMLError("nested deeper than the limit of \(TOMLReader.depthLimit)", span, code: "too-deep")
  }

  private func duplicate(_ key: TOMLKey, _ first: TOMLKey) -> TOMLError {
    let diagnostic = DuplicateKey.diagnostic(
      key.name.string, at: key.span, first: first.span, in: source)
    return TOMLError(
      diagnostic.message, key.span, code: diagnostic.code, hint: diagnostic.hint)
  }

  private func cannotExtend(_ key: TOMLKey, _ entry: TOMLTable.Entry) -> TOMLError {
    let what =
      switch entry.content {
      case .value(let node): node.kindName
      case .table(let table):
        table.definition == .inline ? "a closed inline table" : "a table with its own header"
      case .tables: "an array of tables"
      }
    return TOMLError(
      "cannot add to `\(key.name)`, which is \(what)", key.span, code: "toml-redefinition",
      hint: "it was first set on line \(line(of: entry.key.span))")
  }

  private func line(of span: Span) -> Int { source.position(of: span.start).line }
}
