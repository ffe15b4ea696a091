import AgentConfiguration

/// The configuration of another tool that the flags of our own commands name.
enum ForeignFlags {
  /// The configuration, or nil if none is named.
  static func configuration(
    of invocation: Invocation
  ) throws(UsageError) -> ForeignConfiguration? {
    let confd = try confd(of: invocation)
    let paths = invocation.values(.consulTemplateConfig)
    guard confd != nil || !paths.isEmpty else { return nil }
    let hasOperands = invocation.command != .run && !invocation.operands.isEmpty
    guard invocation.values(.config).isEmpty, !hasOperands, confd == nil || paths.isEmpty else {
      throw UsageError(
        "the configuration of another tool stands for the whole configuration",
        hint: "leave out other files; name settings of Trimtab's own by `--set` or the environment"
      )
    }
    return confd ?? .consulTemplate(ConsulTemplateRequest(paths: paths))
  }

  private static func confd(of invocation: Invocation) throws(UsageError) -> ForeignConfiguration? {
    let directory = invocation.value(.confdDirectory)
    let text = invocation.value(.confdFlags)
    guard directory != nil || text != nil else { return nil }
    return try confd(directory: directory, flags: text)
  }

  /// confd's configuration in a directory, read with flags of confd's.
  static func confd(
    directory: String?, flags text: String?
  ) throws(UsageError) -> ForeignConfiguration {
    var arguments = try ConfdArguments(
      (text ?? "").split(whereSeparator: \.isWhitespace).map(String.init))
    guard arguments.action == .work, arguments.warnings.isEmpty else {
      throw UsageError("expected flags of confd for `--confd-flags`, found `\(text ?? "")`")
    }
    if let directory {
      arguments.set("confdir", to: directory, from: "--confdir")
      if arguments.flags["config_file"] == nil {
        arguments.set("config_file", to: "\(directory)/confd.toml", from: "--confdir")
      }
    }
    return .confd(arguments.source)
  }
}
