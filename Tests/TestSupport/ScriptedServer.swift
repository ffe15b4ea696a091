import Foundation
import Glibc
import Synchronization

/// A server on a real socket that does what a test's script says, byte by byte.
///
/// Each connection runs the script on a thread of its own with blocking calls. The connection is
/// closed when the script returns. With TLS the script begins after the handshake.
package final class ScriptedServer: Sendable {
  /// The port on 127.0.0.1; zero for a unix socket.
  package let port: Int
  private let listener: Int32
  private let keepsRequests: Bool
  private let security: ServerTLS?
  private let state = Mutex(State())

  private struct State {
    var connections: [Connection] = []
    var requests: [Request] = []
    var isStopped = false
  }

  /// A request as it came.
  package struct Request: Sendable {
    /// The number of its connection, from 0.
    package let connection: Int
    /// The request line and the headers.
    package let head: String
    /// The body, as long as `Content-Length` says.
    package let body: [UInt8]

    /// The path and query of the request line.
    package var target: String {
      head.split(separator: " ").dropFirst().first.map(String.init) ?? ""
    }
  }

  /// Listens on a free port, on the given one, or on a unix socket, and runs `script` for every
  /// connection. It forgets the requests at once if it is not to keep them.
  package init(
    unixPath: String? = nil, port: Int = 0, security: ServerTLS? = nil, keepsRequests: Bool = true,
    script: @escaping @Sendable (Connection) -> Void
  ) {
    self.keepsRequests = keepsRequests
    self.security = security
    if let unixPath {
      listener = ScriptedServer.listen(unixPath: unixPath)
      self.port = 0
    } else {
      (listener, self.port) = ScriptedServer.listenOnLoopback(port)
    }
    ScriptedServer.detach { [self] in acceptConnections(script) }
  }

  /// `http://127.0.0.1:PORT` and a path; `https` where it talks TLS.
  package func url(_ path: String = "/") -> String {
    "\(security == nil ? "http" : "https")://127.0.0.1:\(port)\(path)"
  }

  /// The requests so far.
  package var requests: [Request] { state.withLock { $0.requests } }

  /// How many connections were accepted so far.
  package var connectionCount: Int { state.withLock { $0.connections.count } }

  /// How many connections have not ended, on either side.
  package var openConnectionCount: Int {
    state.withLock { $0.connections }.count { !$0.isFinished }
  }

  /// Stops listening and ends all connections.
  package func stop() {
    let connections = state.withLock { state in
      state.isStopped = true
      return state.connections
    }
    shutdown(listener, Int32(SHUT_RDWR))
    for connection in connections { connection.interrupt() }
  }

  private func acceptConnections(_ script: @escaping @Sendable (Connection) -> Void) {
    while true {
      let descriptor = accept(listener, nil, nil)
      guard descriptor >= 0 else { break }
      let connection = state.withLock { state in
        let connection = Connection(
          descriptor: descriptor, number: state.connections.count, server: self)
        state.connections.append(connection)
        return connection
      }
      ScriptedServer.detach { [security] in
        if connection.shakeHands(security) { script(connection) }
        connection.finish()
      }
      if state.withLock({ $0.isStopped }) { connection.interrupt() }
    }
    close(listener)
  }

  fileprivate func record(_ request: Request) {
    if keepsRequests { state.withLock { $0.requests.append(request) } }
  }

  private static func listenOnLoopback(_ port: Int) -> (Int32, Int) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    // For the next server on this port: connections of this one may linger.
    var option: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &option, socklen_t(MemoryLayout<Int32>.size))
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        precondition(ScriptedServer.bind(descriptor, $0, length), "a free port exists")
        precondition(Glibc.listen(descriptor, 1024) == 0, "a bound socket can listen")
        precondition(getsockname(descriptor, $0, &length) == 0, "a bound socket has a name")
      }
    }
    return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
  }

  /// Binds a socket; a server that was stopped may take a moment to leave its port.
  private static func bind(
    _ descriptor: Int32, _ address: UnsafePointer<sockaddr>, _ length: socklen_t
  ) -> Bool {
    for _ in 0..<5000 {
      if Glibc.bind(descriptor, address, length) == 0 { return true }
      _ = poll(nil, 0, 1)
    }
    return false
  }

  private static func listen(unixPath: String) -> Int32 {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: unixPath.utf8) }
    withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        let length = socklen_t(MemoryLayout<sockaddr_un>.size)
        precondition(Glibc.bind(descriptor, $0, length) == 0, "the path can hold a socket")
        precondition(Glibc.listen(descriptor, 1024) == 0, "a bound socket can listen")
      }
    }
    return descriptor
  }

  private static func detach(_ work: @escaping @Sendable () -> Void) {
    let thread = Thread(block: work)
    thread.stackSize = 256 << 10
    thread.start()
  }
}

