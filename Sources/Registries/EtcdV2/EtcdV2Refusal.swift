/// What etcd says when it does not do what it was asked.
package struct EtcdV2Refusal: Sendable, Equatable {
  /// Its number for the reason; zero where it gives none.
  package let code: Int64
  /// The reason in words.
  package let message: String
  /// The key or number that is the reason.
  package let cause: String
  /// The position of the store, where it is told.
  package let index: UInt64?

  /// A refusal.
  package init(code: Int64, message: String, cause: String, index: UInt64?) {
    self.code = code
    self.message = message
    self.cause = cause
    self.index = index
  }

  /// There is no such key.
  package static let keyNotFound: Int64 = 100
  /// The event that was waited for is no longer remembered.
  package static let eventsCleared: Int64 = 401
  /// The wait ended because the member recovers.
  package static let watcherCleared: Int64 = 400
}
