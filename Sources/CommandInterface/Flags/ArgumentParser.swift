import AgentConfiguration
import Diagnostics

/// Reads command lines: `--flag value`, `--flag=value`, `-f value`, `-fvalue`, grouped switches,
/// `--` before arguments that begin with a dash, and long flags after a single dash as Go's tools
/// have.
package struct ArgumentParser {
  private var arguments: ArraySlice<String>
  private let command: Command
  private let flags: [Flag]
  private var occurrences: [Invocation.Occurrence] = []
  private var operands: [String] = []

  /// Reads the arguments after the program's name.
  package static func parse(_ arguments: [String]) throws(UsageError) -> Invocation {
    guard let first = arguments.first else {
      throw UsageError("expected a command", hint: "see `trimtab help`")
    }
    switch first {
    case "-h", "--help", "-help": return Invocation(.help)
    case "-V", "--version", "-version": return Invocation(.version)
    default: break
    }
    guard !first.hasPrefix("-") else {
      throw UsageError(
        "expected a command before `\(first)`", hint: "such as `trimtab run \(first) ...`")
    }
    guard let command = Command(rawValue: first) else {
      let words = Command.allCases.map(\.rawValue) + Personality.allCases.map(\.rawValue)
      throw UsageError(
        "unknown command `\(first)`",
        hint: Suggestion.hint(for: first, among: words) ?? "see `trimtab help`")
    }
    var parser = ArgumentParser(command, arguments.dropFirst())
    return try parser.parse()
  }

  private init(_ command: Command, _ arguments: ArraySlice<String>) {
    self.command = command
    self.arguments = arguments
    flags = FlagTable.flags(of: command)
  }

  private mutating func parse() throws(UsageError) -> Invocation {
    while let argument = arguments.popFirst() {
      if argument == "--" {
        for operand in arguments { try add(operand: operand, isBehindDashes: true) }
        break
      }
      if argument == "-" || !argument.hasPrefix("-") {
        try add(operand: argument)
      } else if argument.hasPrefix("--") {
        try long(argument, dashes: 2)
      } else if isLong(argument) {
        try long(argument, dashes: 1)
      } else {
        try short(argument)
      }
    }
    return Invocation(command, occurrences: occurrences, operands: operands)
  }

  private mutating func add(
    operand: String, isBehindDashes: Bool = false
  ) throws(UsageError) {
    let known = command.operands
    guard operands.count < known?.most ?? 0, isBehindDashes || known?.areBehindDashes != true
    else {
      throw UsageError(
        "unexpected argument `\(operand)`", hint: "see `trimtab help \(command.rawValue)`")
    }
    operands.append(operand)
  }

  /// Whether an argument with one dash names a long flag of more than one letter.
  private func isLong(_ argument: String) -> Bool {
    let name = argument.dropFirst().prefix { $0 != "=" }
    return name.count > 1 && flag(long: String(name)) != nil
  }

  private func flag(long name: String) -> Flag? {
    flags.first { $0.long == name || $0.aliases.contains(name) }
  }

  private mutating func long(_ argument: String, dashes: Int) throws(UsageError) {
    let body = argument.dropFirst(dashes)
    let name = String(body.prefix { $0 != "=" })
    let spelling = String(argument.prefix(dashes)) + name
    guard let flag = flag(long: name) else { throw unknown(spelling, name) }
    let hasValue = name.count < body.count
    let attached = hasValue ? String(body.dropFirst(name.count + 1)) : nil
    try add(flag, spelling, attached: attached)
  }

  private mutating func short(_ argument: String) throws(UsageError) {
    var letters = argument.dropFirst()
    while let letter = letters.popFirst() {
      guard let flag = flags.first(where: { $0.short == letter }) else {
        let isWhole = letters.count + 2 == argument.count
        throw unknown(isWhole ? argument : "-\(letter)", String(argument.dropFirst()))
      }
      guard flag.argument != nil else {
        try add(flag, "-\(letter)", attached: nil)
        continue
      }
      if letters.first == "=" { letters.removeFirst() }
      let isLast = letters.isEmpty && !argument.hasSuffix("=")
      try add(flag, "-\(letter)", attached: isLast ? nil : String(letters))
      return
    }
  }

  private mutating func add(
    _ flag: Flag, _ spelling: String, attached: String?
  ) throws(UsageError) {
    if !flag.isRepeatable, flag.argument != nil,
      occurrences.contains(where: { $0.flag.name == flag.name })
    {
      throw UsageError("`\(flag.title)` is given twice")
    }
    let value: String
    if let argument = flag.argument {
      if let attached {
        value = attached
      } else if let next = arguments.popFirst() {
        value = next
      } else {
        throw UsageError("`\(spelling)` needs a value: `\(flag.title) \(argument)`")
      }
    } else if let attached {
      switch attached {
      case "true", "false": value = attached
      default: throw UsageError("`\(flag.title)` is a switch and takes no value")
      }
    } else {
      value = "true"
    }
    if case .words(let words) = flag.completion, !words.contains(value) {
      let choices = words.map { "`\($0)`" }.joined(separator: ", ")
      throw UsageError(
        "expected one of \(choices) for `\(flag.title)`, found `\(value)`",
        hint: Suggestion.hint(for: value, among: words))
    }
    occurrences.append(.init(flag: flag, spelling: spelling, value: value))
  }

  private func unknown(_ spelling: String, _ name: String) -> UsageError {
    let names = flags.flatMap { [$0.long] + $0.aliases }
    if let near = Suggestion.nearest(to: name, among: names) {
      return UsageError(
        "unknown flag `\(spelling)` of `\(command.rawValue)`", hint: "did you mean `--\(near)`?")
    }
    let owners = FlagTable.all.filter { $0.long == name || $0.aliases.contains(name) }
      .flatMap(\.commands).map { "`\($0.rawValue)`" }
    let hint =
      owners.isEmpty
      ? "see `trimtab help \(command.rawValue)`"
      : "it belongs to \(Set(owners).sorted().joined(separator: ", "))"
    return UsageError("unknown flag `\(spelling)` of `\(command.rawValue)`", hint: hint)
  }
}
