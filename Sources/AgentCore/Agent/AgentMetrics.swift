import SystemSupport

/// What the agent counts and measures.
enum AgentMetrics {
  static let build = Metric(
    "trimtab_build_info", .gauge, help: "1, with the version as a label.")
  static let renders = Metric(
    "trimtab_renders_total", .counter, help: "Renderings by template and result.")
  static let installations = Metric(
    "trimtab_installations_total", .counter,
    help: "Attempts to install a file by template and result.")
  static let applies = Metric(
    "trimtab_applies_total", .counter,
    help: "Finished applies by method: none, command, signal, runtime or reload.")
  static let applyFailures = Metric(
    "trimtab_apply_failures_total", .counter, help: "Failed applies by reason.")
  static let applyTime = Metric(
    "trimtab_apply_duration_seconds", .histogram(bounds: Metric.durationBounds),
    help: "How long applies took.")
  static let reconfigurations = Metric(
    "trimtab_reconfigurations_total", .counter,
    help: "Attempts to read the configuration again by result.")
  static let registryErrors = Metric(
    "trimtab_registry_errors_total", .counter, help: "Failed questions by registry.")
  static let registryUp = Metric(
    "trimtab_registry_up", .gauge, help: "Whether all questions to a registry are answered.")
  static let staleQueries = Metric(
    "trimtab_stale_queries", .gauge, help: "Queries served from an earlier answer, by registry.")
  static let sharedQueries = Metric(
    "trimtab_shared_queries", .gauge,
    help: "Queries answered from what another agent shares, by registry.")
  static let guardHolds = Metric(
    "trimtab_guard_holds_total", .counter,
    help: "Answers that a guard began to hold back, by template.")
  static let guardHeld = Metric(
    "trimtab_guard_held", .gauge, help: "Answers that a guard holds back now, by template.")
  static let pending = Metric(
    "trimtab_pending", .gauge, help: "Whether an installed file is not applied, by template.")
  static let refused = Metric(
    "trimtab_refused", .gauge,
    help: "Whether the newest version was refused by its check or the balancer, by template.")
  static let oldWorkers = Metric(
    "trimtab_old_workers", .gauge,
    help: "Workers that still finish requests after a reload, by the balancer's configuration.")
  static let oldestWorker = Metric(
    "trimtab_oldest_worker_age_seconds", .gauge,
    help: "How long the oldest of them has been running; 0 without any.")
  static let ready = Metric(
    "trimtab_ready", .gauge, help: "Whether every template was rendered completely once.")
}
