import CCurl
import CSystem
import SystemSupport

/// Drives libcurl's multi-socket interface on the shared event loop.
///
/// libcurl says which sockets to watch and when to be called next; the loop calls it back. Nothing
/// is polled: without transfers under way nothing runs.
///
/// Sendable without proof: every stored property is used only on the loop's thread, to
/// which `ExchangeDriver` hands the work over.
final class TransferDriver: ExchangeDriver, @unchecked Sendable {
  private let configuration: HTTPClientConfiguration
  let loop = EventLoop.shared
  private var engine: Engine?
  private var isShutDown = false
  private var transfers: [UnsafeMutableRawPointer: Running] = [:]
  private var numbers: [UInt64: Transfer] = [:]
  private var nextNumber: UInt64 = 0
  private var sockets: [Int32: EventLoop.Token] = [:]
  private var deadlines = DeadlineQueue()
  /// When libcurl wants to be called, on the monotonic clock.
  private var curlDeadline: Int64?
  private var alarm = LoopAlarm()
  private var peak = RecentPeak()

  private struct Running {
    let transfer: Transfer
    let number: UInt64
  }

  private struct Engine {
    let multi: UnsafeMutableRawPointer
    let share: UnsafeMutableRawPointer?
  }

  init(configuration: HTTPClientConfiguration) { self.configuration = configuration }

  func begin(_ transfer: Transfer, _ completion: @escaping Completion) {
    guard !isShutDown else {
      return completion(.failure(transfer.failure(.shutDown, "the client is shut down")))
    }
    guard let engine = startedEngine() else {
      return completion(.failure(transfer.failure(.failed, TransferDriver.curlFailure)))
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
    allowConnections(engine)
    let code = curl_multi_add_handle(engine.multi, easy)
    guard code == CURLM_OK else {
      let text = String(cString: curl_multi_strerror(code))
      end(transfer, transfer.failure(.failed, text))
      return
    }
    settle()
  }

  func end(_ transfer: Transfer, _ error: HTTPError) {
    guard let easy = transfer.easy, forget(easy) != nil else { return }
    transfer.finish(.failure(error))
    settle()
  }

  func goOn(_ transfer: Transfer) {
    transfer.resume()
    settle()
  }

  /// Takes a transfer out of libcurl and of our books.
  private func forget(_ easy: UnsafeMutableRawPointer) -> Transfer? {
    guard let running = transfers.removeValue(forKey: easy) else { return nil }
    numbers.removeValue(forKey: running.number)
    if let engine { curl_multi_remove_handle(engine.multi, easy) }
    return running.transfer
  }

  func closeAll() {
    isShutDown = true
    for (easy, running) in transfers {
      _ = forget(easy)
      running.transfer.finish(.failure(running.transfer.failure(.shutDown, "shut down")))
    }
    if let engine {
      curl_multi_cleanup(engine.multi)
      if let share = engine.share { curl_share_cleanup(share) }
    }
    engine = nil
    for token in sockets.values { loop.remove(token) }
    sockets = [:]
    alarm.cancel(loop)
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
      let next = [curlDeadline, deadlines.first { numbers[$0] != nil }].compactMap(\.self).min()
    else { return }
    alarm.set(loop, to: next) { [self] in
      alarm.ringing()
      settle()
    }
  }

  /// libcurl counts used and unused connections together: the limit follows the number of requests,
  /// and stays at a recent peak, so that watches which all answer at once keep their connections.
  private func allowConnections(_ engine: Engine) {
    guard peak.note(transfers.count, at: cs_monotonic_nanoseconds()) else { return }
    trimtab_curl_multi_set_long(
      engine.multi, CURLMOPT_MAXCONNECTS, peak.count + configuration.maximumIdleConnections)
  }
}
