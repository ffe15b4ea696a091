import RegistryCore
import TestSupport

extension RegistryConformance {
  /// Servers that are gone, silent or back.
  static let outageRules = [
    Rule(name: "a hung server does not hold up cancellation and shutdown", needs: [.network]) {
      suite, group in
      // Nothing ever answers here: only cancellation can end these reads so, and their deadlines,
      // which are seconds away, would end them otherwise.
      let silence = try SilentListener()
      let query = suite.shape.query(group)
      for index in [nil, 7] as [UInt64?] {
        let registry = try suite.shape.registry(of: suite.store, at: silence.port)
        let reads = (0..<10).map { _ in Task { try await registry.read(query, after: index) } }
        for read in reads.dropLast() { read.cancel() }
        for read in reads.dropLast() {
          try await suite.expectFailure(.cancelled) { try await read.value }
        }
        await registry.shutdown()
        for read in reads.suffix(1) {
          try await suite.expectFailure(.cancelled) { try await read.value }
        }
      }
    },
    Rule(name: "an outage is an error, then the data are back", needs: [.outages]) {
      try await $0.checkOutage($1)
    },
    Rule(name: "silence is an error, then the data are back", needs: [.outages]) {
      try await $0.checkSilence($1)
    },
  ]

  /// What a registry may say of a server that is not there or makes no sense.
  private func expectOutage(of work: () async throws -> Reading) async throws {
    if store.traits.contains(.network) {
      try await expectFailure(.unreachable, of: work)
    } else {
      try await expectFailure(
        .unreachable, .failed, .invalidAnswer, .invalidSource, of: work)
    }
  }

  private func checkOutage(_ group: String) async throws {
    try write(["a": 1, "b": 2], to: group)
    let registry = try registry()
    let query = shape.query(group)
    let first = try await read(registry, group)
    let wait = Task { try await registry.read(query, after: first.index) }
    try await store.kill()
    try await expectOutage { try await wait.value }
    // Files tell a failure once to each query.
    if store.traits.contains(.network) {
      try await expectOutage { try await read(registry, group) }
    }
    try await store.start()
    let back = try await recovered(registry, group)
    try await follow(["a": 1, "b": 2], registry, group, after: back)
    try remove("a", from: group)
    let last = try await follow(["b": 2], registry, group, after: back)
    try write(["b": 3], to: group)
    try await follow(["b": 3], registry, group, after: last)
    await registry.shutdown()
  }

  private func checkSilence(_ group: String) async throws {
    try write(["a": 1], to: group)
    let registry = try shape.registry(of: store, isHasty: true)
    let query = shape.query(group)
    let first = try await read(registry, group)
    let wait = Task { try await registry.read(query, after: first.index) }
    try store.freeze()
    try await expectOutage {
      var reading = try await wait.value
      // Waits that were over just before are answers.
      for _ in 0..<5 { reading = try await read(registry, query, after: reading.index) }
      return reading
    }
    try store.thaw()
    let back = try await recovered(registry, group)
    try write(["a": 2], to: group)
    try await follow(["a": 2], registry, group, after: back)
    await registry.shutdown()
  }
}
