import SystemSupport

/// Writes `[[template]]`.
enum ResourceWriter {
  /// `hasProgram`: there is an `[exec]`, which templates tell unless they say otherwise.
  static func write(_ resource: ResourceSettings, hasProgram: Bool, to text: inout NativeText) {
    guard let destination = resource.destination else { return }
    text.element(["template"])
    text.entry("name", resource.name, default: destination.path)
    switch resource.template {
    case .file(let path): text.entry("source", path)
    case .inline(let contents): text.entry("contents", contents)
    }
    write(destination, &text)
    text.entry("format", resource.format?.rawValue)
    if let group = resource.group {
      text.entry("in_group", group.name)
    } else {
      let apply: ApplySettings = hasProgram && resource.apply == .exec ? .nothing : resource.apply
      writeCommands(check: resource.check, apply: apply, destination.path, to: &text)
      if hasProgram, resource.apply == .nothing { text.entry("apply", "none") }
    }
    writeEvaluation(resource, &text)
    if let guarding = resource.plausibility { write(guarding, &text) }
  }

  private static func write(_ destination: DestinationSettings, _ text: inout NativeText) {
    let usual = DestinationSettings(path: "")
    text.entry("destination", destination.path)
    if let mode = destination.mode {
      let digits = String(mode, radix: 8)
      text.entry("mode", String(repeating: "0", count: max(0, 4 - digits.count)) + digits)
    }
    text.entry("user", destination.owner)
    text.entry("group", destination.group)
    text.entry("backup", Int64(destination.backups), default: Int64(usual.backups))
    text.entry(
      "create_dirs", destination.createsDirectories, default: usual.createsDirectories)
  }

  private static func writeEvaluation(_ resource: ResourceSettings, _ text: inout NativeText) {
    if let wait = resource.quiescence {
      let bounds = [wait.minimum, wait.maximum].map(NativeText.duration)
      text.entry("wait", bounds.joined(separator: ":"))
    }
    text.entry("registry", resource.registry)
    let usual = ResourceSettings.Delimiters()
    text.entry("left_delimiter", resource.delimiters.left, default: usual.left)
    text.entry("right_delimiter", resource.delimiters.right, default: usual.right)
    text.entry(
      "missing_key", resource.missingKey.rawValue,
      default: ResourceSettings.MissingKey.zero.rawValue)
    text.entry(
      "functions", resource.functions.rawValue, default: ResourceSettings.Dialect.consul.rawValue)
    text.entry("function_denylist", resource.deniedFunctions)
    text.entry("sandbox_path", resource.sandbox)
    text.entry("include_dir", resource.includeDirectory)
    guard resource.functions == .confd else { return }
    let keys = ResourceSettings.KeySpaceSettings()
    if let paths = resource.keys.paths { text.entry("keys", toml: NativeText.array(paths)) }
    text.entry("key_prefix", resource.keys.prefix, default: keys.prefix)
    text.entry("key_match", resource.keys.match.rawValue, default: keys.match.rawValue)
    text.entry("list_root", resource.keys.listsRoot, default: keys.listsRoot)
    text.entry("seq_down", resource.keys.countsDown, default: keys.countsDown)
    text.entry("secret_keyring", resource.keys.secretKeyring)
  }

  // MARK: - Commands

  /// How a file is checked and applied, of a template or a group. `destination` is what HAProxy is
  /// taken to read where nothing else is said.
  static func writeCommands(
    check: CommandSettings?, apply: ApplySettings, _ destination: String,
    to text: inout NativeText
  ) {
    let usual = TemplateDraft()
    var apply = apply
    var spacing = ReloadSpacing()
    if case .spaced(let inner, let written) = apply { (apply, spacing) = (inner, written) }
    text.entry("check", check?.line)
    var checkTimeout = check?.timeout ?? usual.checkTimeout
    if case .nginx(let settings) = apply { checkTimeout = settings.checkTimeout }
    text.entry("check_timeout", checkTimeout, default: usual.checkTimeout)
    if let environment = environment(check, apply) {
      text.inlineTable("env") { ExecWriter.write(environment, to: &$0) }
    }
    switch apply {
    case .nothing, .spaced: return
    case .both(let first, then: _):
      // The one pair that there is: a command, then the program.
      if case .command(let command) = first { write(command, usual, &text) }
      text.entry("apply", "exec")
    case .command(let command): write(command, usual, &text)
    case .signal(let name, let pidFile):
      let (name, file) = (NativeText.string(name), NativeText.string(pidFile))
      text.entry("signal", toml: "{ name = \(name), pid_file = \(file) }")
    case .exec: text.entry("apply", "exec")
    case .haproxy(let settings): write(settings, destination, &text)
    case .nginx(let settings): write(settings, &text)
    }
    // A balancer's own spacing holds where nothing is written.
    let own = apply.usualSpacing ?? ReloadSpacing()
    if spacing != own {
      text.entry("reload_interval", toml: NativeText.string(NativeText.duration(spacing.interval)))
      text.entry("reload_burst", spacing.burst, default: ReloadSpacing().burst)
      text.entry("reload_jitter", spacing.jitter, default: .zero)
    }
  }

