import Foundation

/// Listens at a port of 127.0.0.1 and never accepts: the system takes connections in, and nobody
/// answers them.
package final class SilentListener: Sendable {
  /// Where it listens.
  package let port: UInt16
  private let descriptor: Int32

  /// Listens at a free port.
  package init() throws {
    port = try FreePort.next()
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw TestSupportError("cannot make a socket") }
    let bound = FreePort.withLoopback(port) { bind(descriptor, $0, $1) }
    guard bound == 0, listen(descriptor, 16) == 0 else {
      Foundation.close(descriptor)
      throw TestSupportError("cannot listen at port \(port)")
    }
  }

  deinit { Foundation.close(descriptor) }
}
