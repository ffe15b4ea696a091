package import AgentConfiguration
package import LoadBalancing
package import RegistryCore

/// What wakes the agent. Events name what changed and do not carry it, so that merging or repeating
/// them is harmless.
package enum AgentEvent: Sendable {
  /// A query has a new reading.
  case readingChanged(Query)
  /// A query could not be answered.
  case readingFailed(Query)
  /// A query has the reading of an earlier run.
  case readingRestored(Query)
  /// The cache was written for these queries, or not.
  case cacheSaved(Set<Query>, Bool)
  /// A template file or a file that a template reads changed.
  case filesChanged
  /// An installation of a resource ended.
  case installed(resource: Int, InstallOutcome)
  /// A run of an apply ended.
  case applied(ApplySettings, Result<ReloadReport, ReloadError>)
  /// A balancer was looked after, and wants to be again after a time.
  case maintained(ApplySettings, next: Duration?)
  /// A guarded query was read a second time for a resource, or could not be.
  case readAgain(Query, resource: Int, count: Int?)
  /// The operator released what the guard of a resource held back.
  case approved(Int)
  /// Read configuration and templates again.
  case reconfigure
  /// Finish what is under way and end.
  case stop
}
