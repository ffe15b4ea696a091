package import Foundation
import Synchronization

/// A program that was started for a test, and is ended with it.
///
/// Its output goes to files, so that it never blocks and can be read at any time.
package final class RunningProcess: Sendable {
  /// How a process ended.
  package enum End: Equatable, Sendable {
    /// With this exit status.
    case exited(Int32)
    /// Killed by this signal.
    case signalled(Int32)
  }

  /// The name in messages: the last part of the program's path.
  package let name: String
  /// The number of the process, which leads a process group of its own.
  package let pid: pid_t

  private let folder: TemporaryDirectory
  private let end = Mutex<End?>(nil)

  /// Starts the program, which must be a path.
  ///
  /// `environment` nil means the one of the tests. `input` nil means an empty standard input.
  package init(
    _ executable: String, _ arguments: [String] = [], environment: [String: String]? = nil,
    directory: String? = nil, input: String? = nil
  ) throws {
    name = (executable as NSString).lastPathComponent
    let folder = try TemporaryDirectory()
    self.folder = folder
    let inputPath = try input.map { try folder.write($0, to: "stdin") } ?? "/dev/null"
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, inputPath, O_RDONLY, 0)
    let write = O_WRONLY | O_CREAT | O_APPEND
    posix_spawn_file_actions_addopen(&actions, 1, folder.file("stdout"), write, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, folder.file("stderr"), write, 0o600)
    // `env -C` changes the folder and becomes the program: Glibc's module lacks the file action.
    let command = directory.map { ["/usr/bin/env", "-C", $0, executable] + arguments }
    let words = command ?? [executable] + arguments
    pid = try Spawn.start(
      words[0], Array(words.dropFirst()), environment: environment, actions: &actions
    ).get()
    Undertaker.watch(pid)
  }

  deinit {
    guard reap() == nil else { return }
    kill(-pid, SIGKILL)
    kill(pid, SIGKILL)
    waitpid(pid, nil, 0)
    Undertaker.forget(pid)
  }

  /// What it wrote to its standard output so far.
  package var standardOutput: String { folder.text("stdout") ?? "" }
  /// What it wrote to its standard error so far.
  package var standardError: String { folder.text("stderr") ?? "" }
  /// Whether it has not ended.
  package var isRunning: Bool { reap() == nil }

  /// Sends a signal to the process; to its whole group with `toGroup`.
  package func send(_ signal: Int32, toGroup: Bool = false) {
    guard isRunning else { return }
    kill(toGroup ? -pid : pid, signal)
  }

  /// Waits for its end; nil when the time is over first.
  package func waitForEnd(within limit: Duration = .seconds(20)) async -> End? {
    _ = await eventually(within: limit, every: .milliseconds(5)) { reap() != nil }
    return reap()
  }

  /// Waits until `probe` holds; throws with the output when the process ends or time is over.
  package func waitUntilReady(
    within limit: Duration = .seconds(30), _ probe: () throws -> Bool
  ) async throws {
    let ready = try await eventually(within: limit) {
      if let end = reap() { throw failure("ended with \(end) before it was ready") }
      return (try? probe()) ?? false
    }
    guard ready else { throw failure("was not ready within \(limit)") }
  }

  /// Ends it: asks first, kills the whole group when it has not gone after `patience`.
  @discardableResult
  package func stop(
    _ signal: Int32 = SIGTERM, patience: Duration = .seconds(5)
  ) async throws -> End {
    send(signal)
    if let end = await waitForEnd(within: patience) { return end }
    send(SIGKILL, toGroup: true)
    guard let end = await waitForEnd() else { throw failure("cannot be killed") }
    return end
  }

  /// An error about this process, with the end of its output.
  package func failure(_ what: String) -> TestSupportError {
    TestSupportError(
      """
      `\(name)` \(what)
      its standard output: \(standardOutput.suffix(4000))
      its standard error: \(standardError.suffix(4000))
      """)
  }

  private func reap() -> End? {
    end.withLock { end in
      if let end { return end }
      var status: Int32 = 0
      guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
      let signal = status & 0x7f
      end = signal == 0 ? .exited((status >> 8) & 0xff) : .signalled(signal)
      Undertaker.forget(pid)
      return end
    }
  }
}
