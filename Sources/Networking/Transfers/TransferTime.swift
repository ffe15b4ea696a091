import CSystem
import SystemSupport

/// How long an exchange may still take.
struct TransferTime {
  /// When it has to be over, on the monotonic clock, in nanoseconds.
  private let finalDeadline: Int64
  /// How long the peer may be silent, in nanoseconds.
  private let idleLimit: Int64?
  private var lastSign: Int64

  /// Begins now.
  init(of request: HTTPRequest) {
    lastSign = cs_monotonic_nanoseconds()
    finalDeadline = TransferTime.sum(lastSign, request.deadline)
    idleLimit = request.idleTimeout?.nanoseconds
  }

  /// A time on the monotonic clock and a duration.
  static func sum(_ time: Int64, _ duration: Duration) -> Int64 {
    sum(time, nanoseconds: duration.nanoseconds)
  }

  private static func sum(_ time: Int64, nanoseconds: Int64) -> Int64 {
    let (sum, overflow) = time.addingReportingOverflow(max(0, nanoseconds))
    return overflow ? .max : sum
  }

  /// When the exchange has to be looked at: the end of its time, or of the peer's if it is silent
  /// from now on. The peer is not to blame for a pause of ours.
  func deadline(isPaused: Bool) -> Int64 {
    guard let idleLimit else { return finalDeadline }
    let begin = isPaused ? cs_monotonic_nanoseconds() : lastSign
    return min(finalDeadline, TransferTime.sum(begin, nanoseconds: idleLimit))
  }

  /// How much is left of the whole time.
  var left: Duration { .nanoseconds(max(0, finalDeadline - cs_monotonic_nanoseconds())) }

  /// The failure of an exchange whose deadline is over.
  func failure(of request: HTTPRequest) -> HTTPError {
    if let idle = request.idleTimeout, cs_monotonic_nanoseconds() < finalDeadline {
      return HTTPError(.timeout, "cannot \(request): no sign of the server within \(idle)")
    }
    return HTTPError(.timeout, "cannot \(request): no answer within \(request.deadline)")
  }

  /// The peer has shown that it is there.
  mutating func noteSign() {
    if idleLimit != nil { lastSign = cs_monotonic_nanoseconds() }
  }
}
