import CSystem
import SystemSupport

/// Carries requests over TLS connections that many of them share (HTTP/2), on the shared event
/// loop. A server that does not speak it is left to libcurl.
///
/// A request that waits for its answer costs some hundred bytes, and nothing is looked at but what
/// has come.
///
/// Sendable without proof: every stored property is used only on the loop's thread, to
/// which `ExchangeDriver` hands the work over.
final class MultiplexedDriver: ExchangeDriver, @unchecked Sendable {
  let configuration: HTTPClientConfiguration
  let loop = EventLoop.shared
  private(set) var pools: [MultiplexedPeer: MultiplexedPool] = [:]
  var contexts = TLSContexts()
  private let fallback: TransferDriver
  private(set) var isShutDown = false
  private var book = TransferBook<MultiplexedStage>()
  private var alarm = LoopAlarm()
  let buffer = ReadBuffer(size: 16 << 10)

  /// How long a server is believed not to speak HTTP/2.
  private static let disbelief = Duration.seconds(60)
  /// How often a request is sent that servers do not look at.
  static let maximumRetries = 5

  init(configuration: HTTPClientConfiguration, fallback: TransferDriver) {
    self.configuration = configuration
    self.fallback = fallback
  }

  func begin(_ transfer: MultiplexedTransfer, _ completion: @escaping Completion) {
    guard !isShutDown else {
      return completion(.failure(transfer.failure(.shutDown, "the client is shut down")))
    }
    let peer = MultiplexedPeer(transfer)
    let pool = pools[peer] ?? MultiplexedPool(peer)
    guard transfer.begin(.queued(pool), completion) else { return }
    pools[peer] = pool
    if pool.speaksOtherUntil > cs_monotonic_nanoseconds() { return handOver(transfer) }
    book.add(transfer)
    // Where there is a connection already, it waits for room, which may take its whole time.
    if !pool.isConnected { transfer.beginConnecting() }
    pool.queue.append(transfer)
    book.expectDeadline(of: transfer)
    serve(pool)
    arm()
  }

  /// Ends a transfer with a failure, wherever it is.
  func end(_ transfer: MultiplexedTransfer, _ failure: HTTPError) {
    guard let stage = transfer.stage else { return }
    switch stage {
    case .handedOver(let other): return fallback.end(other, failure)
    case .queued(let pool):
      pool.queue.removeAll { $0 === transfer }
      finish(transfer, .failure(failure))
      if pool.queue.isEmpty { abandon(pool) } else { serve(pool) }
    case .exchanging(let connection, let stream):
      connection.session.cancel(stream)
      forget(stream, on: connection)
      if failure.code == .timeout, connection.lastSign < transfer.sentAt {
        doubt(connection, for: transfer.request.connectTimeout)
      }
      finish(transfer, .failure(failure))
      flushSoon(connection)
      restIfUnused(connection)
      serve(connection.pool)
    }
  }

  func goOn(_ transfer: MultiplexedTransfer) {
    switch transfer.stage {
    case .handedOver(let other): fallback.goOn(other)
    case .exchanging(let connection, let stream): offerHeld(transfer, stream, connection)
    case .queued, nil: break
    }
  }

  /// Ends a transfer that no connection knows any more.
  func finish(_ transfer: MultiplexedTransfer, _ result: Result<ResponseHead, HTTPError>) {
    book.remove(transfer)
    transfer.finish(result)
  }

  func closeAll() {
    isShutDown = true
    for transfer in book.all { end(transfer, transfer.failure(.shutDown, "shut down")) }
    for pool in pools.values {
      for connection in pool.connections + pool.leaving { discard(connection) }
    }
    pools = [:]
    alarm.cancel(loop)
  }
}

// MARK: - servers without HTTP/2

extension MultiplexedDriver {
  /// Leaves a peer to libcurl, for a while.
  func leave(_ pool: MultiplexedPool) {
    let now = cs_monotonic_nanoseconds()
    pool.speaksOtherUntil = TransferTime.sum(now, MultiplexedDriver.disbelief)
    pool.capacity = nil
    let queue = pool.queue
    pool.queue = []
    for transfer in queue { handOver(transfer) }
    arm()
  }

  private func handOver(_ transfer: MultiplexedTransfer) {
    var request = transfer.request
    request.deadline = transfer.timeLeft
    let other = Transfer(request, sink: transfer.sink)
    transfer.enter(.handedOver(other))
    book.remove(transfer)
    fallback.begin(other) { transfer.finish($0) }
  }
}

// MARK: - deadlines

extension MultiplexedDriver {
  /// Has the loop come back for what is due next.
  func arm() {
    let idle = pools.values.lazy.flatMap(\.connections).compactMap(expiry).min()
    let forgotten = pools.values.lazy.map(\.speaksOtherUntil).filter { $0 > 0 }.min()
    guard let next = [book.nextDeadline(), idle, forgotten].compactMap(\.self).min() else { return }
    alarm.set(loop, to: next) { [self] in
      alarm.ringing()
      endWhatIsDue()
    }
  }

  private func endWhatIsDue() {
    while let transfer = book.popDue() { end(transfer, transfer.timeout) }
    let now = cs_monotonic_nanoseconds()
    for pool in pools.values {
      for connection in pool.connections where expiry(connection).map({ $0 <= now }) == true {
        discard(connection)
      }
      if !pool.queue.isEmpty { serve(pool) }
      if pool.speaksOtherUntil <= now { pool.speaksOtherUntil = 0 }
      forgetIfUnused(pool)
    }
    arm()
  }

  /// Forgets a peer that nobody needs.
  func forgetIfUnused(_ pool: MultiplexedPool) {
    guard pool.isUnused, pools[pool.peer] === pool else { return }
    pools.removeValue(forKey: pool.peer)
  }

  /// Until when an unused connection is kept; nil while it is used.
  private func expiry(_ connection: MultiplexedConnection) -> Int64? {
    guard case .open = connection.stage, connection.transfers.isEmpty else { return nil }
    return TransferTime.sum(connection.idleSince, configuration.idleConnectionLifetime)
  }
}
