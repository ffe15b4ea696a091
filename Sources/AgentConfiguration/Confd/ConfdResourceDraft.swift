import SystemSupport

/// The table `[template]` of a resource while it is read.
struct ConfdResourceDraft {
  var source: SettingNode?
  var sourcePath = ""
  var destination: SettingNode?
  var destinationPath = ""
  var keys: [String] = []
  var mode: UInt32?
  var user: Int64 = -1
  var group: Int64 = -1
  var userName = ""
  var groupName = ""
  var prefix = ""
  var check = ""
  var reload = ""
  var checkTimeout: Duration?
  var reloadTimeout: Duration?
  var reloadInterval: Duration?
  var debounce: Duration?
  var format: SettingNode?

  /// The keys that may occur.
  static let settings: [Setting<ConfdResourceDraft>] = [
    Setting(.init("src", "file", "the template, below `templates`")) { draft, node, list in
      draft.source = node
      draft.sourcePath = node.text("src", &list) ?? ""
    },
    Setting(.init("dest", "path", "the file to write")) { draft, node, list in
      draft.destination = node
      draft.destinationPath = node.text("dest", &list) ?? ""
    },
    Setting(.init("keys", "array of keys", "the keys to fetch")) { draft, node, list in
      draft.keys = node.texts("keys", &list) ?? []
    },
    Setting(.init("mode", "text", "permission bits")) { draft, node, list in
      draft.mode = ConfdFileMode.read(node, &list)
    },
    account("uid", \.user), account("gid", \.group),
    .text(.init("owner", "name", "the owner, unless `uid` says it"), \.userName),
    .text(.init("group", "name", "the group, unless `gid` says it"), \.groupName),
    .text(.init("prefix", "key", "the folder of the keys"), \.prefix),
    Setting(
      .init("check_cmd", "shell command", "accepts or refuses `{{.src}}`")
    ) { draft, node, list in
      draft.check = ConfdCheckText.read(node, &list) ?? ""
    },
    .text(.init("reload_cmd", "shell command", "makes the new file be used"), \.reload),
    duration("check_cmd_timeout", \.checkTimeout),
    duration("reload_cmd_timeout", \.reloadTimeout),
    duration("min_reload_interval", \.reloadInterval), duration("debounce", \.debounce),
    Setting(.init("output_format", "json|yaml|toml|xml", "what the file is")) { draft, node, _ in
      draft.format = node
    },
  ]

  private static func account(
    _ key: String, _ place: any WritableKeyPath<ConfdResourceDraft, Int64> & Sendable
  ) -> Setting<ConfdResourceDraft> {
    Setting(.init(key, "number", "the owner's or group's number")) { draft, node, list in
      if let number = node.integer(key, in: -1...Int64(UInt32.max) - 1, &list) {
        draft[keyPath: place] = number
      }
    }
  }

  private static func duration(
    _ key: String, _ place: any WritableKeyPath<ConfdResourceDraft, Duration?> & Sendable
  ) -> Setting<ConfdResourceDraft> {
    Setting(.init(key, "duration", "a time with its unit")) { draft, node, list in
      if case .string("") = node.kind { return }
      draft[keyPath: place] = node.duration(key, &list)
    }
  }
}
