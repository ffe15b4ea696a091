package import Diagnostics
package import Values

/// A node of a data file (TOML, JSON, YAML) which knows where it was written, so that whoever reads
/// it can point at mistakes with a caret.
package struct DocumentNode: Sendable {
  /// The data.
  package let kind: Kind
  /// Where it stands in its source.
  package let span: Span

  /// What a node can be.
  package enum Kind: Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case float(Double)
    case string(Bytes)
    /// A TOML date or time, as written.
    case date(String)
    case array([DocumentNode])
    /// In the order of the text; keys are unique.
    case table([DocumentEntry])
  }

  /// A node.
  package init(_ kind: Kind, span: Span) {
    self.kind = kind
    self.span = span
  }

  /// What people call this kind: `a string`, `an integer`, `a table` ...
  package var kindName: String {
    switch kind {
    case .null: "null"
    case .bool: "a boolean"
    case .integer: "an integer"
    case .float: "a float"
    case .string: "a string"
    case .date: "a date"
    case .array: "an array"
    case .table: "a table"
    }
  }

  /// The value of a table's key; nil for a missing key or another kind.
  package subscript(key: String) -> DocumentNode? {
    guard case .table(let entries) = kind else { return nil }
    return entries.first { $0.key == key }?.value
  }

  /// The data without places: tables become maps, integers Go ints, dates strings.
  package var value: Value {
    switch kind {
    case .null: .null
    case .bool(let flag): .bool(flag)
    case .integer(let number): .int(number, .int)
    case .float(let number): .float(number)
    case .string(let text): .bytes(text)
    case .date(let text): .string(text)
    case .array(let nodes): .list(nodes.map(\.value))
    case .table(let entries): .map(entries.map { (Bytes($0.key), $0.value.value) })
    }
  }
}

/// A key of a table and its value.
package struct DocumentEntry: Sendable {
  /// The key's text.
  package let key: String
  /// Where the key stands.
  package let keySpan: Span
  /// The value.
  package let value: DocumentNode

  /// An entry.
  package init(key: String, keySpan: Span, value: DocumentNode) {
    self.key = key
    self.keySpan = keySpan
    self.value = value
  }
}
