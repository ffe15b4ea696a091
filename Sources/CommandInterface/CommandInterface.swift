import Diagnostics
import SystemSupport

#if canImport(Glibc)
  import Glibc
#endif

/// The command line of `trimtab`.
package enum CommandInterface {
  /// Runs the program as it was started and returns the exit status.
  package static func main() -> Int32 { main(ProcessStart.arguments) }

  /// Runs the program with its arguments (the program's name first) and returns the exit status.
  package static func main(_ arguments: [String]) -> Int32 {
    occupyStandardDescriptors()
    // A reader that goes away must not kill us: writes to it fail instead.
    signal(SIGPIPE, SIG_IGN)
    unblockSignals()
    if let other = Personality.of(arguments) {
      return other.program.run(other.arguments, called: other.name, in: .ofProcess())
    }
    return main(arguments, in: .ofProcess()).rawValue
  }

  /// A standard descriptor that was closed would be given to the next file opened, and messages
  /// would be written into that. The substitutes refuse reading and writing, as closed ones do.
  private static func occupyStandardDescriptors() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
      let mode = descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY
      if open("/dev/null", mode | O_CLOEXEC) < 0 { return }
    }
  }

  /// Who starts us may have blocked signals, and blocked they would stay: a request to stop would
  /// never arrive.
  private static func unblockSignals() {
    var none = sigset_t()
    sigemptyset(&none)
    sigprocmask(SIG_SETMASK, &none, nil)
  }

  /// Runs a command line in a given world.
  package static func main(_ arguments: [String], in world: Surroundings) -> ExitStatus {
    let status: ExitStatus
    do throws(UsageError) {
      status = try run(ArgumentParser.parse(Array(arguments.dropFirst())), in: world)
    } catch {
      let shown = Diagnostic(code: "usage", error.message, hint: error.hint)
      Messages(world, choice: nil).show([shown])
      return .usage
    }
    if let failure = world.standardOutput.failure {
      Messages(world, choice: nil).show([Diagnostic(code: "output", "\(failure)")])
      return status == .success ? .cannotWrite : status
    }
    return status
  }

  private static func run(
    _ invocation: Invocation, in world: Surroundings
  ) throws(UsageError) -> ExitStatus {
    if invocation.isOn(.help) {
      let isLong = invocation.occurrences.contains { $0.spelling == "--help" }
      world.standardOutput.write(HelpText.help(for: invocation.command, isLong: isLong))
      return .success
    }
    if invocation.isOn(.version) {
      world.standardOutput.line(Version.line)
      return .success
    }
    switch invocation.command {
    case .help: return try HelpCommand.run(invocation, in: world)
    case .version:
      world.standardOutput.line(Version.line)
      return .success
    case .completions: return try CompletionsCommand.run(invocation, in: world)
    case .docs: return try DocsCommand.run(invocation, in: world)
    case .check: return try CheckCommand.run(invocation, in: world)
    case .eval: return try EvalCommand.run(invocation, in: world)
    case .run: return try RunCommand.run(invocation, in: world)
    case .status: return try ControlCommand.status(invocation, in: world)
    case .approve: return try ControlCommand.approve(invocation, in: world)
    case .render: return try RenderCommand.run(invocation, in: world)
    case .diff: return try DiffCommand.run(invocation, in: world)
    case .explain: return try ExplainCommand.run(invocation, in: world)
    case .snapshot: return try SnapshotCommand.run(invocation, in: world)
    case .migrate: return try MigrateCommand.run(invocation, in: world)
    }
  }
}
