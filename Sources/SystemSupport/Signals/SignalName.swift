#if canImport(Glibc)
  import Glibc
#endif

/// A signal by number, with its name.
package struct SignalName: Hashable, Sendable, CustomStringConvertible {
  /// The system's number.
  package let number: Int32

  /// A signal number, which need not have a name.
  package init(number: Int32) { self.number = number }

  /// The signal of a name, with or without `SIG`, in any letter case; nil if there is none.
  package init?(_ text: String) {
    let upper = text.uppercased()
    let name = upper.hasPrefix("SIG") ? String(upper.dropFirst(3)) : upper
    guard let entry = SignalName.table.first(where: { $0.name == name }) else { return nil }
    number = entry.number
  }

  /// All names with `SIG`, for error messages and suggestions, sorted.
  package static var all: [String] { table.map { "SIG" + $0.name }.sorted() }

  /// ``expected a signal such as `SIGHUP`, found `x`; there are SIGABRT, …``.
  package static func unknownMessage(_ text: String) -> String {
    "expected a signal such as `SIGHUP`, found `\(text)`; there are \(all.joined(separator: ", "))"
  }

  /// `SIGHUP`, or `signal 99` for a number without a name.
  package var description: String {
    guard let entry = SignalName.table.first(where: { $0.number == number }) else {
      return "signal \(number)"
    }
    return "SIG" + entry.name
  }

  /// Stop, please: service managers and `kill`.
  package static let terminate = SignalName(number: SIGTERM)
  /// Stop, please: the terminal's Ctrl-C.
  package static let interrupt = SignalName(number: SIGINT)
  /// Read the configuration again.
  package static let hangUp = SignalName(number: SIGHUP)
  /// Ends a process that cannot object.
  package static let kill = SignalName(number: SIGKILL)
  /// A child ended.
  package static let child = SignalName(number: SIGCHLD)
  /// Free for use; HAProxy and nginx reopen logs or reload.
  package static let user1 = SignalName(number: SIGUSR1)
  /// Free for use.
  package static let user2 = SignalName(number: SIGUSR2)
  /// The terminal changed its size.
  package static let windowChange = SignalName(number: SIGWINCH)

  /// A name that comes first is the one shown.
  private static let table: [(name: String, number: Int32)] = [
    ("ABRT", SIGABRT), ("ALRM", SIGALRM), ("BUS", SIGBUS), ("CHLD", SIGCHLD), ("CONT", SIGCONT),
    ("FPE", SIGFPE), ("HUP", SIGHUP), ("ILL", SIGILL), ("INT", SIGINT), ("IO", SIGIO),
    ("KILL", SIGKILL), ("PIPE", SIGPIPE), ("PROF", SIGPROF), ("PWR", SIGPWR), ("QUIT", SIGQUIT),
    ("SEGV", SIGSEGV), ("STOP", SIGSTOP), ("SYS", SIGSYS), ("TERM", SIGTERM), ("TRAP", SIGTRAP),
    ("TSTP", SIGTSTP), ("TTIN", SIGTTIN), ("TTOU", SIGTTOU), ("URG", SIGURG), ("USR1", SIGUSR1),
    ("USR2", SIGUSR2), ("VTALRM", SIGVTALRM), ("WINCH", SIGWINCH), ("XCPU", SIGXCPU),
    ("XFSZ", SIGXFSZ), ("IOT", SIGABRT), ("POLL", SIGIO),
  ]
}
