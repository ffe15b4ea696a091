#if canImport(Glibc)
  import Glibc
#endif

/// The log of the system, through its socket. What it does not take is lost: a log must not stop
/// the work.
package struct SystemLog: Sendable {
  /// How important a message is to the system.
  package enum Severity: Int, Sendable {
    case error = 3
    case warning = 4
    case notice = 5
    case debug = 7
  }

  /// Where the system listens.
  package static let socket = "/dev/log"

  private let facility: SyslogFacility
  private let name: String
  private let socket: String

  /// Messages of a program.
  package init(_ facility: SyslogFacility, name: String, socket: String = SystemLog.socket) {
    self.facility = facility
    self.name = name
    self.socket = socket
  }

  /// Fails where nobody takes messages.
  package func reach() throws(SystemError) { try Datagram.reach(socket) }

  /// Sends a message of one line.
  package func write(_ severity: Severity, _ message: String) {
    let priority = facility.number << 3 | severity.rawValue
    try? Datagram.send("<\(priority)>\(name)[\(getpid())]: \(message)", to: socket)
  }
}