extension ScriptedServer {
  /// The server's side of one connection. Calls return false or nil once the client is gone.
  package final class Connection: Sendable {
    /// The number of the connection, from 0.
    package let number: Int
    private let descriptor: Int32
    private let server: ScriptedServer
    private let buffered = Mutex<[UInt8]>([])
    private let finished = Mutex(false)
    private let session = Mutex<ServerTLS.Session?>(nil)
    private let isRude = Mutex(false)

    fileprivate init(descriptor: Int32, number: Int, server: ScriptedServer) {
      self.descriptor = descriptor
      self.number = number
      self.server = server
    }

    fileprivate var isFinished: Bool { finished.withLock { $0 } }

    /// Reads one whole request.
    package func readRequest() -> Request? {
      guard let head = readHead() else { return nil }
      var body: [UInt8] = []
      let length = ScriptedServer.contentLength(of: head)
      while body.count < length {
        guard let byte = readByte() else { return nil }
        body.append(byte)
      }
      let request = Request(connection: number, head: head, body: body)
      server.record(request)
      return request
    }

    /// Sends bytes.
    @discardableResult
    package func send(_ bytes: [UInt8]) -> Bool {
      var offset = 0
      while offset < bytes.count {
        let count = bytes.withUnsafeBytes { write(UnsafeRawBufferPointer(rebasing: $0[offset...])) }
        guard count > 0 else { return false }
        offset += count
      }
      return true
    }

    /// Sends text.
    @discardableResult
    package func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// Sends an answer with a `Content-Length`.
    @discardableResult
    package func answer(
      _ status: String = "200 OK", headers: [String] = [], body: String = ""
    ) -> Bool {
      let lines = ["HTTP/1.1 \(status)"] + headers + ["Content-Length: \(body.utf8.count)"]
      return send(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
    }

    /// Waits until the client closes its side, and drops what it sends.
    package func waitForClose() {
      while readByte() != nil {}
    }

    /// Waits a little, for scripts that are slow on purpose.
    package func pause(milliseconds: Int) { _ = poll(nil, 0, Int32(milliseconds)) }

    /// Makes the end of the script an end without the goodbye of TLS.
    package func skipGoodbye() { isRude.withLock { $0 = true } }

    /// Makes the end of the script a reset, not an orderly close.
    package func reset() {
      skipGoodbye()
      var option = linger(l_onoff: 1, l_linger: 0)
      setsockopt(
        descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }

    private func readHead() -> String? {
      var head: [UInt8] = []
      while !head.suffix(4).elementsEqual([13, 10, 13, 10]) {
        guard head.count < 1 << 20, let byte = readByte() else { return nil }
        head.append(byte)
      }
      return String(decoding: head, as: UTF8.self)
    }

    /// The next byte; nil at the end.
    package func readByte() -> UInt8? { read(1)?.first }

    /// As many bytes; nil when the end comes first.
    package func read(_ count: Int) -> [UInt8]? {
      buffered.withLock { buffered in
        var taken: [UInt8] = []
        while taken.count < count {
          if buffered.isEmpty {
            var chunk = [UInt8](repeating: 0, count: 4096)
            let size = chunk.withUnsafeMutableBytes { read($0) }
            guard size > 0 else { return nil }
            buffered = chunk[..<size].reversed()
          }
          let size = min(count - taken.count, buffered.count)
          taken += buffered.suffix(size).reversed()
          buffered.removeLast(size)
        }
        return taken
      }
    }

    private var secured: ServerTLS.Session? { session.withLock { $0 } }

    private func read(_ bytes: UnsafeMutableRawBufferPointer) -> Int {
      secured?.read(bytes) ?? recv(descriptor, bytes.baseAddress, bytes.count, 0)
    }

    private func write(_ bytes: UnsafeRawBufferPointer) -> Int {
      secured?.write(bytes)
        ?? Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// Begins TLS, if there is to be any; false when that fails.
    fileprivate func shakeHands(_ security: ServerTLS?) -> Bool {
      guard let security else { return true }
      guard let fresh = security.accept(descriptor) else {
        // Closed at once, with bytes of the client unread, its end would be a reset, and the client
        // might not read why.
        waitForClose()
        return false
      }
      session.withLock { $0 = fresh }
      return true
    }

    fileprivate func interrupt() {
      finished.withLock { finished in
        if !finished { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }
      }
    }

    fileprivate func finish() {
      // The goodbye may have to wait for a client that does not read, until it is interrupted.
      secured?.close(isRude: isRude.withLock { $0 })
      session.withLock { $0 = nil }
      finished.withLock { finished in
        finished = true
        _ = close(descriptor)
      }
    }
  }

  fileprivate static func contentLength(of head: String) -> Int {
    for line in head.split(separator: "\r\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      if parts.count == 2, parts[0].lowercased() == "content-length" {
        return Int(parts[1].drop { $0 == " " }) ?? 0
      }
    }
    return 0
  }
}

/// A door that scripts wait at until the test opens it.
package final class Gate: Sendable {
  private let isOpen = Mutex(false)

  /// A closed gate.
  package init() {}

  /// Lets everybody through, now and later.
  package func open() { isOpen.withLock { $0 = true } }

  /// Blocks the calling thread until the gate is open, at most 30 seconds.
  package func wait() {
    for _ in 0..<30_000 {
      if isOpen.withLock({ $0 }) { return }
      _ = poll(nil, 0, 1)
    }
  }
}
