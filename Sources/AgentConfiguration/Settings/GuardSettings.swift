/// What makes the answer to a query so implausible that it is held back for a while.
package struct GuardLimits: Sendable, Equatable {
  /// Fewer entries than this are held back, unless there were not more before.
  package var minimum: Int64 = 1
  /// The largest loss in percent within `window` that is believed at once; 100 is any.
  package var maximumDrop: Int64 = 100
  /// The time within which a loss counts.
  package var window = Duration.seconds(60)
  /// How long an implausible answer is held back.
  package var hold = Duration.seconds(600)
  /// Whether the registry has to give the answer a second time before it is believed.
  package var confirms = true

  /// The defaults.
  package init() {}
}

/// The guard of a template.
package struct GuardSettings: Sendable, Equatable {
  /// What holds for queries of services.
  package var limits = GuardLimits()
  /// What holds for single queries instead, by their texts.
  package var queries: [String: GuardLimits] = [:]

  /// The defaults.
  package init() {}
}

/// Where the agent can be asked how it is.
package struct ControlSettings: Sendable, Equatable {
  /// The unix socket; nil for the usual place.
  package var socket: String?
  /// An address and port for metrics and probes over HTTP; nil for none.
  package var metricsAddress: String?

  /// The defaults.
  package init() {}
}
