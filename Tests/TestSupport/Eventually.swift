/// Polls a condition until it holds; for the outside world that sends no events.
///
/// Returns false when the deadline passes first.
package func eventually(
  within limit: Duration = .seconds(20), every pause: Duration = .milliseconds(10),
  _ condition: () async throws -> Bool
) async rethrows -> Bool {
  let clock = ContinuousClock()
  let deadline = clock.now.advanced(by: limit)
  while true {
    if try await condition() { return true }
    if clock.now >= deadline { return false }
    try? await Task.sleep(for: pause)
  }
}
