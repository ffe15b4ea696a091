package import RegistryCore
import Values

/// Keys of an etcd cluster, version 3, through its JSON gateway.
///
/// The first reading of a query asks the store, together with all that is asked at the same time.
/// From then on a local copy is kept true by few streams of changes, which serve all queries: a
/// change costs its event, whatever else is watched.
///
/// A value that is written again as it was is no change: the pair keeps the revision of the write
/// that made it what it is.
package final class EtcdRegistry: Registry {
  private let root: Bytes
  let connection: EtcdConnection
  private let follower: EtcdFollower

  /// A registry that connects with its first read. Throws `.unsupported` for malformed addresses.
  package init(settings: EtcdRegistrySettings) throws(RegistryError) {
    root = EtcdQuestion.root(settings.prefix)
    connection = try EtcdConnection(settings: settings)
    follower = EtcdFollower(connection: connection)
  }

  /// Answers a query; see `Registry`.
  package func read(
    _ query: Query, after index: UInt64?
  ) async throws(RegistryError) -> Reading {
    let question = try EtcdQuestion(query.subject, root: root)
    // What lies after "nothing yet" is everything there is.
    guard let index, index > 0 else { return try await follower.read(question) }
    return try await awaited { follower.wait(for: question, after: index, $0) }
  }

  /// Waits without a task; see `Registry`.
  package func wait(
    for query: Query, after index: UInt64, _ completion: @escaping Reading.Completion
  ) -> (any Wait)? {
    guard index > 0, let question = try? EtcdQuestion(query.subject, root: root) else { return nil }
    return follower.wait(for: question, after: index, completion)
  }

  /// Closes the connections; reads under way end with `.cancelled`.
  package func shutdown() async {
    await follower.shutdown()
    await connection.shutdown()
  }
}
