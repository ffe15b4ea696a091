import Diagnostics

/// Decodes a table of the configuration by its settings.
struct TableReader<Target> {
  /// The settings that may occur.
  let settings: [Setting<Target>]
  /// How messages name the table: `a [[template]] block`.
  let name: String
  private let byKey: [String: Setting<Target>]

  /// A reader of a table.
  init(_ name: String, _ settings: [Setting<Target>]) {
    self.name = name
    self.settings = settings
    byKey = Dictionary(settings.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Stores every entry of a table in `target`, except those in `ignoring`; `elsewhere` gives a
  /// hint for a key that is known in another place.
  func read(
    _ table: SettingTable, into target: inout Target, ignoring: Set<String> = [],
    elsewhere: (String) -> String? = { _ in nil }, _ list: inout DiagnosticList
  ) {
    for entry in table.entries where !ignoring.contains(entry.key) {
      if let setting = byKey[entry.key] {
        setting.read(&target, entry.value, &list)
        continue
      }
      let hint =
        elsewhere(entry.key)
        ?? Suggestion.hint(for: entry.key, among: settings.map(\.key) + ignoring.sorted())
      list.error("unknown-key", "unknown key `\(entry.key)` in \(name)", atKey: entry, hint: hint)
    }
  }
}
