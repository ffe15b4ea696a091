/// A registry whose changes an agent is to follow.
protocol BenchmarkRegistry: Sendable {
  /// Its table of the agent's configuration.
  var settings: String { get }
  /// Makes a change that each asking template has to show; `number` grows from call to call.
  func change(_ number: Int) async throws(BenchmarkError)
  /// Ends it.
  func stop()
}

extension FakeConsul: BenchmarkRegistry {
  var settings: String { "[registry.bench]\nkind = \"consul\"\naddress = \"\(address)\"\n" }

  func change(_ number: Int) { change(service: number * 7 % services) }
}
