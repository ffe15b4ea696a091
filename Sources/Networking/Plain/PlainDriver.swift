import CSystem
import SystemSupport

/// Carries requests over plain connections, on the shared event loop.
///
/// Nothing is polled, and a request that waits for its answer costs its connection and little more:
/// all of them read into one buffer.
///
/// Sendable without proof: every stored property is used only on the loop's thread, to
/// which `ExchangeDriver` hands the work over.
final class PlainDriver: ExchangeDriver, @unchecked Sendable {
  let configuration: HTTPClientConfiguration
  let loop = EventLoop.shared
  var pools: [PlainPeer: PlainPool] = [:]
  /// How many connections there are to all peers, those about to be opened included.
  var openCount = 0
  private(set) var isShutDown = false
  private var book = TransferBook<PlainStage>()
  private var alarm = LoopAlarm()
  private var peak = RecentPeak()
  let buffer = ReadBuffer(size: 64 << 10)

  init(configuration: HTTPClientConfiguration) { self.configuration = configuration }

  func begin(_ transfer: PlainTransfer, _ completion: @escaping Completion) {
    guard !isShutDown else {
      return completion(.failure(transfer.failure(.shutDown, "the client is shut down")))
    }
    guard transfer.begin(.queued, completion) else { return }
    book.add(transfer)
    notePeak()
    assign(transfer)
    expectDeadline(of: transfer)
  }

  /// Ends a transfer with a failure, wherever it is.
  func end(_ transfer: PlainTransfer, _ failure: HTTPError) {
    guard let stage = transfer.stage else { return }
    forget(transfer)
    switch stage {
    case .queued: pools[transfer.peer]?.queue.removeAll { $0 === transfer }
    case .lookingUp(let pool): noteClosed(pool)
    case .dialing(let dial, let pool):
      dial.cancel()
      noteClosed(pool)
    case .exchanging(let connection): discard(connection)
    }
    transfer.finish(.failure(failure))
    if let pool = pools[transfer.peer] { serve(pool) }
  }

  /// Takes a transfer out of the books.
  func forget(_ transfer: PlainTransfer) { book.remove(transfer) }

  func closeAll() {
    isShutDown = true
    for transfer in book.all { end(transfer, transfer.failure(.shutDown, "shut down")) }
    for pool in pools.values {
      for connection in pool.idle { discard(connection) }
    }
    pools = [:]
    alarm.cancel(loop)
  }
}

// MARK: - deadlines

extension PlainDriver {
  /// Has a transfer looked at when its time is over.
  func expectDeadline(of transfer: PlainTransfer) {
    book.expectDeadline(of: transfer)
    arm()
  }

  /// Has the loop come back for what is due next.
  func arm() {
    let idle = pools.values.compactMap { $0.idle.first.map(expiry) }.min()
    guard let next = [book.nextDeadline(), idle].compactMap(\.self).min() else { return }
    alarm.set(loop, to: next) { [self] in
      alarm.ringing()
      endWhatIsDue()
    }
  }

  private func endWhatIsDue() {
    while let transfer = book.popDue() { end(transfer, transfer.timeout) }
    let now = cs_monotonic_nanoseconds()
    for pool in pools.values {
      while let oldest = pool.idle.first, expiry(oldest) <= now { discard(oldest) }
      forgetIfUnused(pool)
    }
    arm()
  }

  /// Until when an unused connection is kept.
  func expiry(_ connection: PlainConnection) -> Int64 {
    TransferTime.sum(connection.idleSince, configuration.idleConnectionLifetime)
  }

  /// The number of unused connections follows the number of requests, at its recent peak, so that
  /// watches which all answer at once keep their connections.
  var mostConnections: Int { peak.count + configuration.maximumIdleConnections }

  private func notePeak() { _ = peak.note(book.count, at: cs_monotonic_nanoseconds()) }
}
