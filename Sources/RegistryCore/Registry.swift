/// A source of truth.
///
/// Contract for implementers:
/// - `read` with a nil index answers at once with the current data.
/// - `read` with the index of an earlier reading returns when the data may differ from that
///   reading, or when the registry's own wait time is over; in the latter case with the same data.
///   Nothing that changed between two reads is lost. A registry that shares connections may keep
///   such a call for longer, if it compares the data itself once in each wait time.
/// - A thing that does not exist is a reading (an empty list, an absent key), never an error. An
///   outage, a refusal or an answer that makes no sense is an error, never an empty reading.
/// - It obeys cancellation within 100 ms by throwing `RegistryError` with code `.cancelled`, and no
///   call lasts longer than the registry's own deadline.
/// - Calls may run side by side, for equal queries too.
/// - It does no retries and no back-off of its own: that is the watcher's.
package protocol Registry: Sendable {
  /// Answers `query`: at once, or when something changed after `index`.
  func read(_ query: Query, after index: UInt64?) async throws(RegistryError) -> Reading

  /// Waits as `read` with an index does, but keeps no task for it: `completion` is called exactly
  /// once, on any thread and perhaps within this call, and returns quickly. Returns nil, and calls
  /// nobody, where this query is to be read with `read`; so do registries that say nothing else.
  func wait(
    for query: Query, after index: UInt64, _ completion: @escaping Reading.Completion
  ) -> (any Wait)?

  /// Closes connections and file watches; reads under way end with `.cancelled`.
  func shutdown() async
}

extension Registry {
  /// Has every query read; see above.
  package func wait(
    for query: Query, after index: UInt64, _ completion: @escaping Reading.Completion
  ) -> (any Wait)? { nil }
}

/// A registry whose answers belong to versions of one whole, such as a file: what changed in one
/// step is also published in one step, or templates could see half of it. Indexes number the
/// versions; those of a registry begin behind those of every other one that was made before.
package protocol VersionedRegistry: Registry {
  /// What the version with this index says to queries; nothing if it is not the newest any more.
  func readings(of queries: [Query], at index: UInt64) -> [Query: Reading]
}
