import CSystem
import SystemSupport

#if canImport(Glibc)
  import Glibc
#endif

/// How a connection carries a transfer.
extension PlainDriver {
  /// How often a connection may read before others have a turn.
  private static let maximumReads = 16

  func run(_ transfer: PlainTransfer, on connection: PlainConnection) {
    transfer.enter(.exchanging(connection))
    transfer.endConnecting()
    connection.transfer = transfer
    connection.parser = AnswerParser(isHead: transfer.request.method == "HEAD")
    connection.unsent = transfer.request.bytes(
      for: transfer.target, userAgent: configuration.userAgent)
    connection.sentCount = 0
    send(connection)
  }

  func ready(_ connection: PlainConnection, _ events: EventLoop.Events) {
    guard connection.transfer != nil else {
      // Whatever a server says without a question, it is not an answer to the next one.
      discard(connection)
      return forgetIfUnused(connection.pool)
    }
    if events.contains(.readable) || events.contains(.failed) { receive(connection) }
    if events.contains(.writable), !connection.unsent.isEmpty, connection.transfer != nil {
      send(connection)
    }
  }

  private func send(_ connection: PlainConnection) {
    while connection.sentCount < connection.unsent.count {
      let sent = connection.unsent.withUnsafeBytes { bytes in
        let rest = UnsafeRawBufferPointer(rebasing: bytes[connection.sentCount...])
        return cs_socket_send(connection.descriptor, rest.baseAddress, rest.count)
      }
      switch sent {
      case -Int(EINTR): continue
      case -Int(EAGAIN): return watch(connection)
      case ..<0:
        // The server may have said why before it closed.
        let transfer = connection.transfer
        receive(connection)
        if let transfer, connection.transfer === transfer { broken(connection, -sent) }
        return
      default: connection.sentCount += sent
      }
    }
    connection.unsent = []
    watch(connection)
  }

  private func receive(_ connection: PlainConnection) {
    let buffer = buffer.bytes
    for _ in 0..<PlainDriver.maximumReads {
      let count = cs_socket_receive(connection.descriptor, buffer.baseAddress, buffer.count)
      switch count {
      case -Int(EINTR): continue
      case -Int(EAGAIN): return
      case ..<0: return broken(connection, -count)
      case 0: return ended(connection)
      default:
        connection.transfer?.noteSign()
        let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
        guard take(bytes, connection), count == buffer.count else { return }
      }
    }
  }

  /// Takes bytes of an answer. Returns whether more are wanted now.
  private func take(_ bytes: UnsafeRawBufferPointer, _ connection: PlainConnection) -> Bool {
    guard let transfer = connection.transfer else { return false }
    var rest = bytes
    while true {
      let step: AnswerParser.Step
      do throws(AnswerFault) {
        step = try connection.parser.receive(rest)
      } catch {
        fail(connection, error)
        return false
      }
      rest = UnsafeRawBufferPointer(rebasing: rest[step.used...])
      switch step.event {
      case nil: return true
      case .head(let status, let headers)?:
        transfer.receive(ResponseHead(status: status, headers: headers))
      case .body(let piece)?:
        guard offer(piece, rest, connection, transfer) else { return false }
      case .end?:
        complete(connection, isLast: rest.isEmpty)
        return false
      }
    }
  }

  /// Hands a piece of the body on. Returns whether it was taken.
  private func offer(
    _ piece: UnsafeRawBufferPointer, _ rest: UnsafeRawBufferPointer,
    _ connection: PlainConnection, _ transfer: PlainTransfer
  ) -> Bool {
    switch transfer.sink.receive(piece) {
    case .accepted: return true
    case .later:
      connection.held = .init(body: Array(piece), rest: Array(rest))
      transfer.isPaused = true
      connection.watch.remove(loop)
    case .tooLarge:
      let limit = transfer.request.maximumBodySize
      fail(connection, AnswerFault(.tooLarge, "the answer's body has more than \(limit) bytes"))
    }
    return false
  }

  /// Lets a sink that said `later` have the rest.
  func goOn(_ transfer: PlainTransfer) {
    guard case .exchanging(let connection)? = transfer.stage, let held = connection.held else {
      return
    }
    connection.held = nil
    transfer.isPaused = false
    transfer.noteSign()
    let isTaken = held.body.withUnsafeBytes { body in
      held.rest.withUnsafeBytes { rest in
        offer(body, rest, connection, transfer) && take(rest, connection)
      }
    }
    if isTaken { watch(connection) }
  }
}

// MARK: - ends

extension PlainDriver {
  /// The answer is complete; the connection is kept if it is `isLast` of what came.
  private func complete(_ connection: PlainConnection, isLast: Bool) {
    guard let transfer = connection.transfer else { return }
    let pool = connection.pool
    forget(transfer)
    if isLast, connection.parser.keepsConnection, connection.unsent.isEmpty {
      connection.transfer = nil
      watch(connection)
      if connection.watch.isOn { keep(connection) }
    } else {
      discard(connection)
    }
    transfer.finish(.success(transfer.receivedHead))
    serve(pool)
  }

  /// The server has closed the connection.
  private func ended(_ connection: PlainConnection) {
    do throws(AnswerFault) {
      try connection.parser.finish()
      complete(connection, isLast: false)
    } catch {
      close(connection, error)
    }
  }

  private func broken(_ connection: PlainConnection, _ code: Int) {
    let text = String(cString: strerror(Int32(code)))
    close(connection, AnswerFault(.closed, "the connection broke: \(text)"))
  }

  /// A connection has ended within an exchange: an answer that had not begun on a kept connection
  /// is asked for again, as the server may have closed it before it saw the request.
  private func close(_ connection: PlainConnection, _ fault: AnswerFault) {
    guard let transfer = connection.transfer else { return }
    let isHarmless =
      connection.sentCount == 0 || transfer.isHarmless
    guard connection.isReused, !connection.parser.hasBegun, transfer.retries == 0, isHarmless else {
      return fail(connection, fault)
    }
    let pool = connection.pool
    discard(connection)
    transfer.retries += 1
    connect(transfer, pool)
    expectDeadline(of: transfer)
  }

  private func fail(_ connection: PlainConnection, _ fault: AnswerFault) {
    guard let transfer = connection.transfer else { return }
    end(transfer, transfer.failure(fault.code, fault.reason))
  }
}
