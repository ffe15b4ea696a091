package import RegistryCore
import SystemSupport

// Everything that is asked takes its turn first, so that one agent is enough for any number of
// queries.
extension ConsulRegistry {
  /// Reads when there is a connection, or waits on one or without one; see `ConsulConnections`.
  func follow(
    _ query: Query, after index: UInt64?
  ) async throws(RegistryError) -> Reading {
    guard let index else {
      return try await connections.dispatcher.reading(query) { () async throws(RegistryError) in
        try await readNow(query)
      }
    }
    return try await awaited { wait(for: query, since: index, $0) }
  }

  /// Waits for a change; see `ConsulConnections`.
  func wait(
    for query: Query, since index: UInt64, _ completion: @escaping Reading.Completion
  ) -> any Wait {
    connections.dispatcher.wait(
      for: query, after: index, isCovered: connections.covers(query), asking: self, completion)
  }

  /// One exchange that does not wait.
  func askInTurn(
    _ target: ConsulTarget, for query: Query
  ) async throws(RegistryError) -> ConsulReply {
    try await connections.dispatcher.reading(query) { () async throws(RegistryError) in
      try await ask(target, after: nil)
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

  /// A tag that no instance has.
  private static let nothing = ConsulTarget.Parameter("tag", "trimtab:only-the-index")
}

extension ConsulRegistry: WatchAsker {
  /// Asks for a query when it is its turn; see `WatchAsker`.
  package func ask(
    _ turn: WatchTurn, _ query: Query, after index: UInt64,
    _ completion: @escaping Reading.Completion
  ) -> any Wait {
    let wait = ConsulWait(self, query, after: index, turn, completion)
    wait.begin()
    return wait
  }
}
