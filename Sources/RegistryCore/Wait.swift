/// Something on its way that no task waits for; see `Registry.wait`. Forgetting it ends nothing.
package protocol Wait: Sendable {
  /// Ends it with `.cancelled`, within 100 ms, unless it is over. May be called at any time, any
  /// number of times.
  func cancel()
}
