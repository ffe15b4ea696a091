/// The settings of a `[[template]]` block.
enum TemplateSettings {
  /// All keys, in the order of the reference.
  static let all: [Setting<TemplateDraft>] =
    content + file + commands + evaluation + KeySettings.all

  private static let content: [Setting<TemplateDraft>] = [
    .filledText(
      .init(
        "name", "text", default: "the destination", "how messages name the template",
        hasVariable: false),
      \.name),
    .path(.init("source", "path", "the template's file"), \.source),
    Setting(.init("contents", "text", "the template itself, instead of `source`")) {
      draft, node, list in
      if let text = node.text("contents", &list) { draft.contents = text }
    },
    Setting(.init("destination", "path", "the file to write")) { draft, node, list in
      draft.destination = node
      draft.destinationPath = node.path("destination", &list)
    },
  ]

  private static let file: [Setting<TemplateDraft>] = [
    Setting(
      .init("mode", "octal", default: "the existing file's, else 0644", "permission bits")
    ) { draft, node, list in
      if let mode = FileMode.read(node, &list) { draft.mode = mode }
    },
    .filledText(
      .init("user", "name|number", default: "the existing file's", "the owner"), \.user),
    .filledText(
      .init("group", "name|number", default: "the existing file's", "the group"), \.group),
    Setting(
      .init(
        "backup", "boolean|number", default: "false",
        "how many earlier versions are kept as `FILE.bak`, `FILE.bak.1` ...; `true` is one")
    ) { draft, node, list in
      if let count = Backups.read(node, &list) { draft.backups = count }
    },
    .bool(
      .init(
        "create_dirs", "boolean", default: "true", "whether missing directories are created"),
      \.createsDirectories),
    Setting(
      .init(
        "format", words(ResourceSettings.Format.allCases.map(\.rawValue)), default: "any",
        "the language in which the file must be written, or is not installed")
    ) { draft, node, list in
      let words = ResourceSettings.Format.allCases.map(\.rawValue)
      if let word = node.word("format", among: words, &list) {
        draft.format = ResourceSettings.Format(rawValue: word)
        draft.formatNode = node
      }
    },
  ]

