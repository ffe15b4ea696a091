import TestSupport
import XCTest

/// Every registry keeps the contract.
final class RegistryConformanceTests: XCTestCase {
  /// Each shape of the data has a server of its own.
  private func check(
    _ shapes: StoreShape..., of store: () async throws -> any TestedStore
  ) async throws {
    for shape in shapes {
      let store = try await store()
      try await store.start()
      try await RegistryConformance(store: store, shape: shape).check()
      try await store.stop()
    }
  }

  func testConsul() async throws {
    try await check(.keys, .services, .layout) { try ConsulStore() }
  }

  func testConsulWithTLSAndTokens() async throws {
    try await check(.keys, .services) { try ConsulStore(isSecured: true) }
  }

  func testEtcdOfTheMachine() async throws {
    try await check(.keys, .layout) { try EtcdStore(.machine) }
  }

  func testNewerEtcd() async throws { try await check(.keys, .layout) { try EtcdStore(.newer) } }

  func testEtcdV2() async throws { try await check(.keys, .layout) { try await EtcdV2Store() } }

  func testEtcdOfTheMachineWithTLSAndUsers() async throws {
    try await check(.keys) { try EtcdStore(.machine, isSecured: true) }
  }

  func testNewerEtcdWithTLSAndUsers() async throws {
    try await check(.keys) { try EtcdStore(.newer, isSecured: true) }
  }

  func testEtcdV2WithTLSAndUsers() async throws {
    try await check(.keys) { try await EtcdV2Store(isSecured: true) }
  }

  func testRedis() async throws { try await check(.keys, .layout) { try RedisStore() } }

  func testRedisWithAPassword() async throws {
    try await check(.keys) { try RedisStore(hasPassword: true) }
  }

  func testRedisThatDoesNotTellOfChanges() async throws {
    try await check(.keys) { try RedisStore(isTalkative: false) }
  }

  func testFile() async throws { try await check(.keys, .services, .layout) { FileStore() } }

  func testEnvironment() async throws { try await check(.keys, .layout) { EnvironmentStore() } }
}
