import RegistryCore

/// A registry whose queries are asked by one agent for all that have the same template; see
/// `ShareTable`.
///
/// Its positions are its own: they grow with every new answer, wherever that comes from.
struct DeduplicatedRegistry: Registry {
  let inner: any Registry
  let exchange: ShareExchange

  func read(_ query: Query, after index: UInt64?) async throws(RegistryError) -> Reading {
    guard exchange.identity.key(of: query) != nil else {
      return try await inner.read(query, after: index)
    }
    while true {
      if Task.isCancelled { throw RegistryError(.cancelled, "cancelled") }
      switch exchange.step(query, after: index) {
      case .give(let reading): return reading
      case .wait: await exchange.change(of: query, after: index)
      case .ask(let own):
        if let reading = try await ask(query, after: own) { return reading }
      }
    }
  }

  /// Waits without a task for what is never shared.
  func wait(
    for query: Query, after index: UInt64, _ completion: @escaping Reading.Completion
  ) -> (any Wait)? {
    guard exchange.identity.key(of: query) == nil else { return nil }
    return inner.wait(for: query, after: index, completion)
  }

  /// The registry belongs to others, which close it.
  func shutdown() async {}

  /// Asks the registry; nil if the answer is not wanted any more.
  private func ask(
    _ query: Query, after index: UInt64?
  ) async throws(RegistryError) -> Reading? {
    let inner = inner
    let task = Task { () async -> Result<Reading, RegistryError> in
      do throws(RegistryError) {
        return .success(try await inner.read(query, after: index))
      } catch { return .failure(error) }
    }
    let number = exchange.begin(query) { task.cancel() }
    let result = await withTaskCancellationHandler {
      await task.value
    } onCancel: {
      task.cancel()
    }
    return try exchange.finish(query, number, result)
  }
}
