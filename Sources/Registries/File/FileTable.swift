import DataFormats
import Diagnostics
import Values

/// A table of a data file whose keys are read one by one. Mistakes are collected, and a default
/// stands in, so that reading goes on.
struct FileTable {
  let source: Source
  let span: Span
  /// What the table is, for messages: `a service`.
  let what: String
  private let entries: [DocumentEntry]

  /// The table of a node; nil with a complaint if it is none.
  init?(
    _ node: DocumentNode, what: String, in source: Source, _ diagnostics: inout [Diagnostic]
  ) {
    guard case .table(let entries) = node.kind else {
      diagnostics.append(
        FileTable.mismatch("a table for \(what)", node, source))
      return nil
    }
    self.source = source
    self.span = node.span
    self.what = what
    self.entries = entries
  }

  subscript(key: String) -> DocumentEntry? { entries.first { $0.key == key } }

  /// Complains about keys that are not among `known`.
  func checkKeys(_ known: [String], _ diagnostics: inout [Diagnostic]) {
    for entry in entries where !known.contains(entry.key) {
      diagnostics.append(
        Diagnostic(
          code: "unknown-key", "unknown key `\(entry.key)` in \(what)", source: source,
          span: entry.keySpan,
          hint: Suggestion.hint(for: entry.key, among: known)
            ?? "known keys: \(known.map { "`\($0)`" }.joined(separator: ", "))"))
    }
  }

  /// A text that must be there and not be empty; numbers and booleans count as they read.
  func requiredText(_ key: String, _ diagnostics: inout [Diagnostic]) -> String {
    guard let entry = self[key] else {
      diagnostics.append(missing(key))
      return ""
    }
    return text(entry, &diagnostics) ?? ""
  }

  /// A text that must not be empty, if it is there.
  func optionalText(_ key: String, _ diagnostics: inout [Diagnostic]) -> String? {
    self[key].flatMap { text($0, &diagnostics) }
  }

  private func text(_ entry: DocumentEntry, _ diagnostics: inout [Diagnostic]) -> String? {
    guard case .string(let text) = entry.value.kind else {
      diagnostics.append(FileTable.mismatch("a text for `\(entry.key)`", entry.value, source))
      return nil
    }
    guard !text.isEmpty else {
      diagnostics.append(
        Diagnostic(
          code: "empty-text", "`\(entry.key)` must not be empty", source: source,
          span: entry.value.span))
      return nil
    }
    return text.string
  }

  /// An integer of a range that must be there.
  func requiredInteger(
    _ key: String, in range: ClosedRange<Int64>, _ diagnostics: inout [Diagnostic]
  ) -> Int64 {
    guard self[key] != nil else {
      diagnostics.append(missing(key))
      return range.lowerBound
    }
    return optionalInteger(key, in: range, &diagnostics) ?? range.lowerBound
  }

  /// An integer of a range, if it is there.
  func optionalInteger(
    _ key: String, in range: ClosedRange<Int64>, _ diagnostics: inout [Diagnostic]
  ) -> Int64? {
    guard let entry = self[key] else { return nil }
    guard case .integer(let number) = entry.value.kind else {
      diagnostics.append(
        FileTable.mismatch("an integer for `\(key)`", entry.value, source))
      return nil
    }
    guard range ~= number else {
      diagnostics.append(
        Diagnostic(
          code: "out-of-range",
          "expected `\(key)` from \(range.lowerBound) to \(range.upperBound), found \(number)",
          source: source, span: entry.value.span))
      return nil
    }
    return number
  }

  /// Texts, none if the key is missing.
  func texts(_ key: String, _ diagnostics: inout [Diagnostic]) -> [String] {
    guard let entry = self[key] else { return [] }
    guard case .array(let nodes) = entry.value.kind else {
      diagnostics.append(
        FileTable.mismatch("a list of texts for `\(key)`", entry.value, source))
      return []
    }
    return nodes.compactMap { node in
      if case .string(let text) = node.kind { return text.string }
      diagnostics.append(FileTable.mismatch("a text in `\(key)`", node, source))
      return nil
    }
  }

  /// Names and their texts, none if the key is missing.
  func pairs(_ key: String, _ diagnostics: inout [Diagnostic]) -> [FileCatalog.Pair] {
    guard let entry = self[key] else { return [] }
    guard case .table(let members) = entry.value.kind else {
      diagnostics.append(FileTable.mismatch("a table for `\(key)`", entry.value, source))
      return []
    }
    return members.compactMap { member in
      guard let text = FileTable.scalarText(member.value) else {
        diagnostics.append(
          FileTable.mismatch("a text for `\(member.key)`", member.value, source))
        return nil
      }
      return FileCatalog.Pair(key: member.key, value: text)
    }
  }

  /// A table below this one, if it is there.
  func table(
    _ key: String, what: String, _ diagnostics: inout [Diagnostic]
  ) -> FileTable? {
    self[key].flatMap { FileTable($0.value, what: what, in: source, &diagnostics) }
  }

  private func missing(_ key: String) -> Diagnostic {
    Diagnostic(
      code: "missing-key", "expected a key `\(key)` in \(what)", source: source, span: span)
  }

  /// The text of a scalar as a registry would hold it; nil for null and collections.
  static func scalarText(_ node: DocumentNode) -> String? {
    switch node.kind {
    case .string(let text): text.string
    case .bool(let flag): flag ? "true" : "false"
    case .integer(let number): String(number)
    case .float(let number):
      (try? JSONWriter.marshal(.float(number)))?.string
        ?? (number.isNaN ? "nan" : number < 0 ? "-inf" : "inf")
    case .date(let text): text
    case .null, .array, .table: nil
    }
  }

  /// `expected X, found Y` at a node.
  static func mismatch(
    _ expected: String, _ node: DocumentNode, _ source: Source
  ) -> Diagnostic {
    Diagnostic(
      code: "wrong-type", "expected \(expected), found \(node.kindName)", source: source,
      span: node.span)
  }
}
