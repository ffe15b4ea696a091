/// How a client shares connections among its requests.
package struct HTTPClientConfiguration: Sendable {
  /// The most connections to one host at a time; further requests wait. Zero is no limit.
  package var maximumConnectionsPerHost = 0
  /// How many requests share one connection, where the server permits it; nil for as many as the
  /// server permits.
  package var sharersPerConnection: Int?
  /// The most unused connections that are kept for later requests.
  package var maximumIdleConnections = 32
  /// How long an unused connection may be reused. Whole seconds.
  package var idleConnectionLifetime: Duration = .seconds(60)
  /// The `User-Agent` header of requests that set none.
  package var userAgent = "trimtab"

  /// What carries requests that need neither TLS nor a proxy.
  package var plainCarrier = PlainCarrier.own

  /// What can carry plain requests.
  package enum PlainCarrier: Sendable {
    /// The client of this program.
    case own
    /// libcurl.
    case libcurl
  }

  /// The defaults.
  package init() {}
}
