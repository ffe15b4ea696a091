import AgentConfiguration
import LoadBalancing

/// One way of applying and its state.
struct ApplyUnit {
  /// Carries it out.
  let reloader: any Reloader
  /// Decides when.
  var machine = ApplyMachine()
  /// Whether a run is under way.
  var isRunning = false
  /// What the run under way, or the last one, is for.
  var destinations: [String] = []
  /// When the run began.
  var started = ContinuousClock.now

  /// Nothing to apply yet.
  init(_ reloader: any Reloader) { self.reloader = reloader }
}
