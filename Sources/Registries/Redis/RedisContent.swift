package import Values

/// What a key holds, as far as it can be told in keys and values.
package enum RedisContent: Sendable, Equatable {
  /// The key does not exist, or holds something else.
  case nothing
  case string(Bytes)
  case hash([RedisAnswers.Field])
}
