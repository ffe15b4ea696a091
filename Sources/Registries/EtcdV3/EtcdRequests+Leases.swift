import DataFormats
package import Values

/// Requests about leases, and about keys that belong to them. Pure.
extension EtcdRequests {
  /// `/lease/grant`: a lease that ends when it is not kept alive for so long.
  package static func grant(seconds: UInt64) -> [UInt8] { Array("{\"TTL\":\"\(seconds)\"}".utf8) }

  /// `/lease/keepalive` and `/lease/revoke` of a lease.
  package static func lease(_ id: UInt64) -> [UInt8] { Array("{\"ID\":\"\(id)\"}".utf8) }

  /// `/kv/txn`: writes a key that belongs to a lease, or takes it for the lease if there is none.
  package static func hold(_ key: Bytes, _ value: [UInt8], lease: UInt64) -> [UInt8] {
    let key = base64(key.storage)
    let put = """
      {"request_put":{"key":"\(key)","value":"\(base64(value))","lease":"\(lease)"}}
      """
    let takes = """
      {"request_txn":{"compare":[{"target":"CREATE","result":"EQUAL","key":"\(key)",\
      "create_revision":"0"}],"success":[\(put)]}}
      """
    return whenOurs(key, lease, then: put, otherwise: takes)
  }

  /// `/kv/txn`: removes a key if it belongs to a lease.
  package static func remove(_ key: Bytes, lease: UInt64) -> [UInt8] {
    let key = base64(key.storage)
    return whenOurs(key, lease, then: "{\"request_delete_range\":{\"key\":\"\(key)\"}}")
  }

  private static func whenOurs(
    _ key: String, _ lease: UInt64, then: String, otherwise: String = ""
  ) -> [UInt8] {
    Array(
      """
      {"compare":[{"target":"LEASE","result":"EQUAL","key":"\(key)","lease":"\(lease)"}],\
      "success":[\(then)],"failure":[\(otherwise)]}
      """.utf8)
  }

  private static func base64(_ bytes: [UInt8]) -> String {
    String(decoding: Base64.encode(bytes), as: UTF8.self)
  }
}

extension EtcdAnswers {
  /// The lease that a 200 answer to `/lease/grant` grants.
  package static func grantedLease(_ body: [UInt8]) throws(EtcdFailure) -> UInt64 {
    guard let id = try number(try root(of: body)["ID"]), id > 0 else {
      throw invalid("expected the `ID` of a lease")
    }
    return id
  }

  /// Whether the lease lives that a 200 answer to `/lease/keepalive` is about.
  package static func isAlive(_ body: [UInt8]) throws(EtcdFailure) -> Bool {
    let root = try root(of: body)
    guard let result = root["result"] else { throw invalid("expected a `result`") }
    // One that is gone has no time left, and what is zero does not come.
    guard let left = result["TTL"], !left.isNull else { return false }
    return left.string.flatMap { Int64($0) } ?? left.int64 ?? 0 > 0
  }

  /// Whether a 200 answer to the transaction of `EtcdRequests.hold` says that the key was written.
  package static func wasWritten(_ body: [UInt8]) throws(EtcdFailure) -> Bool {
    let root = try root(of: body)
    _ = try revision(root)
    if root["succeeded"]?.bool == true { return true }
    let response = root["responses"]?.elements.first { _ in true }
    guard let inner = response?["response_txn"] ?? response?["responseTxn"] else {
      throw invalid("expected a `response_txn`")
    }
    return inner["succeeded"]?.bool ?? false
  }
}
