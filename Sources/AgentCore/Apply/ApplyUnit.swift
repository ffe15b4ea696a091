import AgentConfiguration
import LoadBalancing

/// One way of applying and its state.
struct ApplyUnit {
  /// Carries it out.
  let reloader: any Reloader
  /// Decides when.
  var machine = ApplyMachine()
  /// Committed resources whose run waits for `awaited`.
  var held: Set<Int> = []
  /// The resources which were being installed when the first of `held` was committed. Changes that
  /// come together are applied together; those that come later do not make it wait longer.
  var awaited: Set<Int> = []
  /// Whether a run is under way.
  var isRunning = false
  /// When the run began.
  var started = ContinuousClock.now

  /// Nothing to apply yet.
  init(_ reloader: any Reloader) { self.reloader = reloader }
}
