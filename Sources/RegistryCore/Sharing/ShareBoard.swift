/// Where agents with the same template agree who of them asks the registries, and where that one,
/// the leader, puts what it learns.
///
/// Contract for implementers:
/// - A session lives until it is closed, or nobody renewed it for the time it was opened with (or
///   the longer time that the registry takes to notice). With it goes everything it holds.
/// - A key is held by one session at a time. What one session holds no other can replace, so that a
///   leader which does not know yet that it was replaced writes in vain.
/// - Everything obeys cancellation and has a deadline, as reads of a `Registry` do.
package protocol ShareBoard: Sendable {
  /// Reads and waits for keys: the same registry, with paths as they are given here.
  var registry: any Registry { get }

  /// Opens a session.
  func open(for ttl: Duration) async throws(RegistryError) -> ShareSession

  /// Keeps a session alive. Returns false if it is gone.
  func renew(_ session: ShareSession) async throws(RegistryError) -> Bool

  /// Ends a session, and removes what it holds.
  func close(_ session: ShareSession) async throws(RegistryError)

  /// Writes a key and holds it from now on, unless another session does.
  func hold(
    _ key: String, _ value: [UInt8], for session: ShareSession
  ) async throws(RegistryError) -> ShareClaim

  /// Removes a key of a session.
  func remove(_ key: String, of session: ShareSession) async throws(RegistryError)

  /// The value of a key now; nil if there is none.
  func fetch(_ key: String) async throws(RegistryError) -> [UInt8]?

  /// Closes the connections.
  func shutdown() async
}

/// What an agent holds keys with: it ends with the agent, sooner or later.
package struct ShareSession: Hashable, Sendable {
  /// Its name at the registry. It is a part of keys.
  package let id: String

  /// A session.
  package init(id: String) { self.id = id }
}

/// What became of the wish to hold a key.
package enum ShareClaim: Sendable, Equatable {
  /// It is held, with the new value.
  case held
  /// Another session holds it; nothing was written.
  case taken
  /// The own session is gone; nothing was written.
  case lapsed
}
