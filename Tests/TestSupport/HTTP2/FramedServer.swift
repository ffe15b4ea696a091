import Synchronization

/// A server that speaks TLS and HTTP/2 as a test's script says, frame by frame.
package final class FramedServer: Sendable {
  /// What is below the frames.
  package let server: ScriptedServer
  private let log = FrameLog()

  /// Listens, and runs `script` for each connection after the prefaces. The connection is closed
  /// when the script returns.
  package init(
    _ security: ServerTLS, port: Int = 0, settings: KeyValuePairs<UInt16, UInt32> = [:],
    script: @escaping @Sendable (FramedConnection) -> Void
  ) {
    server = ScriptedServer(port: port, security: security) { [log] connection in
      let framed = FramedConnection(connection, log: log)
      if framed.begin(settings) { script(framed) }
    }
  }

  /// The frames that came, in order, bodies without their bytes.
  package var frames: [FrameLog.Entry] { log.entries }

  /// How many requests came.
  package var requestCount: Int { log.entries.count { $0.frame.kind == Frame.Kind.headers } }

  /// The reasons of the streams that the client reset.
  package var resetReasons: [UInt32] {
    log.entries.filter { $0.frame.kind == Frame.Kind.reset }.map { $0.frame.number(at: 0) }
  }

  /// Stops listening and ends all connections.
  package func stop() { server.stop() }
}

/// The frames that the connections of a server brought.
package final class FrameLog: Sendable {
  /// A frame and the number of its connection.
  package struct Entry: Sendable {
    /// The number of the connection, from 0.
    package let connection: Int
    /// The frame.
    package let frame: Frame
  }

  private let state = Mutex<[Entry]>([])

  var entries: [Entry] { state.withLock { $0 } }

  func add(_ frame: Frame, of connection: Int) {
    var frame = frame
    if frame.kind == Frame.Kind.data { frame.payload = [] }
    state.withLock { $0.append(Entry(connection: connection, frame: frame)) }
  }
}
