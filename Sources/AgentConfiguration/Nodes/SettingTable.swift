package import Diagnostics

/// A key of a table and its value.
package struct SettingEntry: Sendable {
  /// The key's text.
  package let key: String
  /// Where the key stands in the source of `value`, unless `keySource` says another.
  package let keySpan: Span
  /// The source of the key.
  package let keySource: Source
  /// The value.
  package var value: SettingNode

  /// An entry written in the source of its value.
  package init(key: String, keySpan: Span, value: SettingNode) {
    self.key = key
    self.keySpan = keySpan
    self.keySource = value.source
    self.value = value
  }
}

/// Entries in the order of the text with unique keys; found by key in constant time.
package struct SettingTable: Sendable {
  /// The entries in order.
  package private(set) var entries: [SettingEntry] = []
  private var indices: [String: Int] = [:]

  /// No entries.
  package init() {}

  /// Entries; of equal keys the last wins.
  package init(_ entries: [SettingEntry]) {
    for entry in entries { put(entry) }
  }

  /// The entry of a key.
  package subscript(key: String) -> SettingEntry? { indices[key].map { entries[$0] } }

  /// Adds an entry, or replaces the one with the same key in place.
  package mutating func put(_ entry: SettingEntry) {
    if let index = indices[entry.key] {
      entries[index] = entry
    } else {
      indices[entry.key] = entries.count
      entries.append(entry)
    }
  }

  /// Lays `other` over this table: tables are merged key by key, the arrays whose paths (keys with
  /// dots between them) are in `appending` are joined, everything else is replaced.
  mutating func overlay(
    _ other: SettingTable, appending: Set<String> = [], under path: String = ""
  ) {
    for entry in other.entries {
      let place = path + entry.key
      guard let index = indices[entry.key] else {
        put(entry)
        continue
      }
      switch (entries[index].value.kind, entry.value.kind) {
      case (.table(var mine), .table(let theirs)):
        mine.overlay(theirs, appending: appending, under: place + ".")
        entries[index].value.kind = .table(mine)
      case (.array(let mine), .array(let theirs)) where appending.contains(place):
        entries[index].value.kind = .array(mine + theirs)
      default:
        entries[index] = entry
      }
    }
  }

  /// Sets the value at a path of keys, making the tables on the way; a value in the way that is not
  /// a table is replaced.
  mutating func set(_ path: ArraySlice<String>, to value: SettingNode) {
    guard let key = path.first else { return }
    guard path.count > 1 else {
      put(SettingEntry(key: key, keySpan: value.span, value: value))
      return
    }
    if let index = indices[key], case .table(var table) = entries[index].value.kind {
      table.set(path.dropFirst(), to: value)
      entries[index].value.kind = .table(table)
      return
    }
    var table = SettingTable()
    table.set(path.dropFirst(), to: value)
    let node = SettingNode(
      .table(table), source: value.source, span: value.span, isBareText: value.isBareText)
    put(SettingEntry(key: key, keySpan: value.span, value: node))
  }
}
