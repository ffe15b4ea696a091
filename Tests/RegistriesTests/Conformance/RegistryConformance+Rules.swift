import Foundation
import RegistryCore
import Synchronization
import SystemSupport
import TestSupport
import Values

extension RegistryConformance {
  /// Reading and watching.
  static let rules = [
    Rule(name: "what does not exist is an empty reading", needs: []) { suite, group in
      let registry = try suite.registry()
      try suite.expect(try await suite.read(registry, group), [:])
      await registry.shutdown()
    },
    Rule(name: "what was written is read, side by side too", needs: []) { suite, group in
      try suite.write(["a": 1, "b": 2], to: group)
      let registry = try suite.registry()
      let query = suite.shape.query(group)
      let readings = try await withThrowingTaskGroup(of: Reading.self) { tasks in
        for _ in 0..<20 { tasks.addTask { try await registry.read(query, after: nil) } }
        return try await tasks.reduce(into: []) { $0.append($1) }
      }
      for reading in readings { try suite.expect(reading, ["a": 1, "b": 2]) }
      await registry.shutdown()
    },
    Rule(name: "cancellation ends a wait", needs: []) { suite, group in
      try suite.write(["a": 1], to: group)
      let registry = try suite.registry()
      let (query, first) = (suite.shape.query(group), try await suite.read(registry, group))
      for _ in 0..<20 {
        let wait = Task { try await registry.read(query, after: first.index) }
        wait.cancel()
        try await suite.expectFailure(.cancelled) { try await wait.value }
      }
      try suite.expect(try await suite.read(registry, group), ["a": 1])
      await registry.shutdown()
    },
    Rule(name: "shutdown ends waits, now and later", needs: []) { suite, group in
      try suite.write(["a": 1], to: group)
      let registry = try suite.registry()
      let (query, first) = (suite.shape.query(group), try await suite.read(registry, group))
      let wait = Task { try await registry.read(query, after: first.index) }
      await registry.shutdown()
      try await suite.expectFailure(.cancelled) { try await wait.value }
      try await suite.expectFailure(.cancelled) {
        try await suite.read(registry, query, after: first.index)
      }
    },
    Rule(name: "changes and deletions are followed to the last", needs: [.changes]) {
      try await $0.checkFollowing($1)
    },
    Rule(name: "nothing is lost between reading and watching", needs: [.changes]) {
      try await $0.checkGap($1)
    },
    Rule(name: "equal data wake nobody", needs: [.changes]) { try await $0.checkEqualData($1) },
    Rule(name: "keys and values arrive as they are", needs: [.changes, .oddKeys]) {
      guard $0.shape == .keys else { return }
      try await $0.checkOddities($1)
    },
  ]

  /// What leaves so much behind that everything after it is slow.
  static let lastRules = [
    Rule(name: "10,000 items are read and followed", needs: [.changes, .plenty]) {
      try await $0.checkTenThousand($1)
    }
  ]

  private func checkFollowing(_ group: String) async throws {
    let registry = try registry()
    var reading = try await read(registry, group)
    try write(["a": 1], to: group)
    reading = try await follow(["a": 1], registry, group, after: reading)
    try write(["b": 2, "c": 3], to: group)
    reading = try await follow(["a": 1, "b": 2, "c": 3], registry, group, after: reading)
    try write(["b": 20], to: group)
    reading = try await follow(["a": 1, "b": 20, "c": 3], registry, group, after: reading)
    try remove("a", from: group)
    reading = try await follow(["b": 20, "c": 3], registry, group, after: reading)
    for item in ["b", "c"] { try remove(item, from: group) }
    reading = try await follow([:], registry, group, after: reading)
    try write(["a": 4], to: group)
    reading = try await follow(["a": 4], registry, group, after: reading)
    await registry.shutdown()
  }

  /// Writes before, while and after the wait begins; the last write must always be seen.
  private func checkGap(_ group: String) async throws {
    let registry = try registry()
    let query = shape.query(group)
    for round in 1...40 {
      let first = try await read(registry, group)
      if round % 2 == 0 { try write(["a": round], to: group) }
      let wait = Task { try await registry.read(query, after: first.index) }
      try write(["a": round, "b": round], to: group)
      try write(["b": round + 1000], to: group)
      let next = try await wait.value
      try await follow(["a": round, "b": round + 1000], registry, group, after: next)
    }
    await registry.shutdown()
  }

