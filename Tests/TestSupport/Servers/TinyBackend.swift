import Foundation

/// An HTTP server that answers every request with its own name.
package final class TinyBackend: Sendable {
  /// What it answers.
  package let name: String
  /// Its port on 127.0.0.1.
  package let port: UInt16

  private let descriptor: Int32

  /// Starts it on a free port.
  package init(_ name: String) throws {
    self.name = name
    let port = try FreePort.next()
    self.port = port
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    self.descriptor = descriptor
    var yes: Int32 = 1
    setsockopt(
      descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    guard FreePort.withLoopback(port, { bind(descriptor, $0, $1) }) == 0,
      listen(descriptor, 64) == 0
    else {
      let reason = String(cString: strerror(errno))
      close(descriptor)
      throw TestSupportError("cannot listen on port \(port): \(reason)")
    }
    Thread.detachNewThread { Self.serve(descriptor, name) }
  }

  deinit { stop() }

  /// Stops listening; connections are refused from now on.
  package func stop() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  private static func serve(_ listener: Int32, _ name: String) {
    while true {
      let connection = accept(listener, nil, nil)
      guard connection >= 0 else { break }
      answer(connection, name)
      close(connection)
    }
    close(listener)
  }

  private static func answer(_ connection: Int32, _ name: String) {
    var limit = timeval(tv_sec: 5, tv_usec: 0)
    setsockopt(
      connection, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var request: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while !request.suffix(4).elementsEqual("\r\n\r\n".utf8), request.count < 65_536 {
      let count = recv(connection, &buffer, buffer.count, 0)
      guard count > 0 else { return }
      request += buffer[..<count]
    }
    let body = "\(name)\n"
    let head = "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\nConnection: close"
    let bytes = Array("\(head)\r\n\r\n\(body)".utf8)
    send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
  }
}
