import Foundation

/// A unix socket for messages, as service managers and the system's log have it.
package final class DatagramReceiver {
  private let descriptor: Int32

  /// Listens at a path; one that begins with `@` is a name without a file.
  package init(path: String) throws {
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let isName = path.hasPrefix("@")
    withUnsafeMutableBytes(of: &address.sun_path) {
      $0.copyBytes(from: path.utf8)
      if isName { $0[0] = 0 }
    }
    let length = isName ? 2 + path.utf8.count : MemoryLayout<sockaddr_un>.size
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(length))
      }
    }
    guard bound == 0 else { throw TestSupportError("cannot bind `\(path)`") }
  }

  deinit { close(descriptor) }

  /// The next message, if there is one.
  package func next() -> String? {
    var buffer = [UInt8](repeating: 0, count: 256)
    let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
    return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
  }
}
