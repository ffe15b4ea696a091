import CCurl
import CSystem
import SystemSupport

/// Drives libcurl's multi-socket interface on the shared event loop.
///
/// libcurl says which sockets to watch and when to be called next; the loop calls it back. Nothing
/// is polled: without transfers under way nothing runs.
///
/// Sendable without proof: every stored property is used only on the loop's thread. The `package`
/// face hands its work over with `EventLoop.submit`, which keeps the order of calls.
final class TransferDriver: @unchecked Sendable {
  private let configuration: HTTPClientConfiguration
  private let loop = EventLoop.shared
  private var engine: Engine?
  private var isShutDown = false
  private var transfers: [UnsafeMutableRawPointer: Running] = [:]
  private var numbers: [UInt64: Transfer] = [:]
  private var nextNumber: UInt64 = 0
  private var sockets: [Int32: EventLoop.Token] = [:]
  private var deadlines = DeadlineQueue()
  /// When libcurl wants to be called, on the monotonic clock.
  private var curlDeadline: Int64?
  private var wakeUp: (deadline: Int64, token: EventLoop.Token)?
  private var peak = (count: 0, since: Int64(0))

  private struct Running {
    let transfer: Transfer
    let number: UInt64
  }

  private struct Engine {
    let multi: UnsafeMutableRawPointer
    let share: UnsafeMutableRawPointer?
  }

  init(configuration: HTTPClientConfiguration) { self.configuration = configuration }

  /// Starts a transfer; `completion` is called exactly once, on the loop's thread.
  func start(_ transfer: Transfer, completion: @escaping Transfer.Completion) {
    loop.submit { [self] in begin(transfer, completion) }
  }

  /// Ends a transfer with `.cancelled`, whether it has started or not.
  func cancel(_ transfer: Transfer) {
    loop.submit { [self] in
      transfer.cancelEarly()
      end(transfer, HTTPError(.cancelled, "cancelled: \(transfer.request)"))
    }
  }

  /// Ends a transfer with `.timeout`.
  func expire(_ transfer: Transfer, after limit: Duration) {
    loop.submit { [self] in
      end(transfer, HTTPError(.timeout, "cannot \(transfer.request): no answer within \(limit)"))
    }
  }

  /// Offers a transfer's sink the bytes that it did not take.
  func resume(_ transfer: Transfer) {
    loop.submit { [self] in
      transfer.resume()
      settle()
    }
  }

  /// Ends all transfers with `.shutDown`, closes all connections, then calls `completion`.
  func shutdown(_ completion: @escaping @Sendable () -> Void) {
    loop.submit { [self] in
      close()
      completion()
    }
  }

  private func begin(_ transfer: Transfer, _ completion: @escaping Transfer.Completion) {
    guard !isShutDown, let engine = startedEngine() else {
      completion(
        .failure(
          isShutDown
            ? HTTPError(.shutDown, "cannot \(transfer.request): the client is shut down")
            : HTTPError(.failed, "cannot \(transfer.request): \(TransferDriver.curlFailure)")))
      return
    }
    guard
      transfer.begin(
        configuration: configuration, share: engine.share, completion: completion),
      let easy = transfer.easy
    else { return }
    nextNumber += 1
    transfers[easy] = Running(transfer: transfer, number: nextNumber)
    numbers[nextNumber] = transfer
    deadlines.insert(.init(deadline: transfer.deadline, number: nextNumber))
    allowIdleConnections(engine)
    let code = curl_multi_add_handle(engine.multi, easy)
    guard code == CURLM_OK else {
      let text = String(cString: curl_multi_strerror(code))
      end(transfer, HTTPError(.failed, "cannot \(transfer.request): \(text)"))
      return
    }
    settle()
  }

  private func end(_ transfer: Transfer, _ error: HTTPError) {
    guard let easy = transfer.easy, forget(easy) != nil else { return }
    transfer.finish(.failure(error))
    settle()
  }

  /// Takes a transfer out of libcurl and of our books.
  private func forget(_ easy: UnsafeMutableRawPointer) -> Transfer? {
    guard let running = transfers.removeValue(forKey: easy) else { return nil }
    numbers.removeValue(forKey: running.number)
    if let engine { curl_multi_remove_handle(engine.multi, easy) }
    return running.transfer
  }

  private func close() {
    isShutDown = true
    for (easy, running) in transfers {
      _ = forget(easy)
      running.transfer.finish(
        .failure(HTTPError(.shutDown, "cannot \(running.transfer.request): shut down")))
    }
    if let engine {
      curl_multi_cleanup(engine.multi)
      if let share = engine.share { curl_share_cleanup(share) }
    }
    engine = nil
    for token in sockets.values { loop.remove(token) }
    sockets = [:]
    if let wakeUp { loop.cancel(wakeUp.token) }
    wakeUp = nil
  }
}

// MARK: - libcurl calls and is called

