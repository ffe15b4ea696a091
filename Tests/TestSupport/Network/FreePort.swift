import Foundation
import Synchronization

/// Ports of 127.0.0.1 that nobody uses.
///
/// They lie below the range from which the kernel takes the ports of outgoing connections, and
/// every process starts at another place. Those that run beside each other for long, and would meet
/// on their way, are given ranges of their own: `TEST_PORTS=FIRST-LAST`.
package enum FreePort {
  private static let range: ClosedRange<UInt16> = {
    let bounds = ProcessInfo.processInfo.environment["TEST_PORTS"]?.split(separator: "-") ?? []
    guard bounds.count == 2, let first = UInt16(bounds[0]), let last = UInt16(bounds[1]),
      first < last
    else { return 20_000...31_999 }
    return first...last
  }()
  private static let offset = Mutex(Int(getpid()) &* 97)

  /// A port that is free for TCP and for UDP, and is not given again by this process.
  package static func next() throws -> UInt16 {
    for _ in range {
      let port = offset.withLock { offset -> UInt16 in
        offset += 1
        return range.lowerBound + UInt16(offset % range.count)
      }
      if isFree(port, SOCK_STREAM), isFree(port, SOCK_DGRAM) { return port }
    }
    throw TestSupportError("no port between \(range.lowerBound) and \(range.upperBound) is free")
  }

  private static func isFree(_ port: UInt16, _ kind: __socket_type) -> Bool {
    let descriptor = socket(AF_INET, Int32(kind.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return withLoopback(port) { bind(descriptor, $0, $1) == 0 }
  }

  /// Calls `body` with the socket address 127.0.0.1:`port`, or that of every interface.
  static func withLoopback<R>(
    _ port: UInt16, isEverywhere: Bool = false, _ body: (UnsafePointer<sockaddr>, socklen_t) -> R
  ) -> R {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = isEverywhere ? 0 : UInt32(0x7f00_0001).bigEndian
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }
}
