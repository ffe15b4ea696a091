/// A complete answer, whatever its status.
package struct HTTPResponse: Sendable {
  /// The status code.
  package let status: Int
  /// The headers of the final answer.
  package let headers: HTTPHeaders
  /// The body, decompressed.
  package let body: [UInt8]
  /// Whether other requests may travel on the same connection at the same time (HTTP/2).
  package let isMultiplexed: Bool

  /// An answer.
  package init(
    status: Int, headers: HTTPHeaders, body: [UInt8], isMultiplexed: Bool
  ) {
    self.status = status
    self.headers = headers
    self.body = body
    self.isMultiplexed = isMultiplexed
  }
}
