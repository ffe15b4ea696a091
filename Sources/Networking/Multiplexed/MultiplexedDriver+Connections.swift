import CSystem
import SystemSupport

#if canImport(Glibc)
  import Glibc
#endif

extension MultiplexedDriver {
  /// Lets those that wait have what room there is, and opens what is missing.
  func serve(_ pool: MultiplexedPool) {
    guard !isShutDown else { return }
    let sharers = configuration.sharersPerConnection
    for connection in pool.connections {
      var room = connection.room(sharers: sharers)
      while room > 0, let transfer = pool.queue.popFirst() {
        send(transfer, on: connection)
        room -= 1
      }
      if pool.queue.isEmpty { return }
    }
    open(pool)
  }

  /// Opens as many connections as those that wait need, one at first: it says how many each takes.
  private func open(_ pool: MultiplexedPool) {
    guard pool.pause == nil || pool.connections.isEmpty,
      !pool.connections.contains(where: \.isBarred)
    else { return }
    let most = configuration.maximumConnectionsPerHost
    let needed = pool.capacity.map { (pool.queue.count + $0 - 1) / max(1, $0) } ?? 1
    var opening = pool.connections.count { $0.isOpening }
    while opening < needed, most == 0 || pool.connections.count < most,
      let first = pool.queue.first
    {
      opening += 1
      connect(pool, within: first.request.connectTimeout)
    }
  }

  private func connect(_ pool: MultiplexedPool, within limit: Duration) {
    let connection = MultiplexedConnection(pool: pool)
    pool.connections.append(connection)
    connection.timer = loop.schedule(after: limit) { [self] in
      giveUp(connection, AnswerFault(.timeout, "no connection within \(limit)"))
    }
    pool.addresses.find { [self] outcome in
      guard case .lookingUp = connection.stage else { return }
      switch outcome {
      case .success(let addresses): dial(addresses, connection)
      case .failure(let fault): giveUp(connection, fault)
      }
    }
  }

  private func dial(_ addresses: [SocketAddress], _ connection: MultiplexedConnection) {
    let dial = Dial(addresses) { [self] outcome in
      switch outcome {
      case .connected(let descriptor): secure(connection, descriptor)
      case .failed(let address, let code):
        connection.pool.addresses.distrust()
        let reason = "cannot connect to `\(address)`: \(String(cString: strerror(code)))"
        giveUp(connection, AnswerFault(.connect, reason))
      }
    }
    connection.stage = .dialing(dial)
    dial.begin()
  }

  private func secure(_ connection: MultiplexedConnection, _ descriptor: Int32) {
    let peer = connection.pool.peer
    do throws(AnswerFault) {
      let context = try contexts.context(peer.tls, protocols: ["h2", "http/1.1"])
      let tls = try TLSConnection(
        descriptor, context, host: peer.host, verifies: peer.tls.verifies)
      connection.stage = .handshaking(descriptor, tls)
      handshake(connection, tls, descriptor)
    } catch {
      Glibc.close(descriptor)
      giveUp(connection, error)
    }
  }

  /// Goes on with a handshake.
  func handshake(_ connection: MultiplexedConnection, _ tls: TLSConnection, _ descriptor: Int32) {
    do throws(AnswerFault) {
      switch try tls.handshake() {
      case .needsRoom:
        connection.needsRoom = true
        return watch(connection)
      case .needsInput:
        connection.needsRoom = false
        return watch(connection)
      case .done, .ended: break
      }
    } catch { return giveUp(connection, error) }
    connection.needsRoom = false
    guard tls.chosenProtocol == "h2" else {
      let pool = connection.pool
      discard(connection)
      return leave(pool)
    }
    connection.stage = .open(descriptor, tls)
    connection.lastSign = cs_monotonic_nanoseconds()
    connection.idleSince = connection.lastSign
    flush(connection)
  }

  /// Gives up connections that nobody waits for any more. A server that was too slow for all who
  /// asked may be another one by the time of the next request.
  func abandon(_ pool: MultiplexedPool) {
    for connection in pool.connections where connection.isOpening { discard(connection) }
    forgetIfUnused(pool)
  }

  /// A connection did not come about: who waits for it learns why, unless there are others.
  func giveUp(_ connection: MultiplexedConnection, _ fault: AnswerFault) {
    let pool = connection.pool
    discard(connection)
    guard !pool.connections.isEmpty else { return fail(pool, fault) }
    // The others may be full for long, or call for another connection with each answer.
    guard pool.pause == nil else { return }
    nonisolated(unsafe) let others = pool
    pool.pause = loop.schedule(after: MultiplexedDriver.pause) { [self] in
      others.pause = nil
      serve(others)
    }
  }

  /// The pause before another connection is tried beside those that there are.
  private static let pause = Duration.seconds(1)

  /// Closes a connection, at whatever stage it is; forgets what it carries.
  func discard(_ connection: MultiplexedConnection) {
    if let timer = connection.timer { loop.cancel(timer) }
    connection.timer = nil
    trust(connection)
    connection.watch.remove(loop)
    switch connection.stage {
    case .lookingUp, .closed: break
    case .dialing(let dial): dial.cancel()
    case .handshaking(let descriptor, _): Glibc.close(descriptor)
    case .open(let descriptor, let tls):
      tls.sayGoodbye()
      Glibc.close(descriptor)
    }
    connection.stage = .closed
    connection.transfers = [:]
    connection.held = [:]
    connection.pool.remove(connection)
  }

  /// Watches a connection for what it waits for; gives it up where that is impossible.
  func watch(_ connection: MultiplexedConnection) {
    let descriptor: Int32
    switch connection.stage {
    case .handshaking(let socket, _), .open(let socket, _): descriptor = socket
    default: return
    }
    do throws(SystemError) {
      try connection.watch.set(loop, descriptor, connection.wanted) { [self] in
        ready(connection, $0)
      }
    } catch {
      close(connection, AnswerFault(.failed, "\(error)"))
    }
  }

  private func ready(_ connection: MultiplexedConnection, _ events: EventLoop.Events) {
    switch connection.stage {
    case .handshaking(let descriptor, let tls): handshake(connection, tls, descriptor)
    case .open:
      if events.contains(.writable) || connection.needsRoom { flush(connection) }
      if !connection.isClogged || events.contains(.failed) { receive(connection) }
    case .lookingUp, .dialing, .closed: break
    }
  }
}
