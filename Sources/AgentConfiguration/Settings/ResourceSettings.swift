package import Diagnostics
package import SystemSupport

/// One `[[template]]` block: a template and what to do with its result.
package struct ResourceSettings: Sendable {
  /// How messages name it; the destination unless given.
  package var name: String
  /// Where the template's text comes from.
  package var template: TemplateSource
  /// The file to write; nil prints to standard output (only for `render --stdout` and `diff`).
  package var destination: DestinationSettings?
  /// The registry that unqualified queries ask; nil for the configuration's default.
  package var registry: String?
  /// The delimiters of actions.
  package var delimiters = Delimiters()
  /// What a missing map key does.
  package var missingKey: MissingKey = .zero
  /// Which functions the template may call.
  package var functions: Dialect = .consul
  /// Whether the configuration has a word for that; those of other tools have none.
  package var offersDialects = false
  /// Which keys confd's functions see.
  package var keys = KeySpaceSettings()
  /// Patterns of the functions that the template must not call.
  package var deniedFunctions: [String] = []
  /// The directory outside of which `file` reads nothing; nil for no limit.
  package var sandbox: String?
  /// Where `include` finds files; nil for the template's own directory.
  package var includeDirectory: String?
  /// The language in which the file must be written; nil for any.
  package var format: Format?
  /// Accepts or refuses the candidate file before it is installed.
  package var check: CommandSettings?
  /// Makes the balancer use the new file.
  package var apply: ApplySettings = .nothing
  /// The templates with which it is checked, installed and applied; nil for none.
  package var group: GroupSettings?
  /// What makes an answer implausible; nil believes all.
  package var plausibility: GuardSettings?
  /// How long data must be quiet before rendering; nil renders at once.
  package var quiescence: Quiescence?
  /// Whether the file is never written: what would happen is only told.
  package var isDryRun = false
  /// Where the block was written, for messages.
  package var origin: Origin?

  /// A template that goes to a destination.
  package init(name: String, template: TemplateSource, destination: DestinationSettings?) {
    self.name = name
    self.template = template
    self.destination = destination
  }

  /// Where a template's text comes from.
  package enum TemplateSource: Sendable, Equatable {
    case file(String)
    case inline(String)
  }

  /// The marks around actions.
  package struct Delimiters: Sendable, Equatable {
    package var left = "{{"
    package var right = "}}"

    /// Go's braces.
    package init() {}
  }

  /// Go's `missingkey` option.
  package enum MissingKey: String, Sendable, CaseIterable {
    case `default`, invalid, zero, error
  }

  /// A set of functions.
  package enum Dialect: String, Sendable, CaseIterable {
    case consul, confd, none
  }

  /// A language of data files.
  package enum Format: String, Sendable, CaseIterable {
    case json, yaml, toml
  }

  /// Which keys of the registry a template with confd's functions sees, and by what names.
  package struct KeySpaceSettings: Sendable, Equatable {
    /// What belongs to a key that is named.
    package enum Match: String, Sendable, CaseIterable {
      case text, path
    }

    /// The folder of all keys, which is no part of their names; empty for the root.
    package var prefix = ""
    /// The beginnings of the keys that are fetched; nil for all.
    package var paths: [String]?
    /// Whether `/app` means what begins with these letters, or what is in this folder.
    package var match = Match.text
    /// Whether `ls` and `lsdir` of `/` list folders too.
    package var listsRoot = false
    /// Whether `seq 3 1` counts down.
    package var countsDown = false
    /// The file of the key ring that decrypts values; nil for none.
    package var secretKeyring: String?

    /// The whole store.
    package init() {}
  }

  /// Let changes settle: render when nothing changed for `minimum`, at the latest `maximum` after
  /// the first change.
  package struct Quiescence: Sendable, Equatable {
    package var minimum: Duration
    package var maximum: Duration

    /// Bounds; `maximum` is at least `minimum`.
    package init(minimum: Duration, maximum: Duration) {
      self.minimum = minimum
      self.maximum = max(minimum, maximum)
    }
  }

  /// A place in a configuration text.
  package struct Origin: Sendable {
    package var source: Source
    package var span: Span

    /// A place.
    package init(source: Source, span: Span) {
      self.source = source
      self.span = span
    }
  }
}

/// The file to write.
package struct DestinationSettings: Sendable, Equatable {
  package var path: String
  /// Permission bits; nil keeps the existing file's, else 0644.
  package var mode: UInt32?
  /// User and group, names or numbers; nil keeps the existing file's, else the process's.
  package var owner: String?
  package var group: String?
  /// How many earlier versions to keep as `PATH.bak`, `PATH.bak.1` ...
  package var backups = 0
  /// Whether missing parent directories are created (mode 0755).
  package var createsDirectories = true
  /// How the staged file beside it is named.
  package var stageName = StageName.marked
  /// Whether a staged file that is not installed stays.
  package var keepsStage = false
  /// What a wrong mode or owner of a file with the right contents means.
  package var drift = AtomicFile.AttributeDrift.repaired
  /// Whether a symbolic link at the path is replaced, instead of the file behind it.
  package var replacesLink = false

  /// How a staged file is named.
  package enum StageName: Sendable, Equatable {
    /// `.NAME.trimtab-stage-xxxxxx`
    case marked
    /// `.NAME0123456789`, as confd does it
    case plain
  }

  /// A file.
  package init(path: String) { self.path = path }
}

/// How reloads are spaced out.
package struct ReloadSpacing: Sendable, Hashable {
  /// The time in which one more reload becomes allowed; zero does not limit.
  package var interval = Duration.zero
  /// How many may follow each other at once after a quiet time.
  package var burst: Int64 = 1
  /// The longest random delay before a reload.
  package var jitter = Duration.zero

  /// No limit.
  package init() {}
}

/// A command to run to its end.
package struct CommandSettings: Sendable, Hashable {
  /// What to run. `{{.src}}` stands for the candidate file, `{{.dest}}` for the destination.
  package var line: CommandLineText
  /// How long it may take before its process group is killed.
  package var timeout: Duration
  /// Whether a failed reload is tried again until it works.
  package var isRetried = true
  /// Which variables it gets.
  package var environment = ChildEnvironmentSettings()
  /// Whether it has our standard descriptors: people see what it writes as it comes, instead of in
  /// a message when it fails.
  package var sharesDescriptors = false

  /// A command and its limit.
  package init(_ line: CommandLineText, timeout: Duration = .seconds(30)) {
    self.line = line
    self.timeout = timeout
  }
}

/// A command as the user gave it.
package enum CommandLineText: Sendable, Hashable {
  /// Program and arguments, no shell.
  case arguments([String])
  /// Handed to `/bin/sh -c`.
  case shell(String)
}

/// What makes the balancer use a new file.
package indirect enum ApplySettings: Sendable, Hashable {
  case nothing
  case command(CommandSettings)
  /// Sends a signal (by name, such as `SIGHUP`) to the process whose id is in a file.
  case signal(name: String, pidFile: String)
  /// One of the others, then another.
  case both(ApplySettings, then: ApplySettings)
  /// HAProxy's servers are changed at run time, everything else by a reload with a verdict.
  case haproxy(HAProxyApplySettings)
  /// The program of `[exec]` is told.
  case exec
  /// nginx is reloaded, with a verdict.
  case nginx(NginxApplySettings)
  /// One of the others, its reloads spaced out.
  case spaced(ApplySettings, ReloadSpacing)

  /// The way without what spaces it out.
  package var unspaced: ApplySettings {
    if case .spaced(let settings, _) = self { settings } else { self }
  }
}
