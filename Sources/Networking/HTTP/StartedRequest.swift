/// A request on its way that no task waits for; see `HTTPClient.start`. Forgetting it ends nothing.
package struct StartedRequest: Sendable {
  enum Way: Sendable {
    case exchange(Exchange)
    case task(Task<Void, Never>)
  }

  let way: Way

  /// Ends it with `.cancelled`, unless it is over.
  package func cancel() {
    switch way {
    case .exchange(let exchange): exchange.cancel()
    case .task(let task): task.cancel()
    }
  }
}
