package import DataFormats
package import Diagnostics

/// A value of the configuration which knows the text it was written in: a file, a variable of the
/// environment, or a flag. Layers of such values are merged before anything is decoded, so that
/// every message can point at the place to change.
package struct SettingNode: Sendable {
  /// What a value can be.
  package indirect enum Kind: Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case float(Double)
    case string(String)
    case date(String)
    case array([SettingNode])
    case table(SettingTable)
  }

  /// The data.
  package var kind: Kind
  /// The text it was written in.
  package let source: Source
  /// Where in that text.
  package let span: Span
  /// Whether it is bare text from the environment or a flag, which may stand for a number too.
  package let isBareText: Bool

  /// A value at a place.
  package init(_ kind: Kind, source: Source, span: Span, isBareText: Bool = false) {
    self.kind = kind
    self.source = source
    self.span = span
    self.isBareText = isBareText
  }

  /// Bare text, as the environment and flags give it; `name` is what messages call the place.
  package init(bareText text: String, name: String, isSecret: Bool = false) {
    let source = Source(name: name, text: isSecret ? "[redacted]" : text)
    self.init(.string(text), source: source, span: Span(0, source.text.count), isBareText: true)
  }

  /// A node of a parsed text.
  package init(_ node: DocumentNode, source: Source) {
    let kind: Kind =
      switch node.kind {
      case .null: .null
      case .bool(let flag): .bool(flag)
      case .integer(let number): .integer(number)
      case .float(let number): .float(number)
      case .string: .string(node.text ?? "")
      case .date(let text): .date(text)
      case .array(let nodes): .array(nodes.map { SettingNode($0, source: source) })
      case .table(let entries):
        .table(
          SettingTable(
            entries.map { entry in
              SettingEntry(
                key: entry.key, keySpan: entry.keySpan,
                value: SettingNode(entry.value, source: source))
            }))
      }
    self.init(kind, source: source, span: node.span)
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

  /// The text as written, for messages.
  var written: String {
    let count = source.text.count
    return String(
      decoding: source.text[min(span.start, count)..<min(span.end, count)], as: UTF8.self)
  }

  /// The place, for messages of later stages.
  var origin: ResourceSettings.Origin { .init(source: source, span: span) }
}