  /// The variables that somebody chose for the commands.
  private static func environment(
    _ check: CommandSettings?, _ apply: ApplySettings
  ) -> ChildEnvironmentSettings? {
    let reload: ChildEnvironmentSettings? =
      switch apply {
      case .command(let command), .both(.command(let command), then: _): command.environment
      case .haproxy(let settings): settings.reloadEnvironment
      case .nginx(let settings): settings.reloadEnvironment
      case .nothing, .signal, .exec, .spaced, .both: nil
      }
    return [reload, check?.environment].compactMap { $0 }.first { $0.isChosen }
  }

  private static func write(
    _ command: CommandSettings, _ usual: TemplateDraft, _ text: inout NativeText
  ) {
    text.entry("reload", command.line)
    text.entry("reload_timeout", command.timeout, default: usual.reloadTimeout)
  }

  private static func write(
    _ settings: HAProxyApplySettings, _ destination: String, _ text: inout NativeText
  ) {
    let usual = HAProxyApplySettings()
    text.entry("apply", "haproxy")
    text.entry("reload", settings.reload)
    text.entry("reload_timeout", settings.reloadTimeout, default: usual.reloadTimeout)
    text.inlineTable("haproxy") { table in
      table.entry("binary", settings.binary, default: usual.binary)
      table.entry("configuration", settings.configuration, default: destination)
      table.entry("runtime_sockets", settings.runtimeSockets)
      table.entry("master_socket", settings.masterSocket)
      table.entry("pid_file", settings.pidFile)
      table.entry("runtime", settings.usesRuntime, default: usual.usesRuntime)
      table.entry("drain", settings.drainTime, default: usual.drainTime)
      table.entry("drift_interval", settings.driftInterval, default: usual.driftInterval)
      table.entry("runtime_timeout", settings.runtimeTimeout, default: usual.runtimeTimeout)
      table.entry("max_old_workers", settings.oldWorkerLimit, default: usual.oldWorkerLimit)
    }
  }

  private static func write(_ settings: NginxApplySettings, _ text: inout NativeText) {
    let usual = NginxApplySettings()
    text.entry("apply", "nginx")
    text.entry("reload", settings.reload)
    text.entry("reload_timeout", settings.reloadTimeout, default: usual.reloadTimeout)
    text.inlineTable("nginx") { table in
      table.entry("binary", settings.binary, default: usual.binary)
      table.entry("configuration", settings.configuration)
      table.entry("pid_file", settings.pidFile)
      table.entry("error_log", settings.errorLog)
      table.entry("max_old_workers", settings.oldWorkerLimit, default: usual.oldWorkerLimit)
    }
  }

  // MARK: - The guard

  private static func write(_ settings: GuardSettings, _ text: inout NativeText) {
    text.table(["template", "guard"])
    write(settings.limits, except: GuardLimits(), &text)
    for (query, limits) in settings.queries.sorted(by: { $0.key < $1.key }) {
      text.table(["template", "guard", "query", query])
      write(limits, except: settings.limits, &text)
    }
  }

  private static func write(
    _ limits: GuardLimits, except usual: GuardLimits, _ text: inout NativeText
  ) {
    text.entry("min_servers", limits.minimum, default: usual.minimum)
    text.entry("max_drop", limits.maximumDrop, default: usual.maximumDrop)
    text.entry("window", limits.window, default: usual.window)
    text.entry("hold", limits.hold, default: usual.hold)
    text.entry("confirm", limits.confirms, default: usual.confirms)
  }
}
