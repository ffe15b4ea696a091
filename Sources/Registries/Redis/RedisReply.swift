package import Values

/// One reply of a Redis server, as the second version of its protocol has them.
package enum RedisReply: Sendable, Equatable {
  /// A short text, such as `OK` or the type of a key.
  case status(Bytes)
  /// The server did not do what it was asked: a word for the reason, then a sentence.
  case failure(Bytes)
  case integer(Int64)
  /// A value, any bytes.
  case bulk(Bytes)
  /// There is no such value.
  case none
  case array([RedisReply])

  /// The text of a value or status; nil for all others.
  package var text: Bytes? {
    switch self {
    case .status(let text), .bulk(let text): text
    case .failure, .integer, .none, .array: nil
    }
  }
}
