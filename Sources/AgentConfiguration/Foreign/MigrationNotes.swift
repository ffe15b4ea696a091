import SystemSupport

/// What a migrated configuration says in comments.
enum MigrationNotes {
  /// Above everything: what holds from now on, and what of the original has no place here.
  static func top(
    _ foreign: ForeignConfiguration, environment: [String: String], from files: FileSystem
  ) -> [String] {
    var notes = ["What \(foreign.tool) was told, in Trimtab's own words.", ""]
    notes += ["Better from now on:"] + improvements(foreign)
    let lost = losses(foreign, environment: environment, from: files)
    if !lost.isEmpty { notes += ["", "Left out:"] + lost }
    return notes
  }

  private static func improvements(_ foreign: ForeignConfiguration) -> [String] {
    let common = [
      "- a file is replaced in one step, and only when all of its data are there",
      "- a failed reload is tried again until it works, also after a restart",
      "- a registry that fails leaves the last good state in service",
      "- `trimtab diff` shows what would change, `trimtab check` judges without a registry",
    ]
    switch foreign {
    case .confd: return common + ["- changes are followed as they happen, without an interval"]
    case .consulTemplate: return common + ["- faults of the world do not end the program"]
    }
  }

  private static func losses(
    _ foreign: ForeignConfiguration, environment: [String: String], from files: FileSystem
  ) -> [String] {
    switch foreign {
    case .consulTemplate(let request):
      request.read(from: files, environment: environment).result.map { losses($0.settings) } ?? []
    case .confd(let source): losses(source.options(environment: environment, from: files))
    }
  }

  private static func losses(_ settings: ConsulTemplateSettings) -> [String] {
    var lost: [String] = []
    if settings.killSignal != .terminate {
      let name = settings.killSignal?.description ?? "none"
      lost.append("- `kill_signal` \(name): Trimtab ends at SIGTERM and SIGINT")
    }
    if settings.reloadSignal != .hangUp {
      lost.append("- `reload_signal`: Trimtab reads its configuration anew at SIGHUP")
    }
    if settings.pidFile != nil {
      lost.append("- `pid_file`: who starts Trimtab knows its process")
    }
    if settings.logFile != nil || settings.syslog != nil {
      lost.append("- `log_file` and `syslog`: messages go to standard error, for the journal")
    }
    if settings.isOnce { lost.append("- `once`: that is `trimtab render`") }
    let variables = Set(settings.variables.keys).subtracting([
      "CONSUL_HTTP_SSL", "CONSUL_HTTP_SSL_VERIFY",
    ])
    if !variables.isEmpty {
      lost.append(
        "- \(variables.sorted().joined(separator: ", ")) for commands and templates: start\n"
          + "  Trimtab with these variables if one of them needs them")
    }
    if settings.retry.lastAttempt != nil {
      lost.append("- a limit of attempts: queries are asked until they are answered")
    }
    return lost
  }

  private static func losses(_ options: ConfdOptions) -> [String] {
    var lost: [String] = []
    if !options.mode.watches {
      lost.append("- the interval of \(options.interval) s: see above")
    }
    if options.mode.isOnetime { lost.append("- `onetime`: that is `trimtab render`") }
    if options.mode.isNoop { lost.append("- `noop`: that is `trimtab diff`") }
    if options.mode.syncsOnly {
      lost.append("- `sync-only`: that is `trimtab render --no-check --no-reload`")
    }
    return lost
  }

  // MARK: - Templates

  /// What would make a template safer than it was.
  static func notes(on resource: ResourceSettings) -> [String] {
    var notes: [String] = []
    let words = command(of: resource.apply) + " " + (resource.destination?.path ?? "")
    let balancer: Balancer? =
      words.contains("haproxy") ? .haproxy : words.contains("nginx") ? .nginx : nil
    switch balancer {
    case .haproxy?:
      notes.append(
        "Better: `apply = \"haproxy\"` in place of `reload` changes servers without a reload,\n"
          + "and goes back if HAProxy refuses the file")
    case .nginx?:
      notes.append(
        "Better: `apply = \"nginx\"` in place of `reload` judges the file with all it includes,\n"
          + "and goes back if nginx refuses it")
    case .exec?, .nobody?, nil: break
    }
    if resource.check == nil {
      let example =
        switch balancer {
        case .haproxy?: "[\"haproxy\", \"-c\", \"-q\", \"-f\", \"{{.src}}\"]"
        case .nginx?: "[\"nginx\", \"-t\", \"-q\", \"-c\", \"{{.src}}\"]"
        case .exec?, .nobody?, nil: "[\"PROGRAM\", \"{{.src}}\"]"
        }
      notes.append("Safer: `check = \(example)`\nrefuses a broken file before it is installed")
    }
    if resource.plausibility == nil {
      notes.append(
        "Safer: `[template.guard]` holds an answer back that loses most servers at once")
    }
    return notes
  }

  private static func command(of apply: ApplySettings) -> String {
    switch apply.unspaced {
    case .command(let command):
      switch command.line {
      case .shell(let line): line
      case .arguments(let words): words.joined(separator: " ")
      }
    case .both(let first, then: _): command(of: first)
    case .signal, .nothing, .exec, .haproxy, .nginx, .spaced: ""
    }
  }
}
