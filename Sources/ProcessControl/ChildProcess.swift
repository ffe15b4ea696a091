import CSystem
import SystemSupport

#if canImport(Glibc)
  import Glibc
#endif

/// A child in a session and process group of its own, that was started and not yet given back to
/// the system with `reap`.
struct ChildProcess: Sendable {
  /// Where standard output and error go, and where standard input comes from.
  enum Output: Sendable {
    /// As with ours.
    case inherited
    /// To a descriptor, which stays the caller's; there is no input.
    case descriptor(Int32)
  }

  /// The process id, which is also the id of its group.
  let process: Int32
  /// Becomes readable when the child ends. Closed by `close`.
  let descriptor: Int32

  /// Starts a command.
  static func start(_ command: ChildCommand, output: Output) throws(ProcessError) -> ChildProcess {
    var variables = command.environment.variables(of: ProcessEnvironment.variables)
    for name in command.removals { variables[name] = nil }
    variables.merge(command.additions) { _, new in new }
    let descriptor: Int32 =
      switch output {
      case .inherited: -1
      case .descriptor(let descriptor): descriptor
      }
    let directory = command.workingDirectory
    return try start(
      command.text.argv, environment: variables, directory: directory
    ) { path, arguments, variables in
      cs_spawn(path, arguments, variables, directory, descriptor)
    }
  }

  /// What starts a program: gets its path, the arguments and the environment, and returns the
  /// process id or the negative errno.
  typealias Spawn = (
    String, [UnsafeMutablePointer<CChar>?], [UnsafeMutablePointer<CChar>?]
  ) -> Int32

  /// Finds a program and starts it with exactly these variables.
  static func start(
    _ argv: [String], environment variables: [String: String], directory: String?, by spawn: Spawn
  ) throws(ProcessError) -> ChildProcess {
    try checkDirectory(directory)
    let path = try ProgramLookup.find(
      argv.first ?? "", path: variables["PATH"], workingDirectory: directory)
    let environment = variables.map { "\($0.key)=\($0.value)" }.sorted()
    guard !(argv + environment).contains(where: { $0.utf8.contains(0) }) else {
      throw ProcessError(.cannotStart, "cannot start `\(path)`: an argument has a zero byte")
    }
    let code = spawned(path, argv, environment, by: spawn)
    guard code > 0 else { throw startFailure(path, -code) }
    let descriptor = cs_process_open(code)
    if descriptor < 0 {
      kill(-code, SIGKILL)
      var status: Int32 = 0
      waitpid(code, &status, 0)
      OrphanReaper.shared.forget(code)
      throw startFailure(path, -descriptor)
    }
    return ChildProcess(process: code, descriptor: descriptor)
  }

  /// Sends a signal to the child's whole group. Only before `reap`, while the id is surely its.
  func signalGroup(_ signal: SignalName) { _ = cs_signal_send(-process, signal.number) }

  /// Gives the child back to the system if it has ended. Returns how it ended, nil if it has not.
  func reap() -> ProcessEnding? {
    var value: Int32 = 0
    switch cs_process_status(descriptor, 1, &value) {
    case Int32(CS_EXITED):
      OrphanReaper.shared.forget(process)
      return .exited(status: value)
    case Int32(CS_SIGNALLED):
      OrphanReaper.shared.forget(process)
      return .signalled(SignalName(number: value))
    default: return nil
    }
  }

  /// Closes the descriptor.
  func close() { Glibc.close(descriptor) }

  private static func checkDirectory(_ path: String?) throws(ProcessError) {
    guard let path else { return }
    do {
      let status = try FileSystem.real.status(path)
      if status?.kind == .directory, access(path, X_OK) == 0 { return }
    } catch {
      throw ProcessError(
        .cannotStart, "cannot use working directory `\(path)`: \(error)", underlying: error)
    }
    throw ProcessError(
      .cannotStart, "cannot use working directory `\(path)`: there is no such directory for us")
  }

  private static func spawned(
    _ path: String, _ argv: [String], _ environment: [String], by spawn: Spawn
  ) -> Int32 {
    let arguments = argv.map { strdup($0) } + [nil]
    let variables = environment.map { strdup($0) } + [nil]
    defer { for text in arguments + variables { free(text) } }
    return OrphanReaper.shared.starting { spawn(path, arguments, variables) }
  }

  private static func startFailure(_ path: String, _ code: Int32) -> ProcessError {
    let error = SystemError(errno: code, what: "start `\(path)`")
    switch code {
    case ENOENT:
      // The file was there a moment ago, so it is its interpreter that is missing.
      return ProcessError(
        .notExecutable, "cannot start `\(path)`: the interpreter it names does not exist",
        underlying: error)
    case ENOEXEC:
      return ProcessError(
        .notExecutable, "cannot start `\(path)`: it is neither a program nor a script with `#!`",
        underlying: error)
    case EACCES: return ProcessError(.notExecutable, "\(error)", underlying: error)
    default: return ProcessError(.cannotStart, "\(error)", underlying: error)
    }
  }
}
