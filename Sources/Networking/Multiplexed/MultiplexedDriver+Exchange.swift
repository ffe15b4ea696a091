import CSystem
import SystemSupport

// What is sent over a shared connection, and what comes.
extension MultiplexedDriver {
  private static let maximumReads = 16

  func send(_ transfer: MultiplexedTransfer, on connection: MultiplexedConnection) {
    let request = transfer.request
    let stream = connection.session.open(
      headers: request.headerBlock(for: transfer.target, userAgent: configuration.userAgent),
      body: request.body, isHead: request.method == "HEAD")
    connection.transfers[stream] = transfer
    transfer.sentAt = cs_monotonic_nanoseconds()
    transfer.enter(.exchanging(connection, stream))
    flushSoon(connection)
  }

  /// Writes once for all that is sent meanwhile.
  func flushSoon(_ connection: MultiplexedConnection) {
    guard !connection.isFlushDue else { return }
    connection.isFlushDue = true
    loop.submit { [self] in
      connection.isFlushDue = false
      flush(connection)
    }
  }

  /// Writes what the socket takes.
  func flush(_ connection: MultiplexedConnection) {
    guard case .open(_, let tls) = connection.stage else { return }
    connection.needsRoom = false
    do throws(AnswerFault) {
      while refill(connection) {
        let progress = try tls.write(connection.unsent, from: connection.sentCount)
        guard case .done(let count) = progress else {
          if progress == .ended { throw AnswerFault(.closed, "the server closed the connection") }
          break
        }
        connection.sentCount += count
      }
    } catch {
      // The server may have said why before it closed.
      receive(connection)
      return close(connection, error)
    }
    watch(connection)
  }

  /// Whether there is something to write, of what the session has for the server.
  private func refill(_ connection: MultiplexedConnection) -> Bool {
    guard connection.sentCount == connection.unsent.count else { return true }
    connection.session.pump(upTo: 64 << 10)
    connection.unsent = connection.session.takeOutput()
    connection.sentCount = 0
    return !connection.unsent.isEmpty
  }

  /// Reads what has come.
  func receive(_ connection: MultiplexedConnection) {
    let buffer = buffer.bytes
    for _ in 0..<MultiplexedDriver.maximumReads {
      guard case .open(_, let tls) = connection.stage else { return }
      do throws(AnswerFault) {
        switch try tls.read(buffer) {
        case .needsInput: return settle(connection)
        case .needsRoom:
          connection.needsRoom = true
          return settle(connection)
        case .ended:
          throw AnswerFault(.closed, "the server closed the connection")
        case .done(let count):
          connection.lastSign = cs_monotonic_nanoseconds()
          trust(connection)
          try take(UnsafeRawBufferPointer(rebasing: buffer[..<count]), connection)
        }
      } catch { return close(connection, error) }
    }
    settle(connection)
    // What TLS has read already wakes nobody.
    loop.submit { [self] in receive(connection) }
  }

  private func take(
    _ bytes: UnsafeRawBufferPointer, _ connection: MultiplexedConnection
  ) throws(AnswerFault) {
    var rest = bytes
    while case .open = connection.stage {
      let step = try connection.session.receive(rest)
      rest = UnsafeRawBufferPointer(rebasing: rest[step.used...])
      guard let event = step.event else { return }
      handle(event, connection)
    }
  }

  private func handle(_ event: HTTP2Session.Event, _ connection: MultiplexedConnection) {
    switch event {
    case .head(let stream, let status, let headers):
      let transfer = connection.transfers[stream]
      transfer?.noteSign()
      transfer?.receive(ResponseHead(status: status, headers: headers, isMultiplexed: true))
    case .body(let stream, let piece): offer(piece, stream, connection)
    case .end(let stream):
      connection.hasServed = true
      if connection.held[stream] != nil {
        connection.held[stream]?.isComplete = true
      } else if let transfer = forget(stream, on: connection) {
        finish(transfer, .success(transfer.receivedHead))
      }
    case .failed(let stream, let fault):
      guard let transfer = forget(stream, on: connection) else { return }
      finish(transfer, .failure(transfer.failure(fault.code, fault.reason)))
    case .refused(let stream):
      guard let transfer = forget(stream, on: connection) else { return }
      retry(transfer, connection.pool, AnswerFault(.closed, "the server refuses the request"))
    case .leaving(let last, let reason): leave(connection, after: last, because: reason)
    }
  }

  /// Hands a piece of a body on.
  private func offer(
    _ piece: UnsafeRawBufferPointer, _ stream: UInt32, _ connection: MultiplexedConnection
  ) {
    guard let transfer = connection.transfers[stream] else { return }
    transfer.noteSign()
    guard connection.held[stream] == nil else {
      connection.held[stream]?.bytes.append(contentsOf: piece)
      return
    }
    switch transfer.sink.receive(piece) {
    case .accepted: connection.session.consumed(stream, piece.count)
    case .later:
      connection.held[stream] = .init(bytes: Array(piece))
      transfer.isPaused = true
    case .tooLarge: refuse(transfer)
    }
  }

  private func refuse(_ transfer: MultiplexedTransfer) {
    let limit = transfer.request.maximumBodySize
    end(transfer, transfer.failure(.tooLarge, "the answer's body has more than \(limit) bytes"))
  }

  /// Lets a sink that said `later` have the rest.
  func offerHeld(
    _ transfer: MultiplexedTransfer, _ stream: UInt32, _ connection: MultiplexedConnection
  ) {
    guard let held = connection.held[stream] else { return }
    switch held.bytes.withUnsafeBytes({ transfer.sink.receive($0) }) {
    case .later: return
    case .tooLarge: return refuse(transfer)
    case .accepted: break
    }
    connection.held[stream] = nil
    transfer.isPaused = false
    transfer.noteSign()
    connection.session.consumed(stream, held.bytes.count)
    if held.isComplete, let transfer = forget(stream, on: connection) {
      finish(transfer, .success(transfer.receivedHead))
      restIfUnused(connection)
    }
    flushSoon(connection)
  }

  /// Takes a transfer off its connection.
  @discardableResult
  func forget(_ stream: UInt32, on connection: MultiplexedConnection) -> MultiplexedTransfer? {
    connection.held[stream] = nil
    return connection.transfers.removeValue(forKey: stream)
  }
}
