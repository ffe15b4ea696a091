/// How the agent is, at one moment. Times are nanoseconds since 1970.
package struct AgentStatus: Sendable {
  /// One registry.
  package struct Registry: Sendable {
    /// Its configured name.
    package var name: String
    /// How many queries are watched.
    package var queryCount = 0
    /// How many of them have an answer which may be older than the registry's newest.
    package var staleCount = 0
    /// How many have no answer.
    package var unansweredCount = 0
    /// How many are answered from what another agent shares; nil if none ever is.
    package var sharedCount: Int?
    /// What goes wrong; nil while all is answered.
    package var error: String?
    /// Since when, in seconds before now.
    package var errorAge: Int64?
  }

  /// An answer that a guard holds back.
  package struct Held: Sendable {
    /// The query's text.
    package var query: String
    /// Why.
    package var reason: String
    /// For how many seconds it has been held.
    package var age: Int64
    /// In how many seconds it is believed, if nothing changes.
    package var remaining: Int64?
    /// Whether the last believed answer is used meanwhile; else the whole resource is held.
    package var servesOld: Bool
  }

  /// A version of a file which is not wanted.
  package struct Refused: Sendable {
    /// The digest of its bytes, as in pending marks.
    package var digest: String
    /// When it was refused.
    package var time: Int64?
  }

  /// A balancer that tells of its workers.
  package struct Balancer: Sendable {
    /// Its main file.
    package var configuration: String
    /// How many workers still finish what they have after a reload.
    package var oldWorkerCount: Int
    /// For how many seconds the oldest of them has been there.
    package var oldestAge: Int64?
  }

  /// One resource.
  package struct Resource: Sendable {
    /// How messages name it.
    package var name: String
    /// The file.
    package var destination: String
    /// `ok`, `waiting`, `held`, `refused`, `failing`, `pending`.
    package var state: String
    /// When a rendering was last complete.
    package var rendered: Int64?
    /// When the file was last replaced.
    package var committed: Int64?
    /// When it was last applied.
    package var applied: Int64?
    /// Whether the installed file is not applied yet.
    package var isPending = false
    /// What is wrong.
    package var trouble: String?
    /// The version which the check or the balancer refused and which is not tried again.
    package var refused: Refused?
    /// In how many milliseconds the next try is due.
    package var retry: Int64?
    /// What the guard holds back.
    package var held: [Held] = []
  }

  /// The registries by name.
  package var registries: [Registry] = []
  /// The resources in the order of their numbers.
  package var resources: [Resource] = []

  /// Whether every resource has been rendered completely.
  package var isReady: Bool { resources.allSatisfy { $0.rendered != nil } }
}
