extension RegistrySettingTables {
  /// The keys of a registry's `services` table.
  static let services: [Setting<ServiceLayoutDraft>] = [
    Setting(
      .init(
        "layout", AgentSettings.words(ServiceLayoutSettings.Layout.allCases.map(\.rawValue)),
        "who writes services into the keys")
    ) { draft, node, list in
      draft.layout = word("layout", node, &list)
    },
    .filledText(
      .init(
        "prefix", "path", default: "services, for skydns skydns",
        "the folder that registrator or skydns uses"),
      \.prefix),
    .filledText(
      .init("domain", "name", "the domain of skydns whose services are meant"), \.domain),
    .filledText(
      .init(
        "pattern", "path with names", default: "nerve: /nerve/services/{service}/services/{id}",
        "the form of the keys: `/services/{service}/{id}`; also `{address}`, `{port}`, `{node}`, "
          + "`{tag}`; other names become meta data"),
      \.pattern),
    Setting(
      .init(
        "value", AgentSettings.words(ServiceLayoutSettings.Form.allCases.map(\.rawValue)),
        default: "host:port", "what the values of a custom layout are")
    ) { draft, node, list in
      draft.form = word("value", node, &list)
    },
    Setting(
      .init("fields", "table", "names of fields of JSON values, see below", hasVariable: false)
    ) { draft, node, list in
      guard case .table(let table) = node.kind else {
        node.expected("a table", for: "fields", &list)
        return
      }
      TableReader("`fields`", serviceFields).read(table, into: &draft, &list)
    },
  ]

  /// The keys of the `fields` table of `services`.
  static let serviceFields: [Setting<ServiceLayoutDraft>] = [
    field("address", default: "address, else host", "the address"),
    field("port", "the port"),
    field("id", "the instance's name"),
    field("weight", "the share of the traffic"),
    field("tags", "a list of words"),
    field("status", "`passing`, `warning`, `critical` or `maintenance`"),
    field("node", "the node's name"),
    field("meta", "an object of texts"),
  ]

  private static func field(
    _ key: String, default standard: String? = nil, _ help: String
  ) -> Setting<ServiceLayoutDraft> {
    Setting(
      .init(key, "name|name.name", default: standard ?? key, help)
    ) { draft, node, list in
      if let text = node.filledText(key, &list) { draft.fields[key] = text }
    }
  }

  private static func word<Word: RawRepresentable & CaseIterable>(
    _ key: String, _ node: SettingNode, _ list: inout DiagnosticList
  ) -> Word? where Word.RawValue == String {
    node.word(key, among: Word.allCases.map(\.rawValue), &list).flatMap(Word.init)
  }
}
