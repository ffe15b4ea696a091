package import Foundation

/// A blocking stream socket with a deadline on each operation; closed when it goes.
package final class PlainSocket {
  /// Where a server listens.
  package enum Address: Sendable, Equatable {
    /// A port of 127.0.0.1.
    case port(UInt16)
    /// A unix socket.
    case path(String)
  }

  private let descriptor: Int32

  /// Connects; no reading or writing then takes longer than `seconds`.
  package init(to address: Address, seconds: Int = 10) throws {
    let family = if case .port = address { AF_INET } else { AF_UNIX }
    descriptor = socket(family, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw Self.failure("make a socket") }
    var limit = timeval(tv_sec: seconds, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
    let connected =
      switch address {
      case .port(let port):
        FreePort.withLoopback(port) { connect(descriptor, $0, $1) }
      case .path(let path):
        Self.withUnixAddress(path) { connect(descriptor, $0, $1) }
      }
    guard connected == 0 else {
      let failure = Self.failure("connect to \(address)")
      close(descriptor)
      throw failure
    }
  }

  deinit { close(descriptor) }

  /// Writes all of it.
  package func send(_ data: Data) throws {
    var rest = data[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw Self.failure("write") }
      rest = rest.dropFirst(count)
    }
  }

  /// Says that nothing more will be written; the master of HAProxy waits for that.
  package func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Reads what has come, waiting for the first byte; empty at the end of the stream.
  package func receive() throws -> Data {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    guard count >= 0 else { throw Self.failure("read") }
    return Data(buffer[..<count])
  }

  /// Reads up to the end of the stream.
  package func receiveAll() throws -> Data {
    var all = Data()
    while true {
      let piece = try receive()
      if piece.isEmpty { return all }
      all.append(piece)
    }
  }

  private static func failure(_ what: String) -> TestSupportError {
    TestSupportError("cannot \(what): \(String(cString: strerror(errno)))")
  }

  private static func withUnixAddress<R>(
    _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> R
  ) -> R {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { room in
      room.copyBytes(from: path.utf8.prefix(room.count - 1))
    }
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }
}