  private func checkEqualData(_ group: String) async throws {
    let registry = try registry()
    try write(["a": 1], to: group)
    let other = group + "x"
    try write(["a": 1], to: other)
    let store = SnapshotStore()
    let count = Mutex(0)
    let query = shape.query(group)
    let post = WatchPost(
      registry: registry, store: store, log: .silent,
      onChange: { _ in count.withLock { $0 += 1 } })
    let watcher = Watcher(query, at: post)
    watcher.start()
    func waitFor(_ expected: [String: Int]) async throws {
      let isThere = await eventually {
        store.snapshot[query].flatMap { shape.content($0) } == expected
      }
      guard isThere else { throw TestSupportError("never saw \(expected)") }
    }
    try await waitFor(["a": 1])
    for round in 0..<10 {
      try write(["a": 1], to: group)
      try write(["a": 2 + round], to: other)
    }
    try write(["a": 2], to: group)
    try await waitFor(["a": 2])
    watcher.stop()
    await watcher.ended()
    await registry.shutdown()
    let published = count.withLock { $0 }
    guard published == 2 else {
      throw TestSupportError("expected 2 changes, found \(published)")
    }
  }

  private func checkTenThousand(_ group: String) async throws {
    // Services by the thousand have tests of their own.
    guard shape == .keys else { return }
    var expected: [String: Int] = [:]
    for number in 0..<10_000 { expected["k\(number)"] = number }
    try write(expected, to: group)
    let registry = try registry()
    let reading = try await read(registry, group)
    try expect(reading, expected)
    try remove("k77", from: group)
    expected["k77"] = nil
    try await follow(expected, registry, group, after: reading)
    await registry.shutdown()
  }

  private func checkOddities(_ group: String) async throws {
    let names = [
      "a b", "100%", "%2F", "é/ü", "q?x=1&y#z", "semi;colon+plus", "quote\"s'", "日本", "a%20b",
      "back\\slash", "..a", "=",
    ]
    var value = Array("é \" \\ x\n\u{1}".utf8)
    if store.traits.contains(.binaryValues) { value = (0...255).map { UInt8($0) } }
    let registry = try registry()
    for name in names {
      let key = "c/\(group)/\(name)"
      let reading = try await read(registry, Query(registry: "r", .key(path: key, .init())))
      guard case .absent = reading.value else { throw TestSupportError("`\(name)` exists") }
      try await followKey(key, [value, [], nil, Array("2".utf8)], registry, after: reading)
    }
    let all = try await read(registry, group)
    try expect(all, Dictionary(uniqueKeysWithValues: names.map { ($0, 2) }))
    try await checkDoubledSlashes(group, registry)
    try await checkLarge(group, registry)
    await registry.shutdown()
  }

  /// Writes one content of a key after the other, nil for none, and reads on until it is there.
  private func followKey(
    _ key: String, _ contents: [[UInt8]?], _ registry: any Registry, after reading: Reading
  ) async throws {
    let query = Query(registry: "r", .key(path: key, .init()))
    var reading = reading
    for content in contents {
      if let content { try store.put([(key, content)]) } else { try store.delete(key) }
      for _ in 0..<20 where bytes(reading) != content {
        reading = try await read(registry, query, after: reading.index)
      }
      guard bytes(reading) == content else {
        throw TestSupportError("`\(key)` is \(reading.value)")
      }
    }
  }

  /// Keys with empty steps are keys of their own, or else other names of those without.
  private func checkDoubledSlashes(_ group: String, _ registry: any Registry) async throws {
    guard store.traits.contains(.network) else { return }
    let folder = "c/\(group)slashes"
    try store.put([("\(folder)/a/b", [0x31])])
    guard store.traits.contains(.emptySteps) else {
      for name in ["a//b", "/a/b", "a///b"] {
        let query = Query(registry: "r", .key(path: "\(folder)/\(name)", .init()))
        guard bytes(try await read(registry, query)) == [0x31] else {
          throw TestSupportError("`\(name)` is not found")
        }
      }
      return
    }
    for name in ["a//b", "/a/b", "a///b", "//"] {
      let key = "\(folder)/\(name)"
      let reading = try await read(registry, Query(registry: "r", .key(path: key, .init())))
      guard case .absent = reading.value else { throw TestSupportError("`\(name)` exists") }
      try await followKey(key, [[0x32], [], nil, [0x33]], registry, after: reading)
    }
  }

  private func checkLarge(_ group: String, _ registry: any Registry) async throws {
    guard store.traits.contains(.plenty) else { return }
    let query = Query(registry: "r", .key(path: "c/\(group)large", .init()))
    var reading = try await read(registry, query)
    for letter in "xy".utf8 {
      let large = [UInt8](repeating: letter, count: 5 << 20)
      try store.put([("c/\(group)large", large)])
      for _ in 0..<20 where bytes(reading) != large {
        reading = try await read(registry, query, after: reading.index)
      }
      guard bytes(reading) == large else { throw TestSupportError("5 MB did not arrive") }
    }
    try store.delete("c/\(group)large")
  }

  private func bytes(_ reading: Reading) -> [UInt8]? {
    guard case .bytes(let bytes) = reading.value else { return nil }
    return bytes.storage
  }
}
