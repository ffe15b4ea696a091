import Diagnostics

/// `trimtab help [COMMAND|TOPIC]`.
enum HelpCommand {
  static func run(
    _ invocation: Invocation, in world: Surroundings
  ) throws(UsageError) -> ExitStatus {
    if invocation.isOn(.manual) {
      world.standardOutput.write(ManualPage.text)
      return .success
    }
    guard let subject = invocation.operands.first else {
      world.standardOutput.write(HelpText.overview)
      return .success
    }
    if let command = Command(rawValue: subject) {
      world.standardOutput.write(HelpText.help(for: command, isLong: true))
    } else if let topic = HelpTopic(rawValue: subject) {
      world.standardOutput.write(topic.text)
    } else if let personality = Personality(rawValue: subject) {
      world.standardOutput.write(personality.help)
    } else {
      let subjects =
        Command.allCases.map(\.rawValue) + HelpTopic.allCases.map(\.rawValue)
        + Personality.allCases.map(\.rawValue)
      throw UsageError(
        "no help about `\(subject)`",
        hint: Suggestion.hint(for: subject, among: subjects) ?? "see `trimtab help`")
    }
    return .success
  }
}
