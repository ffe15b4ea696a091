import CSystem

/// One exchange of the plain client.
///
/// Sendable without proof: after `init` every mutable property is used only on the loop's thread.
final class PlainTransfer: DrivenTransfer, @unchecked Sendable {
  let request: HTTPRequest
  let target: HTTPTarget
  let peer: PlainPeer
  let sink: any BodySink
  /// Its name among the deadlines, from its beginning on.
  var number: UInt64 = 0
  /// Whether it was sent again, after a kept connection had turned out to be closed.
  var isRetried = false
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

  enum Stage {
    /// Until another request to the same peer is over.
    case queued
    case lookingUp(PlainPool)
    case dialing(Dial, PlainPool)
    case exchanging(PlainConnection)
  }

  typealias Completion = Transfer.Completion

  init(_ request: HTTPRequest, target: HTTPTarget, sink: any BodySink) {
    self.request = request
    self.target = target
    self.sink = sink
    peer = PlainPeer(request, target)
    time = TransferTime(of: request)
  }

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
    return HTTPError(
      .timeout, "cannot \(request): no connection within \(request.connectTimeout)")
  }

  /// Starts it, or calls `completion` if it was cancelled before. Returns whether it runs.
  func begin(_ completion: @escaping Completion) -> Bool {
    guard case .waiting = state else {
      state = .finished
      completion(.failure(HTTPError(.cancelled, "cancelled: \(request)")))
      return false
    }
    state = .running(.queued, completion: completion)
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
    if case .exchanging = stage { connectDeadline = .max }
  }

  /// From here on the time to connect counts.
  func beginConnecting() {
    connectDeadline = TransferTime.sum(cs_monotonic_nanoseconds(), request.connectTimeout)
  }

  /// The peer has shown that it is there.
  func noteSign() { time.noteSign() }

  /// Takes the head of the final answer.
  func receive(status: Int, headers: HTTPHeaders) {
    head = ResponseHead(status: status, headers: headers)
    sink.receive(head)
  }

  /// Ends it: with the head, or with a failure.
  func finish(failure: HTTPError? = nil) {
    guard case .running(_, let completion) = state else { return }
    state = .finished
    completion(failure.map { .failure($0) } ?? .success(head))
    head = ResponseHead()
  }
}