extension TransferDriver {
  private func startedEngine() -> Engine? {
    if let engine { return engine }
    guard TransferDriver.isCurlReady, let multi = curl_multi_init() else { return nil }
    let context = Unmanaged.passUnretained(self).toOpaque()
    trimtab_curl_multi_set_socket_callback(
      multi,
      { _, socket, what, context, _ in
        TransferDriver.from(context).watch(socket, what)
        return 0
      }, context)
    trimtab_curl_multi_set_timer_callback(
      multi,
      { _, milliseconds, context in
        TransferDriver.from(context).setTimer(milliseconds)
        return 0
      }, context)
    trimtab_curl_multi_set_long(
      multi, CURLMOPT_MAX_HOST_CONNECTIONS, configuration.maximumConnectionsPerHost)
    trimtab_curl_multi_set_long(multi, CURLMOPT_MAX_CONCURRENT_STREAMS, 10_000)
    let share = curl_share_init()
    // Without shared sessions every connection would make a full handshake.
    if let share { _ = trimtab_curl_share_sessions(share) }
    engine = Engine(multi: multi, share: share)
    return engine
  }

  /// Once in the process, with the first request, as initialising TLS takes milliseconds.
  private static let isCurlReady = curl_global_init(Int(CURL_GLOBAL_SSL)) == CURLE_OK

  private static var curlFailure: String {
    guard let reason = trimtab_curl_load() else { return "libcurl does not start" }
    return "cannot load libcurl: \(String(cString: reason))"
  }

  private static func from(_ context: UnsafeMutableRawPointer?) -> TransferDriver {
    guard let context else { preconditionFailure("libcurl hands back the driver") }
    return Unmanaged<TransferDriver>.fromOpaque(context).takeUnretainedValue()
  }

  private func watch(_ socket: Int32, _ what: Int32) {
    var events: EventLoop.Events = []
    if what == CURL_POLL_IN || what == CURL_POLL_INOUT { events.insert(.readable) }
    if what == CURL_POLL_OUT || what == CURL_POLL_INOUT { events.insert(.writable) }
    if what == CURL_POLL_REMOVE {
      if let token = sockets.removeValue(forKey: socket) { loop.remove(token) }
    } else if let token = sockets[socket] {
      loop.modify(token, events)
    } else {
      // Where watching fails, the transfer's deadline ends it.
      sockets[socket] = try? loop.add(socket, events) { [self] in ready(socket, $0) }
    }
  }

  private func setTimer(_ milliseconds: Int) {
    curlDeadline =
      milliseconds < 0 ? nil : cs_monotonic_nanoseconds() + Int64(milliseconds) * 1_000_000
  }

  private func ready(_ socket: Int32, _ events: EventLoop.Events) {
    var mask: Int32 = 0
    if events.contains(.readable) { mask |= CURL_CSELECT_IN }
    if events.contains(.writable) { mask |= CURL_CSELECT_OUT }
    if events.contains(.failed) { mask |= CURL_CSELECT_ERR }
    act(socket, mask)
    settle()
  }

  private func act(_ socket: Int32, _ mask: Int32) {
    guard let engine else { return }
    var running: Int32 = 0
    curl_multi_socket_action(engine.multi, socket, mask, &running)
  }

  /// Lets due work run and arms the one timer for what is due later.
  private func settle() {
    for _ in 0..<TransferDriver.maximumRounds {
      finishMessages()
      let now = cs_monotonic_nanoseconds()
      while let due = deadlines.popDue(now) {
        guard let transfer = numbers[due.number] else { continue }
        if transfer.deadline <= now {
          expire(transfer)
        } else {
          deadlines.insert(.init(deadline: transfer.deadline, number: due.number))
        }
      }
      guard let deadline = curlDeadline, deadline <= now else { break }
      curlDeadline = nil
      act(CURL_SOCKET_TIMEOUT, 0)
    }
    if deadlines.count > 2 * transfers.count + 64 {
      deadlines.compact { numbers[$0.number] != nil }
    }
    arm()
  }

  /// How often libcurl may ask to be called at once before other handlers of the loop have a turn.
  private static let maximumRounds = 8

  private func finishMessages() {
    guard let engine else { return }
    var left: Int32 = 0
    while let message = curl_multi_info_read(engine.multi, &left) {
      guard message.pointee.msg == CURLMSG_DONE,
        let easy = trimtab_curl_message_easy(message)
      else { continue }
      // Removing the handle frees the message.
      let code = trimtab_curl_message_result(message)
      forget(easy)?.finish(code)
    }
  }

  private func expire(_ transfer: Transfer) {
    guard let easy = transfer.easy, forget(easy) != nil else { return }
    transfer.finish(.failure(transfer.timeout))
  }

  private func arm() {
    guard
      let next = [curlDeadline, transfers.isEmpty ? nil : deadlines.first].compactMap(\.self).min()
    else { return }
    if let wakeUp {
      // An early wake-up finds nothing due and arms anew: cheaper than moving it each time.
      guard next < wakeUp.deadline else { return }
      loop.cancel(wakeUp.token)
    }
    let delay = Duration.nanoseconds(max(0, next - cs_monotonic_nanoseconds()))
    let token = loop.schedule(after: delay) { [self] in
      wakeUp = nil
      settle()
    }
    wakeUp = (next, token)
  }

  /// libcurl counts used and unused connections together: the limit follows the number of requests,
  /// and stays at a recent peak, so that watches which all answer at once keep their connections.
  private func allowIdleConnections(_ engine: Engine) {
    let now = cs_monotonic_nanoseconds()
    if transfers.count >= peak.count || now - peak.since > 60_000_000_000 {
      let mustRaise = transfers.count != peak.count
      peak = (transfers.count, now)
      if mustRaise {
        trimtab_curl_multi_set_long(
          engine.multi, CURLMOPT_MAXCONNECTS, peak.count + configuration.maximumIdleConnections)
      }
    }
  }
}
