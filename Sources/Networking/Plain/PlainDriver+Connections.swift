import CSystem
import SystemSupport

#if canImport(Glibc)
  import Glibc
#endif

extension PlainDriver {
  /// Finds a connection for a transfer, or has it wait for one.
  func assign(_ transfer: PlainTransfer) {
    let pool = pools[transfer.peer] ?? PlainPool(peer: transfer.peer)
    pools[transfer.peer] = pool
    let most = configuration.maximumConnectionsPerHost
    if let connection = takeIdle(pool) {
      connection.isReused = true
      run(transfer, on: connection)
    } else if most == 0 || pool.openCount < most {
      connect(transfer, pool)
    } else {
      pool.queue.append(transfer)
    }
  }

  /// Lets those that wait have what is free; forgets a peer that nobody needs.
  func serve(_ pool: PlainPool) {
    let most = configuration.maximumConnectionsPerHost
    while !pool.queue.isEmpty, !pool.idle.isEmpty || pool.openCount < most {
      assign(pool.queue.removeFirst())
    }
    forgetIfUnused(pool)
  }

  func forgetIfUnused(_ pool: PlainPool) {
    if pool.isUnused, pools[pool.peer] === pool { pools.removeValue(forKey: pool.peer) }
  }

  /// The newest unused connection that the server has not closed.
  private func takeIdle(_ pool: PlainPool) -> PlainConnection? {
    let now = cs_monotonic_nanoseconds()
    while let connection = pool.idle.last {
      if expiry(connection) > now, cs_socket_is_quiet(connection.descriptor) == 1 {
        pool.idle.removeLast()
        return connection
      }
      discard(connection)
    }
    return nil
  }

  /// Opens a connection for a transfer.
  func connect(_ transfer: PlainTransfer, _ pool: PlainPool) {
    pool.openCount += 1
    openCount += 1
    transfer.beginConnecting()
    transfer.enter(.lookingUp(pool))
    pool.addresses.find { [self] outcome in
      guard case .lookingUp(let pool)? = transfer.stage else { return }
      switch outcome {
      case .success(let addresses): dial(addresses, for: transfer, pool)
      case .failure(let fault): end(transfer, transfer.failure(fault.code, fault.reason))
      }
      forgetIfUnused(pool)
    }
  }

  private func dial(_ addresses: [SocketAddress], for transfer: PlainTransfer, _ pool: PlainPool) {
    let dial = Dial(addresses) { [self, unowned transfer] outcome in
      switch outcome {
      case .connected(let descriptor):
        let connection = PlainConnection(descriptor: descriptor, pool: pool)
        run(transfer, on: connection)
      case .failed(let address, let code):
        pool.addresses.distrust()
        let reason = "cannot connect to `\(address)`: \(String(cString: strerror(code)))"
        end(transfer, transfer.failure(.connect, reason))
      }
    }
    transfer.enter(.dialing(dial, pool))
    dial.begin()
  }

  /// Keeps a connection for the next request, and no more of them than allowed.
  func keep(_ connection: PlainConnection) {
    connection.idleSince = cs_monotonic_nanoseconds()
    connection.pool.idle.append(connection)
    while openCount > mostConnections,
      let oldest = pools.values.compactMap(\.idle.first).min(by: { $0.idleSince < $1.idleSince })
    {
      discard(oldest)
    }
    arm()
  }

  /// Closes a connection, used or not.
  func discard(_ connection: PlainConnection) {
    connection.watch.remove(loop)
    close(connection.descriptor)
    connection.transfer = nil
    connection.pool.idle.removeAll { $0 === connection }
    noteClosed(connection.pool)
  }

  /// A connection is gone, or will not be opened.
  func noteClosed(_ pool: PlainPool) {
    pool.openCount -= 1
    openCount -= 1
  }

  /// Watches a connection for what it waits for; fails its transfer where that is impossible.
  func watch(_ connection: PlainConnection) {
    do throws(SystemError) {
      try connection.watch.set(loop, connection.descriptor, connection.wanted) { [self] in
        ready(connection, $0)
      }
    } catch {
      guard let transfer = connection.transfer else { return discard(connection) }
      end(transfer, transfer.failure(.failed, "\(error)"))
    }
  }
}
