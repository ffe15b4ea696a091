import Diagnostics
import Values

/// A table under construction. It knows how it was defined, because that decides what may be added.
final class TOMLTable {
  enum Definition {
    /// By a longer header: `a` in `[a.b]`.
    case implied
    /// By its own header, or as an element of an array of tables.
    case header
    /// By a dotted key: `a` in `a.b = 1`.
    case dotted
    /// `{ ... }`: closed.
    case inline
  }

  enum Content {
    case value(DocumentNode)
    case table(TOMLTable)
    case tables([TOMLTable])
  }

  struct Entry {
    let key: TOMLKey
    var content: Content
  }

  var definition: Definition
  let span: Span
  let depth: Int
  private(set) var entries: [Entry] = []
  private var positions: [Bytes: Int] = [:]

  init(_ definition: Definition, span: Span, depth: Int) {
    self.definition = definition
    self.span = span
    self.depth = depth
  }

  subscript(name: Bytes) -> Entry? { positions[name].map { entries[$0] } }

  /// Adds a key that the table does not have yet.
  func add(_ key: TOMLKey, _ content: Content) {
    positions[key.name] = entries.count
    entries.append(Entry(key: key, content: content))
  }

  /// Adds an element to an array of tables that the table has.
  func append(_ table: TOMLTable, to name: Bytes) {
    guard let position = positions[name], case .tables(var tables) = entries[position].content
    else { return }
    // Without the other reference to the array, the append copies nothing.
    entries[position].content = .tables([])
    tables.append(table)
    entries[position].content = .tables(tables)
  }

  /// The finished table.
  func node(span: Span? = nil) -> DocumentNode {
    let finished = entries.map { entry in
      DocumentEntry(
        key: entry.key.name.string, keySpan: entry.key.span, value: node(of: entry))
    }
    return DocumentNode(.table(finished), span: span ?? self.span)
  }

  private func node(of entry: Entry) -> DocumentNode {
    switch entry.content {
    case .value(let node): node
    case .table(let table): table.node()
    case .tables(let tables):
      DocumentNode(.array(tables.map { $0.node() }), span: tables.first?.span ?? entry.key.span)
    }
  }
}

/// One part of a dotted key.
struct TOMLKey {
  let name: Bytes
  let span: Span
}
