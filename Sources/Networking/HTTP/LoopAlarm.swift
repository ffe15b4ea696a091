import CSystem
import SystemSupport

/// The one timer of a driver: for what is due next. Used only on the loop's thread.
struct LoopAlarm {
  private var wakeUp: (deadline: Int64, token: EventLoop.Token)?

  /// Has `action` called at a time of the monotonic clock, unless it will be before. It must begin
  /// with `ringing`.
  mutating func set(
    _ loop: EventLoop, to next: Int64, _ action: @escaping @Sendable () -> Void
  ) {
    if let wakeUp {
      // An early wake-up finds nothing due and arms anew: cheaper than moving it each time.
      guard next < wakeUp.deadline else { return }
      loop.cancel(wakeUp.token)
    }
    let delay = Duration.nanoseconds(max(0, next - cs_monotonic_nanoseconds()))
    wakeUp = (next, loop.schedule(after: delay, action))
  }

  /// Notes that the time has come.
  mutating func ringing() { wakeUp = nil }

  /// Calls nobody.
  mutating func cancel(_ loop: EventLoop) {
    if let wakeUp { loop.cancel(wakeUp.token) }
    wakeUp = nil
  }
}
