import CSystem
import Foundation

/// `posix_spawn` with Swift's strings.
enum Spawn {
  /// Starts a program as the leader of a new process group, with default signal handling.
  ///
  /// Without an environment it gets the one of this process. It inherits no descriptors but the
  /// first three: a connection that a server holds on to unknowingly does not end when its owner
  /// closes it.
  static func start(
    _ executable: String, _ arguments: [String], environment: [String: String]?,
    actions: inout posix_spawn_file_actions_t
  ) -> Result<pid_t, TestSupportError> {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    posix_spawnattr_setpgroup(&attributes, 0)
    let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
    posix_spawnattr_setflags(&attributes, Int16(flags))

    guard cs_spawn_standard_only(&actions) == 0 else {
      return .failure(TestSupportError("cannot keep descriptors from `\(executable)`"))
    }
    let variables = environment ?? ProcessInfo.processInfo.environment
    var pid: pid_t = 0
    let failure = withStrings([executable] + arguments) { argv in
      withStrings(variables.map { "\($0.key)=\($0.value)" }) { envp in
        posix_spawn(&pid, executable, &actions, &attributes, argv, envp)
      }
    }
    guard failure == 0 else {
      let reason = String(cString: strerror(failure))
      return .failure(TestSupportError("cannot start `\(executable)`: \(reason)"))
    }
    return .success(pid)
  }

  private static func withStrings<R>(
    _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> R
  ) -> R {
    var pointers = strings.map { strdup($0) }
    pointers.append(nil)
    defer { for pointer in pointers { free(pointer) } }
    return body(pointers)
  }
}
