import RegistryCore
import SystemSupport

// Everything that is asked takes its turn first, so that one agent is enough for any number of
// queries.
extension ConsulRegistry {
  /// Reads when there is a connection, or waits on one or without one; see `ConsulConnections`.
  func follow(
    _ query: Query, after index: UInt64?
  ) async throws(RegistryError) -> Reading {
    guard let index else {
      return try await connections.dispatcher.reading(query) {
        [self] () async throws(RegistryError) in try await readBlocking(query, after: nil)
      }
    }
    return try await connections.dispatcher.waiting(
      query, after: index, isCovered: connections.covers(query),
      hold: { [self] () async throws(RegistryError) in
        let reading = try await readBlocking(query, after: index)
        if reading.index != index { connections.dispatcher.note(.changed(query)) }
        return reading
      },
      read: { [self] () async throws(RegistryError) in
        // It has moved: a server that does not know yet answers as soon as it does.
        try await readBlocking(query, after: index, wait: ConsulRegistry.catchUp)
      })
  }

  /// One exchange that does not wait.
  func askInTurn(
    _ target: ConsulTarget, for query: Query
  ) async throws(RegistryError) -> ConsulReply {
    try await connections.dispatcher.reading(query) {
      [self] () async throws(RegistryError) in try await ask(target, after: nil)
    }
  }

  /// Whether the answer to a query differs from the one at `index`, found out cheaply: the position
  /// is the same with a filter that nothing passes, and only it is looked at.
  func check(_ query: Query, after index: UInt64) async -> ConsulConnections.Outcome {
    let subject = query.subject
    var target = queries.target(of: subject)
    if case .service = subject { target = target.adding([ConsulRegistry.nothing]) }
    target = target.adding(ConsulQueries.parameters(of: queries.consistency(of: subject)))
    do throws(RegistryError) {
      let reply = try await ask(target, after: nil)
      if reply.index != index { return .moved }
      return reply.lastContact > .zero ? .sameSoFar : .same
    } catch { return .failed }
  }

  /// How long a server may take to learn what another one told of.
  private static let catchUp: Duration = .seconds(2)

  /// A tag that no instance has.
  private static let nothing = ConsulTarget.Parameter("tag", "trimtab:only-the-index")
}
