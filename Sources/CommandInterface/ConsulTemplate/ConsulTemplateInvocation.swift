import AgentConfiguration
import Diagnostics

/// consul-template's command line, as Go's flags are written: one or two dashes, the value behind
/// `=` or as the next argument, switches with a value only behind `=`.
struct ConsulTemplateInvocation {
  /// How the program works.
  private(set) var modes: [ConsulTemplateFlag.Mode: Bool] = [:]
  /// What the flags say about the configuration.
  private(set) var request = ConsulTemplateRequest(paths: [])

  /// Reads the arguments behind the program's name.
  init(_ arguments: [String], environment: [String: String]) throws(UsageError) {
    if let text = environment[ConsulTemplateInvocation.strictVariable] {
      modes[.strict] = ConsulTemplateInvocation.bool(text) ?? false
    }
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      guard argument.hasPrefix("-"), argument != "-" else {
        throw UsageError("unexpected argument `\(argument)`", hint: "see `-h`")
      }
      if argument == "--" {
        if let next = rest.first { throw UsageError("unexpected argument `\(next)`") }
        break
      }
      try take(argument, &rest)
    }
    request.isStrict = isOn(.strict)
  }

  /// The variable that stands for `-strict`.
  static let strictVariable = "TRIMTAB_STRICT"

  /// Whether a mode is on.
  func isOn(_ mode: ConsulTemplateFlag.Mode) -> Bool { modes[mode] ?? false }

  private mutating func take(
    _ argument: String, _ rest: inout ArraySlice<String>
  ) throws(UsageError) {
    let body = argument.dropFirst(argument.hasPrefix("--") ? 2 : 1)
    let name = String(body.prefix { $0 != "=" })
    guard let flag = ConsulTemplateFlag.flag(name) else {
      let near = Suggestion.nearest(to: name, among: ConsulTemplateFlag.all.map(\.name))
      throw UsageError(
        "unknown flag `-\(name)` of consul-template",
        hint: near.map { "did you mean `-\($0)`?" } ?? "see `-h`")
    }
    var value = name.count < body.count ? String(body.dropFirst(name.count + 1)) : nil
    if flag.argument == nil {
      let text = value ?? "true"
      guard let flagValue = ConsulTemplateInvocation.bool(text) else {
        throw UsageError("expected `true` or `false` for `-\(name)`, found `\(text)`")
      }
      value = flagValue ? "true" : "false"
    }
    guard let value = value ?? rest.popFirst() else {
      throw UsageError("`-\(name)` needs a value: `-\(name) \(flag.argument ?? "")`")
    }
    try apply(flag, value)
  }

  private mutating func apply(
    _ flag: ConsulTemplateFlag, _ value: String
  ) throws(UsageError) {
    let title = "-\(flag.name)"
    switch flag.action {
    case .set(let path): request.arguments.set(path, to: value, from: title)
    case .setList(let path): request.arguments.setList(path, to: value, from: title)
    case .append(let path): request.arguments.append(value, to: path, from: title)
    case .configuration: request.paths.append(value)
    case .mode(let mode): modes[mode] = value == "true"
    case .authentication:
      guard !value.isEmpty else {
        throw UsageError("expected `USER[:PASSWORD]` for `\(title)`, found nothing")
      }
      let parts = value.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      request.arguments.set(["consul", "auth", "username"], to: String(parts[0]), from: title)
      if parts.count > 1 {
        request.arguments.set(["consul", "auth", "password"], to: String(parts[1]), from: title)
      }
    case .template:
      let parts = value.split(separator: ":")
      guard let source = parts.first, value.contains(where: { !$0.isWhitespace && $0 != ":" })
      else { throw UsageError("expected `IN[:OUT[:COMMAND]]` for `\(title)`, found `\(value)`") }
      let command = parts.dropFirst(2).joined(separator: ":")
      request.arguments.addTemplate(
        String(source), parts.count > 1 ? String(parts[1]) : nil,
        command.isEmpty ? nil : command, from: title)
    }
  }

  /// The words that Go knows.
  private static func bool(_ text: String) -> Bool? {
    switch text {
    case "1", "t", "T", "true", "TRUE", "True": true
    case "0", "f", "F", "false", "FALSE", "False": false
    default: nil
    }
  }
}
