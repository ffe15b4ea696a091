import Glibc

/// A real server on 127.0.0.1 that a test starts, kills and halts. It keeps its data and its ports.
package protocol HaltableServer: AnyObject {
  /// The process while there is one.
  var process: RunningProcess? { get set }
  /// Which signal ends it in good order.
  var endSignal: Int32 { get }
  /// The port where its clients ask.
  var port: UInt16 { get }

  /// Starts it, unless it runs, and waits until it answers.
  func start() async throws
}

extension HaltableServer {
  /// SIGTERM.
  package var endSignal: Int32 { SIGTERM }

  /// Ends it in good order.
  package func stop() async throws {
    try await process?.stop(endSignal)
    process = nil
  }

  /// Kills it, as a power cut would.
  package func kill() async throws {
    process?.send(SIGKILL)
    _ = await process?.waitForEnd()
    process = nil
  }

  /// Kills it and starts it again.
  package func restart() async throws {
    try await kill()
    try await start()
  }

  /// Halts it: connections stay open and nothing answers.
  package func freeze() { process?.send(SIGSTOP) }

  /// Goes on after `freeze`.
  package func thaw() { process?.send(SIGCONT) }
}

/// A server of keys without a slash at their beginning.
package protocol KeyServer: HaltableServer {
  /// Writes a key.
  func write(_ path: String, _ value: String) throws
  /// Removes a key.
  func remove(_ path: String) throws
}

extension EtcdServer: KeyServer {
  /// Writes `/path`.
  package func write(_ path: String, _ value: String) throws { try put("/\(path)", value) }
  /// Removes `/path`.
  package func remove(_ path: String) throws { try delete("/\(path)") }
}

extension EtcdV2Server: KeyServer {
  /// Writes a key.
  package func write(_ path: String, _ value: String) throws { try put(path, value) }
  /// Removes a key.
  package func remove(_ path: String) throws { try delete(path) }
}
