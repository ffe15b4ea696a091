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
  /// What the run under way, or the last one, is for.
  var destinations: [String] = []
  /// What looks after the balancer between runs; a run waits for it.
  var maintenance: Task<Void, Never>?
  /// When it is due again; nil when it is not needed.
  var maintenanceDue: ContinuousClock.Instant?
  /// When the run began.
  var started = ContinuousClock.now

  /// Whether a resource is committed and not applied.
  func isPending(_ id: Int) -> Bool { machine.pending.contains(id) || held.contains(id) }

  /// Nothing to apply yet.
  init(_ reloader: any Reloader) { self.reloader = reloader }
}
