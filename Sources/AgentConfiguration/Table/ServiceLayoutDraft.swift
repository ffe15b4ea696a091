/// A table `services` of a registry while it is read.
struct ServiceLayoutDraft {
  var layout: ServiceLayoutSettings.Layout?
  var prefix: String?
  var domain: String?
  var pattern: String?
  var form: ServiceLayoutSettings.Form?
  var fields: [String: String] = [:]

  /// The settings, or nil after adding errors about what is missing or has no meaning.
  func finished(
    from entry: SettingEntry, _ list: inout DiagnosticList
  ) -> ServiceLayoutSettings? {
    guard case .table(let table) = entry.value.kind else { return nil }
    guard let layout else {
      if table["layout"] == nil {
        list.error("missing-key", "`services` needs a `layout`", atKey: entry)
      }
      return nil
    }
    let unused: [(String, Set<ServiceLayoutSettings.Layout>)] = [
      ("prefix", [.registrator, .skydns]), ("domain", [.skydns]),
      ("pattern", [.nerve, .custom]), ("value", [.custom]), ("fields", [.custom]),
    ]
    for (key, layouts) in unused {
      guard let found = table[key], !layouts.contains(layout) else { continue }
      list.error(
        "contradiction", "`\(key)` has no meaning in the layout `\(layout.rawValue)`",
        atKey: found)
    }
    if layout == .custom, pattern == nil, table["pattern"] == nil {
      list.error("missing-key", "the layout `custom` needs a `pattern`", atKey: entry)
    }
    var settings = ServiceLayoutSettings(layout: layout)
    settings.prefix = prefix
    settings.domain = domain ?? ""
    settings.pattern = pattern
    settings.form = form ?? .hostAndPort
    settings.fields = fields
    return settings
  }
}
