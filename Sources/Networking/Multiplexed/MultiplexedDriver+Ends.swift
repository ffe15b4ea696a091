import CSystem
import SystemSupport

// How connections end, and what becomes of what they carry.
extension MultiplexedDriver {
  /// After reading: answers what has to be answered and uses the room that there is now.
  func settle(_ connection: MultiplexedConnection) {
    guard case .open = connection.stage else { return }
    let pool = connection.pool
    if connection.session.hasSettled, let timer = connection.timer {
      loop.cancel(timer)
      connection.timer = nil
      for transfer in pool.queue { transfer.endConnecting() }
      pool.capacity = max(1, connection.room(sharers: configuration.sharersPerConnection))
    }
    flush(connection)
    restIfUnused(connection)
    serve(pool)
  }

  /// Keeps a connection that carries nothing for a while, or closes it where it takes nothing more.
  func restIfUnused(_ connection: MultiplexedConnection) {
    guard case .open = connection.stage, connection.transfers.isEmpty else { return }
    connection.idleSince = cs_monotonic_nanoseconds()
    guard connection.session.isLeaving else { return arm() }
    discard(connection)
    forgetIfUnused(connection.pool)
  }

  /// The server takes no more requests here, and has not looked at those after `last`.
  func leave(_ connection: MultiplexedConnection, after last: UInt32, because reason: String?) {
    let pool = connection.pool
    if let index = pool.connections.firstIndex(where: { $0 === connection }) {
      pool.leaving.append(pool.connections.remove(at: index))
    }
    connection.complaint = reason ?? connection.complaint
    let fault = connection.farewell(AnswerFault(.closed, "the server ends its connections"))
    let unseen = connection.transfers.keys.filter { $0 > last }.sorted(by: >)
    for stream in unseen {
      connection.session.cancel(stream)
      guard let transfer = forget(stream, on: connection) else { continue }
      // A server that ends its connections after a few requests takes it one time or another.
      if connection.hasServed { transfer.retries = 0 }
      retry(transfer, pool, fault)
    }
    if !connection.session.wasUsed { countInVain(pool, fault) }
  }

  /// A connection ended before it took a request: what waited for it does not wait for one after
  /// the other.
  private func countInVain(_ pool: MultiplexedPool, _ fault: AnswerFault) {
    let queue = pool.queue
    for transfer in queue { transfer.retries += 1 }
    let isTired = { (transfer: MultiplexedTransfer) in
      transfer.retries > MultiplexedDriver.maximumRetries
    }
    pool.queue.removeAll(where: isTired)
    for transfer in queue where isTired(transfer) {
      finish(transfer, .failure(transfer.failure(fault.code, fault.reason)))
    }
  }

  // MARK: silence

  /// A request had to end without a sign of the server: until there is one the connection takes no
  /// other, and what it carries ends when there is none for as long as connecting anew may take.
  func doubt(_ connection: MultiplexedConnection, for limit: Duration) {
    guard connection.doubt == nil, case .open = connection.stage else { return }
    connection.session.ping()
    connection.doubt = loop.schedule(after: limit) { [self] in
      close(connection, AnswerFault(.closed, "the server is silent; gave the connection up"))
    }
  }

  /// There is a sign of the server.
  func trust(_ connection: MultiplexedConnection) {
    guard let doubt = connection.doubt else { return }
    loop.cancel(doubt)
    connection.doubt = nil
  }

  /// Sends again what the server says that it has not looked at, unless its answer has begun.
  func retry(_ transfer: MultiplexedTransfer, _ pool: MultiplexedPool, _ fault: AnswerFault) {
    let isOver = isShutDown || transfer.receivedHead.isFinal
    guard !isOver, transfer.retries < MultiplexedDriver.maximumRetries else {
      return finish(transfer, .failure(transfer.failure(fault.code, fault.reason)))
    }
    transfer.retries += 1
    transfer.enter(.queued(pool))
    // The first that a connection gets are the surest to be looked at.
    pool.queue.insert(transfer, at: pool.queue.startIndex)
    // On this connection's turn there is no room yet to be seen.
    nonisolated(unsafe) let pool = pool
    loop.submit { [self] in serve(pool) }
  }

  /// Gives a connection up. What was sent just now, and not answered, is sent again, as the server
  /// may have closed it before it saw that.
  func close(_ connection: MultiplexedConnection, _ fault: AnswerFault) {
    switch connection.stage {
    case .open: break
    case .closed: return
    default: return giveUp(connection, fault)
    }
    let pool = connection.pool
    let fault = connection.farewell(fault)
    let carried = connection.transfers.sorted { $0.key > $1.key }.map(\.value)
    let lastSign = connection.lastSign
    if fault.code != .closed {
      connection.session.sayGoodbye(fault)
      flushLastWords(connection)
    }
    discard(connection)
    let now = cs_monotonic_nanoseconds()
    for transfer in carried {
      let isUnseen =
        fault.code == .closed && transfer.isHarmless && transfer.sentAt >= lastSign
        && now - transfer.sentAt < MultiplexedDriver.unseenTime && transfer.retries == 0
      if isUnseen {
        retry(transfer, pool, fault)
      } else {
        finish(transfer, .failure(transfer.failure(fault.code, fault.reason)))
      }
    }
    // A server that ends before it has said anything is not asked again and again.
    if !connection.session.hasSettled, pool.connections.isEmpty { return fail(pool, fault) }
    if !connection.session.wasUsed { countInVain(pool, fault) }
    serve(pool)
    forgetIfUnused(pool)
  }

  /// Nanoseconds within which a server can have closed before it saw a request.
  private static let unseenTime: Int64 = 1_000_000_000

  private func flushLastWords(_ connection: MultiplexedConnection) {
    guard case .open(_, let tls) = connection.stage,
      connection.sentCount == connection.unsent.count
    else { return }
    _ = try? tls.write(connection.session.takeOutput())
  }

  /// Fails what waits for a connection.
  func fail(_ pool: MultiplexedPool, _ fault: AnswerFault) {
    let queue = pool.queue
    pool.queue = []
    for transfer in queue { finish(transfer, .failure(transfer.failure(fault.code, fault.reason))) }
    forgetIfUnused(pool)
    arm()
  }
}
