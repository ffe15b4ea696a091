import RegistryCore
import SystemSupport
import TestSupport

extension RegistryConformance {
  /// Certificates and secrets.
  static let accessRules = [
    Rule(name: "strangers get failures and never data", needs: [.access]) { suite, group in
      try suite.write(["a": 1], to: group)
      for stranger in Stranger.allCases {
        let registry = try suite.shape.wrapped(suite.store.registry(of: stranger))
        switch stranger {
        case .silent where suite.store.traits.contains(.hiding):
          try suite.expect(try await suite.read(registry, group), [:])
        case .silent, .mistaken:
          try await suite.expectFailure(.forbidden) { try await suite.read(registry, group) }
        case .bare, .distrustful:
          try await suite.expectFailure(.unreachable) { try await suite.read(registry, group) }
        }
        await registry.shutdown()
      }
    },
    Rule(name: "a secret that is taken back is told, and is good again", needs: [.access]) {
      try await $0.checkRevocation($1)
    },
  ]

  private func checkRevocation(_ group: String) async throws {
    try write(["a": 1], to: group)
    let registry = try shape.registry(of: store, isHasty: true)
    let first = try await read(registry, group)
    try expect(first, ["a": 1])
    try store.revoke()
    // A watch that is open goes on where the store only looks at its beginning.
    try await expectFailure(.forbidden) {
      var reading = first
      for _ in 0..<50 {
        reading = try await read(registry, shape.query(group))
        _ = await EventLoop.shared.pause(for: .milliseconds(100))
      }
      return reading
    }
    try write(["a": 2], to: group)
    try store.restore()
    let back = try await recovered(registry, group)
    try await follow(["a": 2], registry, group, after: back)
    try write(["a": 3], to: group)
    try await follow(["a": 3], registry, group, after: back)
    await registry.shutdown()
  }
}
