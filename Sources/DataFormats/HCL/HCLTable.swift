import Diagnostics

/// A key and its place.
struct HCLKey {
  let name: String
  let span: Span
}

/// Collects the items of a table; a key may stand several times.
struct HCLTable {
  private(set) var entries: [DocumentEntry] = []
  private var places: [String: Int] = [:]

  /// A block with labels is a table in a table.
  mutating func add(_ keys: ArraySlice<HCLKey>, _ node: DocumentNode) {
    guard let first = keys.first else { return }
    guard let label = keys.dropFirst().first else { return add(first, node) }
    var inner = HCLTable()
    inner.add(keys.dropFirst(), node)
    add(
      first,
      DocumentNode(.table(inner.entries), span: Span(label.span.start, node.span.end)))
  }

  /// Tables of one key gather in an array; of other values the last counts.
  mutating func add(_ key: HCLKey, _ node: DocumentNode) {
    guard let place = places[key.name] else {
      places[key.name] = entries.count
      entries.append(DocumentEntry(key: key.name, keySpan: key.span, value: node))
      return
    }
    let earlier = entries[place]
    entries[place] = DocumentEntry(
      key: earlier.key, keySpan: key.span, value: HCLTable.joined(earlier.value, node))
  }

  private static func joined(_ earlier: DocumentNode, _ later: DocumentNode) -> DocumentNode {
    guard case .table = later.kind else { return later }
    let span = Span(earlier.span.start, later.span.end)
    switch earlier.kind {
    case .table: return DocumentNode(.array([earlier, later]), span: span)
    case .array(let nodes):
      let areTables = nodes.allSatisfy { if case .table = $0.kind { true } else { false } }
      return areTables && !nodes.isEmpty
        ? DocumentNode(.array(nodes + [later]), span: span) : later
    default: return later
    }
  }
}
