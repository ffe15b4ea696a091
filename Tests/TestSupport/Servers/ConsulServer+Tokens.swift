extension ConsulServer {
  /// A token that may read what a policy allows, and the name by which it is taken back.
  package struct Token: Sendable {
    /// What a client shows.
    package let secret: String
    fileprivate let accessor: String
  }

  /// Makes a token that may read everything. The same two numbers give the same token, also after
  /// it was taken back.
  package func grant(_ token: Token) throws {
    let rules =
      #"key_prefix \"\" { policy = \"read\" } service_prefix \"\" { policy = \"read\" } "#
      + #"node_prefix \"\" { policy = \"read\" }"#
    // It may be there already.
    _ = try? request(
      "PUT", "/v1/acl/policy", body: #"{"Name": "reader", "Rules": "\#(rules)"}"#)
    try request(
      "PUT", "/v1/acl/token",
      body: #"{"AccessorID": "\#(token.accessor)", "SecretID": "\#(token.secret)", "#
        + #""Policies": [{"Name": "reader"}]}"#)
  }

  /// Takes a token back.
  package func revoke(_ token: Token) throws {
    try request("DELETE", "/v1/acl/token/\(token.accessor)")
  }

  /// A token that can be granted.
  package static let reader = Token(
    secret: "0d5f7a1c-61a2-4c7e-9d3a-5f0f3b8f7a11",
    accessor: "7b1a86f4-3c62-4d7d-8a37-1a8f0a2c4e55")
}
