import Foundation
import Synchronization

/// Ends the servers of a test run that dies: a crashed or killed run leaves no process behind.
///
/// A small shell reads the numbers of living processes from a pipe whose other end only this
/// process holds, and kills them when the pipe ends. The kernel's parent-death signal would not
/// do: it comes when the thread that started the process ends.
enum Undertaker {
  private static let pipe = Mutex<Int32?>(nil)

  private static let script = """
    living=
    while read -r sign pid; do
      case $sign in
        +) living="$living $pid" ;;
        -) living=$(echo "$living" | sed "s/ $pid\\b//") ;;
      esac
    done
    for pid in $living; do kill -KILL "-$pid" "$pid" 2>/dev/null; done
    """

  /// The process leads a group of its own, and lives from now on.
  static func watch(_ pid: pid_t) { tell("+ \(pid)\n") }

  /// The process has been reaped; its number may be reused.
  static func forget(_ pid: pid_t) { tell("- \(pid)\n") }

  private static func tell(_ line: String) {
    pipe.withLock { descriptor in
      if descriptor == nil { descriptor = start() }
      guard let descriptor else { return }
      _ = line.withCString { write(descriptor, $0, strlen($0)) }
    }
  }

  private static func start() -> Int32? {
    var ends: [Int32] = [-1, -1]
    guard Foundation.pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let spawned = Spawn.start("/bin/sh", ["-c", script], environment: nil, actions: &actions)
    close(ends[0])
    guard case .success = spawned else {
      close(ends[1])
      return nil
    }
    return ends[1]
  }
}
