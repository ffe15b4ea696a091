/// What to supervise, and how.
package struct SupervisorSettings: Sendable, Equatable {
  /// What to run.
  package var command: CommandText
  /// When it is signalled, stopped and started again.
  package var policy = SupervisorMachine.Policy()
  /// Which variables it gets.
  package var environment = EnvironmentFilter()

  /// A command.
  package init(_ command: CommandText) { self.command = command }
}
