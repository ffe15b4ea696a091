import Glibc
import SystemSupport

/// The program `trimtab` of the same build, or a server, as a child process.
struct ChildProgram: Sendable {
  /// The number of the process.
  let pid: pid_t

  /// The path of the program: beside this one.
  static func path() throws(BenchmarkError) -> String {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    let bytes = buffer[..<max(0, count)].map(UInt8.init(bitPattern:))
    let path = FilePath.directory(of: String(decoding: bytes, as: UTF8.self)) + "/trimtab"
    guard access(path, X_OK) == 0 else {
      throw BenchmarkError("there is no program `\(path)`; hint: build it in the same way")
    }
    return path
  }

  /// Starts it with its output thrown away, in an empty environment.
  static func start(_ arguments: [String]) throws(BenchmarkError) -> ChildProgram {
    try spawn([try path()] + arguments, environment: [nil])
  }

  /// Starts another program, which is looked for in `PATH`, in our environment.
  static func start(server: String, _ arguments: [String]) throws(BenchmarkError) -> ChildProgram {
    var inherited: [UnsafeMutablePointer<CChar>?] = []
    var next = environ
    while let text = next.pointee {
      inherited.append(text)
      next += 1
    }
    return try spawn([server] + arguments, environment: inherited + [nil])
  }

  private static func spawn(
    _ words: [String], environment: [UnsafeMutablePointer<CChar>?]
  ) throws(BenchmarkError) -> ChildProgram {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for descriptor in [Int32(1), 2] {
      posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
    }
    var pointers: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    var pid = pid_t()
    let code = posix_spawnp(&pid, words[0], &actions, nil, &pointers, environment)
    guard code == 0 else {
      throw BenchmarkError("cannot start `\(words[0])`: \(String(cString: strerror(code)))")
    }
    return ChildProgram(pid: pid)
  }

  /// Waits for its end; throws unless it ended well.
  func wait() throws(BenchmarkError) {
    var status: Int32 = 0
    guard waitpid(pid, &status, 0) == pid, status == 0 else {
      throw BenchmarkError("`trimtab` failed with wait status \(status)")
    }
  }

  /// Asks it to end, and waits.
  func stop() throws(BenchmarkError) {
    Glibc.kill(pid, SIGTERM)
    try wait()
  }

  /// Ends it at once, and waits.
  func kill() {
    Glibc.kill(pid, SIGKILL)
    var status: Int32 = 0
    waitpid(pid, &status, 0)
  }
}
