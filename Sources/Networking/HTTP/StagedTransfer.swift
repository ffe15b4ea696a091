import CSystem

/// One exchange of a driver of this program, which goes through stages.
///
/// Sendable without proof: after `init` every mutable property is used only on the loop's thread.
final class StagedTransfer<Stage>: DrivenTransfer, @unchecked Sendable {
  let request: HTTPRequest
  let target: HTTPTarget
  let sink: any BodySink
  /// Its name among those of its driver, from its beginning on.
  var number: UInt64 = 0
  /// How often it was sent again, after a server had not looked at it.
  var retries = 0
  /// When it was sent, on the monotonic clock.
  var sentAt: Int64 = 0
  var isPaused = false
  private(set) var state = State.waiting
  private var time: TransferTime
  private var connectDeadline = Int64.max
  private var head = ResponseHead()

  enum State {
    /// Not started.
    case waiting
    case cancelledEarly
    case running(Stage, completion: Completion)
    case finished
  }

  typealias Completion = Transfer.Completion

  init(_ request: HTTPRequest, target: HTTPTarget, sink: any BodySink) {
    self.request = request
    self.target = target
    self.sink = sink
    time = TransferTime(of: request)
  }

  /// Whom the connection is with.
  var peer: PlainPeer { PlainPeer(request, target) }

  /// How far it is, while it is under way.
  var stage: Stage? {
    guard case .running(let stage, _) = state else { return nil }
    return stage
  }

  var isRunning: Bool { stage != nil }

  /// When it has to be looked at.
  var deadline: Int64 { min(time.deadline(isPaused: isPaused), connectDeadline) }

  /// The failure of a transfer whose deadline is over.
  var timeout: HTTPError {
    guard cs_monotonic_nanoseconds() >= connectDeadline else { return time.failure(of: request) }
    return noConnection
  }

  /// The failure of a transfer for which no connection was found in time.
  var noConnection: HTTPError {
    failure(.timeout, "no connection within \(request.connectTimeout)")
  }

  /// Whether it may be sent again where the server has perhaps seen it.
  var isHarmless: Bool {
    ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"].contains(request.method)
  }

  /// Starts it at a stage, or calls `completion` if it was cancelled before. Returns whether it
  /// runs.
  func begin(_ stage: Stage, _ completion: @escaping Completion) -> Bool {
    guard case .waiting = state else {
      state = .finished
      completion(.failure(HTTPError(.cancelled, "cancelled: \(request)")))
      return false
    }
    state = .running(stage, completion: completion)
    return true
  }

  /// Makes a transfer that has not begun fail when it does.
  func cancelEarly() {
    if case .waiting = state { state = .cancelledEarly }
  }

  /// Goes on to another stage.
  func enter(_ stage: Stage) {
    guard case .running(_, let completion) = state else { return }
    state = .running(stage, completion: completion)
  }

  /// From here on the time to connect counts.
  func beginConnecting() {
    connectDeadline = TransferTime.sum(cs_monotonic_nanoseconds(), request.connectTimeout)
  }

  /// From here on it does not count any more.
  func endConnecting() { connectDeadline = .max }

  /// The peer has shown that it is there.
  func noteSign() { time.noteSign() }

  /// Takes the head of the final answer.
  func receive(_ head: ResponseHead) {
    self.head = head
    sink.receive(head)
  }

  /// The head that came.
  var receivedHead: ResponseHead { head }

  /// How much of its time is left.
  var timeLeft: Duration { time.left }

  /// Ends it.
  func finish(_ result: Result<ResponseHead, HTTPError>) {
    guard case .running(_, let completion) = state else { return }
    state = .finished
    head = ResponseHead()
    completion(result)
  }
}
