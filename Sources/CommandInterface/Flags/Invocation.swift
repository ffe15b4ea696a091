/// A command line that was understood.
package struct Invocation: Sendable {
  /// A flag as it was given.
  package struct Occurrence: Sendable {
    /// The flag.
    package let flag: Flag
    /// How it was spelled, such as `-c`.
    package let spelling: String
    /// Its value; `true` or `false` for a switch.
    package let value: String
  }

  /// What to do.
  package let command: Command
  /// The flags in the order given.
  package let occurrences: [Occurrence]
  /// The other arguments.
  package let operands: [String]

  /// A command with flags and operands.
  package init(
    _ command: Command, occurrences: [Occurrence] = [], operands: [String] = []
  ) {
    self.command = command
    self.occurrences = occurrences
    self.operands = operands
  }

  /// The last value of a flag, or nil where it was not given.
  package func value(_ name: Flag.Name) -> String? {
    occurrences.last { $0.flag.name == name }?.value
  }

  /// All values of a flag.
  package func values(_ name: Flag.Name) -> [String] {
    occurrences.filter { $0.flag.name == name }.map(\.value)
  }

  /// Whether a switch is on.
  package func isOn(_ name: Flag.Name) -> Bool { value(name) == "true" }

  /// The value of a flag, else of its own variable, else nil; an empty variable counts as absent.
  package func value(_ name: Flag.Name, or environment: [String: String]) -> String? {
    if let value = value(name) { return value }
    guard let variable = FlagTable.flag(name)?.ownVariable, let value = environment[variable],
      !value.isEmpty
    else { return nil }
    return value
  }
}

/// A command line that was not understood.
package struct UsageError: Error, Sendable, Equatable {
  /// What is wrong.
  package let message: String
  /// What to do.
  package let hint: String?

  /// A mistake.
  package init(_ message: String, hint: String? = nil) {
    self.message = message
    self.hint = hint
  }
}