  static let commands: [Setting<TemplateDraft>] = [
    Setting(
      .init(
        "check", "shell command|array of arguments",
        "accepts or refuses the new file `{{.src}}` before it replaces the destination")
    ) { draft, node, list in
      if let line = CommandText.read(node, "check", &list) { draft.check = line }
    },
    .duration(
      .init("check_timeout", "duration", default: "30s", "when a check is ended as failed"),
      \.checkTimeout, atLeast: .milliseconds(1)),
    Setting(
      .init(
        "reload", "shell command|array of arguments", "makes the balancer use the new file")
    ) { draft, node, list in
      if let line = CommandText.read(node, "reload", &list) { draft.reload = line }
    },
    .duration(
      .init("reload_timeout", "duration", default: "1m", "when a reload counts as failed"),
      \.reloadTimeout, atLeast: .milliseconds(1)),
    Setting(
      .init(
        "env", "table", default: "all of Trimtab's",
        "which variables `check` and `reload` get, see below", hasVariable: false)
    ) { draft, node, list in
      draft.environmentTable = node
      draft.environment = ChildEnvironmentTable.read(node, "`env`", &list)
    },
    Setting(
      .init(
        "signal", "{ name, pid_file }",
        "sends a signal to the process of a pid file, instead of `reload`", hasVariable: false)
    ) { draft, node, list in
      draft.signal = node
      draft.signalTarget = SignalSettings.read(node, &list)
    },
    Setting(
      .init(
        "reload_interval", "duration", default: "0s, with `apply` 5s",
        "the time in which one more reload becomes allowed")
    ) { draft, node, list in
      if let interval = node.duration("reload_interval", atLeast: .zero, &list) {
        draft.spacing = draft.spacing ?? ReloadSpacing()
        draft.spacing?.interval = interval
      }
    },
    Setting(
      .init(
        "reload_burst", "number", default: "1, with `apply` 3",
        "how many reloads may follow each other at once after a quiet time")
    ) { draft, node, list in
      if let burst = node.integer("reload_burst", in: 1...1000, &list) {
        draft.spacing = draft.spacing ?? ReloadSpacing()
        draft.spacing?.burst = burst
      }
    },
    Setting(
      .init(
        "reload_jitter", "duration", default: "0s",
        "a random delay up to this before a reload, for fleets which see the same change")
    ) { draft, node, list in
      if let jitter = node.duration("reload_jitter", atLeast: .zero, &list) {
        draft.spacing = draft.spacing ?? ReloadSpacing()
        draft.spacing?.jitter = jitter
      }
    },
    Setting(
      .init(
        "apply", words(Balancer.allCases.map(\.rawValue)),
        default: "by `reload` or `signal`, else `exec` with a table `[exec]`",
        "knows the balancer: HAProxy is changed without a reload where possible, else reloaded "
          + "with a verdict; `exec` is the program of `[exec]`, told after `reload` if there is "
          + "one; `none` tells nobody")
    ) { draft, node, list in
      let words = Balancer.allCases.map(\.rawValue)
      guard let word = node.word("apply", among: words, &list) else { return }
      draft.apply = node
      draft.balancer = Balancer(rawValue: word)
    },
    Setting(
      .init("haproxy", "table", "how to reach HAProxy, see below", hasVariable: false)
    ) { draft, node, list in
      draft.haproxyTable = node
      draft.haproxy = HAProxySettingTable.read(node, &list)
    },
    Setting(
      .init("nginx", "table", "how to reach nginx, see below", hasVariable: false)
    ) { draft, node, list in
      draft.nginxTable = node
      draft.nginx = NginxSettingTable.read(node, &list)
    },
  ]

  private static let evaluation: [Setting<TemplateDraft>] = [
    Setting(
      .init(
        "guard", "table", default: "all answers are believed",
        "holds implausible answers back, see below", hasVariable: false)
    ) { draft, node, list in
      draft.plausibility = GuardSettingTable.read(node, &list)
    },
    .reference(
      .init(
        "in_group", "name",
        "the `[group.NAME]` of templates with which it is checked, installed and applied"),
      node: \.inGroup, \.groupName),
    Setting(
      .init(
        "wait", "min[:max]|{ min, max }",
        "renders when nothing changed for `min`, at the latest after `max` (4 times `min`)")
    ) { draft, node, list in
      draft.quiescence = QuiescenceText.read(node, &list)
    },
    .reference(
      .init(
        "registry", "name", default: "default_registry",
        "the registry that unqualified queries ask"),
      node: \.registry, \.registryName),
    .filledText(
      .init("left_delimiter", "text", default: "{{", "opens an action"), \.leftDelimiter),
    .filledText(
      .init("right_delimiter", "text", default: "}}", "closes an action"), \.rightDelimiter),
    .word(
      .init(
        "missing_key", words(ResourceSettings.MissingKey.allCases.map(\.rawValue)),
        default: "zero", "what a missing key of a map gives"),
      \.missingKey),
    .word(
      .init(
        "functions", words(ResourceSettings.Dialect.allCases.map(\.rawValue)),
        default: "consul", "which functions the template may call"),
      \.functions),
    Setting(
      .init(
        "function_denylist", "array of patterns",
        "functions of these that the template must not call, such as `sprig_*`",
        hasVariable: false)
    ) { draft, node, list in
      if let texts = node.texts("function_denylist", &list) { draft.deniedFunctions = texts }
    },
    .path(
      .init("sandbox_path", "path", "the directory outside of which `file` reads nothing"),
      \.sandbox),
    .path(
      .init(
        "include_dir", "path", default: "the template's", "the directory of files for `include`"),
      \.includeDirectory),
  ]

  private static func words(_ words: [String]) -> String { AgentSettings.words(words) }
}
