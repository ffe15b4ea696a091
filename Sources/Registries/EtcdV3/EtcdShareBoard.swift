package import RegistryCore
import SystemSupport
import Values

/// Shares through etcd: keys belong to leases, and go with them when they end.
package final class EtcdShareBoard: ShareBoard {
  private let etcd: EtcdRegistry
  private var connection: EtcdConnection { etcd.connection }

  /// The registry that reads keys and waits for them.
  package var registry: any Registry { etcd }

  /// A board that connects with its first use. Its keys have no prefix but their own. Throws
  /// `.unsupported` for malformed addresses.
  package init(settings: EtcdRegistrySettings) throws(RegistryError) {
    var settings = settings
    settings.prefix = ""
    etcd = try EtcdRegistry(settings: settings)
  }

  /// Grants a lease; see `ShareBoard`.
  package func open(for ttl: Duration) async throws(RegistryError) -> ShareSession {
    let seconds = UInt64(max(1, (ttl.milliseconds + 999) / 1000))
    let id = try await ask(
      "/lease/grant", EtcdRequests.grant(seconds: seconds), read: EtcdAnswers.grantedLease)
    return ShareSession(id: String(id, radix: 16))
  }

  /// Keeps a lease alive; see `ShareBoard`.
  package func renew(_ session: ShareSession) async throws(RegistryError) -> Bool {
    try await ask(
      "/lease/keepalive", EtcdRequests.lease(try lease(of: session)), read: EtcdAnswers.isAlive)
  }

  /// Revokes a lease; see `ShareBoard`.
  package func close(_ session: ShareSession) async throws(RegistryError) {
    _ = try await ask(
      "/lease/revoke", EtcdRequests.lease(try lease(of: session)), read: EtcdAnswers.revision)
  }

  /// Writes a key that nobody has, or that is ours; see `ShareBoard`.
  package func hold(
    _ key: String, _ value: [UInt8], for session: ShareSession
  ) async throws(RegistryError) -> ShareClaim {
    let body = EtcdRequests.hold(Bytes(key), value, lease: try lease(of: session))
    do throws(EtcdFailure) {
      let isHeld = try await connection.ask("/kv/txn", body, read: EtcdAnswers.wasWritten)
      return isHeld ? .held : .taken
    } catch {
      if error.kind == .leaseGone { return .lapsed }
      throw error.registryError
    }
  }

  /// Deletes a key of ours; see `ShareBoard`.
  package func remove(
    _ key: String, of session: ShareSession
  ) async throws(RegistryError) {
    let body = EtcdRequests.remove(Bytes(key), lease: try lease(of: session))
    _ = try await ask("/kv/txn", body, read: EtcdAnswers.revision)
  }

  /// Reads a key; see `ShareBoard`.
  package func fetch(_ key: String) async throws(RegistryError) -> [UInt8]? {
    let answer = try await ask(
      "/kv/range", EtcdRequests.range(.key(Bytes(key))), read: EtcdAnswers.range)
    return answer.pairs.first?.value.storage
  }

  /// Closes the connections; what is under way ends with `.cancelled`.
  package func shutdown() async { await etcd.shutdown() }

  private func ask<Answer: Sendable>(
    _ path: String, _ body: [UInt8],
    read: @Sendable ([UInt8]) throws(EtcdFailure) -> Answer
  ) async throws(RegistryError) -> Answer {
    do throws(EtcdFailure) {
      return try await connection.ask(path, body, read: read)
    } catch { throw error.registryError }
  }

  private func lease(of session: ShareSession) throws(RegistryError) -> UInt64 {
    guard let lease = UInt64(session.id, radix: 16), lease > 0 else {
      throw RegistryError(.failed, "expected the number of a lease, found `\(session.id)`")
    }
    return lease
  }
}
