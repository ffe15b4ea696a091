import Networking
import RegistryCore
import Synchronization
import SystemSupport

/// A connection to a server over which any number of askers ask side by side: replies come in the
/// order of commands.
///
/// It ends when the server is silent while it owes an answer, and with the first reply that makes
/// no sense; then all who wait for it fail.
final class RedisLine: Sendable {
  typealias Replies = SharedResult<[RedisReply], RegistryError>

  /// Who hears what nobody asked for, and of the end.
  struct Listener: Sendable {
    let message: @Sendable (RedisReply) -> Void
    let end: @Sendable () -> Void
  }

  private struct Asked {
    var missing: Int
    var replies: [RedisReply] = []
    let result: Replies
  }

  private struct State {
    var parser: RedisReplyParser
    /// In the order of commands; those before `first` have their replies.
    var asked: [Asked] = []
    var first = 0
    var lastHeard = ContinuousClock.now
    var failure: RegistryError?
    var isRetired = false

    var isIdle: Bool { first == asked.count }

    mutating func dropFirst() {
      first += 1
      guard first > 64, first > asked.count / 2 else { return }
      asked.removeFirst(first)
      first = 0
    }
  }

  /// How messages name the server.
  let name: String
  private let stream: SocketStream
  private let settings: RedisSettings
  private let listener: Listener?
  private let state: Mutex<State>

  private init(
    _ stream: SocketStream, _ name: String, _ settings: RedisSettings, _ listener: Listener?
  ) {
    self.stream = stream
    self.name = name
    self.settings = settings
    self.listener = listener
    var limits = RedisReplyParser.Limits()
    limits.size = settings.maximumAnswerSize
    state = Mutex(State(parser: RedisReplyParser(limits: limits)))
  }

  /// Connects. A listener hears messages until `close` or the end of the connection.
  static func open(
    _ endpoint: RedisEndpoint, name: String, settings: RedisSettings, listener: Listener? = nil
  ) async throws(RegistryError) -> RedisLine {
    do throws(SocketError) {
      let stream = try await SocketStream.open(endpoint.peer, timeout: settings.connectTimeout)
      let line = RedisLine(stream, "`\(name)`", settings, listener)
      Task { await line.pump() }
      return line
    } catch {
      throw RedisLine.error(error)
    }
  }

  /// Whether commands can be sent.
  var isOpen: Bool { state.withLock { $0.failure == nil && !$0.isRetired } }

  /// Sends commands together and returns their replies in order.
  func ask(_ commands: [RedisCommand]) async throws(RegistryError) -> [RedisReply] {
    let result = Replies()
    var bytes: [UInt8] = []
    for command in commands { bytes += command.bytes }
    let count = commands.reduce(0) { $0 + $1.replyCount }
    let failure = state.withLock { state in
      if state.failure == nil {
        if state.isIdle { state.lastHeard = .now }
        state.asked.append(Asked(missing: count, result: result))
        // Within the lock, so that commands leave in the order in which replies are expected.
        stream.send(bytes)
      }
      return state.failure
    }
    if let failure { throw failure }
    let watch = LineWatch(self, until: .now + settings.deadline)
    watch.arm(after: settings.timeout)
    defer { watch.cancel() }
    return try await result.get()
  }

  /// Ends the connection when nobody waits for a reply any more.
  func retire() {
    let isIdle = state.withLock { state in
      state.isRetired = true
      return state.isIdle
    }
    if isIdle { close() }
  }

  /// Ends the connection.
  func close() { end(RegistryError(.unreachable, "the connection to \(name) was given up")) }

  /// Ends the connection if the server was silent for too long. Returns after which time to look
  /// again.
  fileprivate func judge(until deadline: ContinuousClock.Instant) -> Duration {
    let now = ContinuousClock.now
    let silence = state.withLock { now - $0.lastHeard }
    if silence >= settings.timeout || now >= deadline {
      end(RegistryError(.unreachable, "\(name) took too long to answer"))
    }
    return min(settings.timeout - silence, deadline - now)
  }

  // MARK: - Replies

  private func pump() async {
    while true {
      do throws(SocketError) {
        let bytes = try await stream.receive(within: .seconds(86_400))
        guard !bytes.isEmpty else {
          return end(RegistryError(.unreachable, "\(name) closed the connection"))
        }
        guard take(bytes) else { return }
      } catch {
        guard error.code == .timedOut else { return end(RedisLine.error(error)) }
      }
    }
  }

  /// Hands on the replies that are whole now. Returns whether there may be more.
  private func take(_ bytes: [UInt8]) -> Bool {
    var messages: [RedisReply] = []
    var finished: [(Replies, [RedisReply])] = []
    let problem = state.withLock { state -> RegistryError? in
      state.lastHeard = .now
      state.parser.receive(bytes)
      do throws(RedisAnswerError) {
        while let reply = try state.parser.next() {
          if listener != nil, RedisAnswers.isMessage(reply) {
            messages.append(reply)
          } else if state.isIdle {
            return unasked(reply)
          } else {
            finished += add(reply, &state)
          }
        }
        return nil
      } catch {
        return RegistryError(.invalidAnswer, "\(name): \(error)")
      }
    }
    for (result, replies) in finished { result.finish(.success(replies)) }
    for message in messages { listener?.message(message) }
    if let problem { end(problem) }
    let isDone = state.withLock { $0.isRetired && $0.isIdle }
    if isDone { close() }
    return problem == nil && !isDone
  }

  private func add(_ reply: RedisReply, _ state: inout State) -> [(Replies, [RedisReply])] {
    state.asked[state.first].replies.append(reply)
    state.asked[state.first].missing -= 1
    guard state.asked[state.first].missing == 0 else { return [] }
    let asked = state.asked[state.first]
    state.dropFirst()
    return [(asked.result, asked.replies)]
  }

  /// Why a server says something before it was asked: too many clients, protected mode.
  private func unasked(_ reply: RedisReply) -> RegistryError {
    if case .failure(let text) = reply { return RedisAnswers.error(text, name) }
    return RegistryError(.invalidAnswer, "\(name) sent a reply that nobody asked for")
  }

  private func end(_ failure: RegistryError) {
    let waiting = state.withLock { state -> [Replies]? in
      guard state.failure == nil else { return nil }
      state.failure = failure
      defer { (state.asked, state.first) = ([], 0) }
      return state.asked[state.first...].map(\.result)
    }
    guard let waiting else { return }
    stream.close()
    for result in waiting { result.finish(.failure(failure)) }
    listener?.end()
  }

  private static func error(_ error: SocketError) -> RegistryError {
    RegistryError(error.code == .cancelled ? .cancelled : .unreachable, "\(error)")
  }
}

/// Looks from time to time whether a server still answers.
private final class LineWatch: Sendable {
  private struct State {
    var timer: EventLoop.Token?
    var isOver = false
  }

  private let line: RedisLine
  private let deadline: ContinuousClock.Instant
  private let state = Mutex(State())

  init(_ line: RedisLine, until deadline: ContinuousClock.Instant) {
    self.line = line
    self.deadline = deadline
  }

  func arm(after delay: Duration) {
    state.withLock { state in
      guard !state.isOver else { return }
      state.timer = EventLoop.shared.schedule(after: delay) { [self] in
        arm(after: max(.milliseconds(10), line.judge(until: deadline)))
      }
    }
  }

  func cancel() {
    let timer = state.withLock { state in
      state.isOver = true
      return state.timer
    }
    if let timer { EventLoop.shared.cancel(timer) }
  }
}
