import Glibc
import TestSupport

/// A socket that listens, accepts nobody, and whose queue is full: connections to it neither
/// succeed nor fail.
final class CrowdedListener {
  /// The port on 127.0.0.1; zero for a unix socket.
  private(set) var port: UInt16 = 0
  private var descriptors: [Int32] = []

  /// Listens at a path.
  init(path: String) throws {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    try crowd(&address, AF_UNIX)
  }

  /// Listens at a free port.
  init() throws {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    try crowd(&address, AF_INET)
    port = UInt16(bigEndian: address.sin_port)
  }

  func stop() { for descriptor in descriptors { close(descriptor) } }

  private func crowd<Address>(_ address: inout Address, _ family: Int32) throws {
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
    let listener = socket(family, kind, 0)
    descriptors = [listener]
    var length = socklen_t(MemoryLayout<Address>.size)
    let isCrowded = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        guard bind(listener, pointer, length) == 0, listen(listener, 0) == 0,
          getsockname(listener, pointer, &length) == 0
        else { return false }
        for _ in 0..<8 {
          let client = socket(family, kind, 0)
          descriptors.append(client)
          _ = connect(client, pointer, length)
        }
        return true
      }
    }
    guard isCrowded else { throw TestSupportError("cannot listen and be crowded") }
  }
}
